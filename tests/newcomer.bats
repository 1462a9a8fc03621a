# SPDX-License-Identifier: ISC
# The first hour of somebody who has a QQ account: README.md to the letter,
# and what is said to each of the usual mistakes.
load lib
load servers

setup() {
	need_servers
	me=12345678@qq.com
	mkdir -p .config/mailpipe
	readme_accounts >.config/mailpipe/accounts
	echo secret >.config/mailpipe/qq-code
	chmod 600 .config/mailpipe/*
	echo hello >text
}

# readme_accounts: those of README.md, but the servers are ours.
readme_accounts() {
	sed -n '/^    \[qq\]/,/^    \[163\]/s/^    //p' "$root/README.md" | sed '$d' |
	    sed -e '/^smtp/s|smtp.qq.com|localhost:'"$SMTPS_PORT|" \
		-e '/^pop3/s|pop.qq.com|localhost:'"$POP3S_PORT|" \
		-e '/^imap/s|imap.qq.com|localhost:'"$IMAPS_PORT|"
	echo "tls_ca = $SERVERS_CA"
}

@test "the commands of README.md, with its account" {
	sed -n '/^    smtpsend -A qq -S/,/^$/s/^    //p' "$root/README.md" |
		sed "s/$me\$/12345678@example.org/" >commands
	[ "$(wc -l <commands)" -eq 4 ]
	sed 1q commands | bash -e | grep -q '^AUTH	.*LOGIN'
	sed -n 2p commands | bash -e
	mail_of 12345678 1 >file
	sed -n 3p commands | bash -e | grep -q "^1	[1-9][0-9]*	"
	sed -n 4p commands | bash -e | grep -q "	$me	test\$"
	pop3retr 1 | mimeparse | tail -n 1 | cmp - text
}

# mistake STATUS TEXT COMMAND...
mistake() {
	expect_error "$@" >out </dev/null
	[ ! -s out ] || fail "on stdout: $(cat out)"
}

@test "the password of the web page, no code, a code for all to read" {
	echo 'not the code' >.config/mailpipe/qq-code
	mistake 77 'login refused: 535 ' mailsend -s x -m text "$me"
	mistake 77 'login refused: ' pop3list
	mistake 77 'login refused: ' imaplist
	sed -i 's/^pass_cmd.*/pass = secret/' .config/mailpipe/accounts
	chmod 644 .config/mailpipe/accounts
	mistake 78 'chmod go= it' mailsend -s x -m text "$me"
	sed -i /^pass/d .config/mailpipe/accounts
	mistake 78 'put it into $MAILPIPE_PASSWORD, into pass_cmd or pass' pop3list
}

@test "the accounts file: absent, a typo, an unknown name, no user" {
	mistake 78 'QQ: no account is named so' mailsend -A QQ -s x -m text "$me"
	mistake 78 '(a server is a URL: pop3s://pop.qq.com:995)' \
	    pop3list -A pop.qq.com:995
	mistake 64 'is not the URL of an IMAP server' imaplist -A pop3s://pop.qq.com
	sed -i 's/^pass_cmd/pass_cmb/' .config/mailpipe/accounts
	mistake 78 'accounts:6: unknown key pass_cmb' pop3list
	sed -i "s|pop3s://$me@|pop3s://|; s/pass_cmb/pass_cmd/" \
	    .config/mailpipe/accounts
	mistake 78 'see user in mailpipe-accounts(5)' pop3list
	sed -i "s|^imap .*|imap = imap.qq.com|" .config/mailpipe/accounts
	mistake 78 'accounts:5: imap: a server'"'"'s URL begins with' imaplist
	rm .config/mailpipe/accounts
	mistake 78 'put an account into ~/.config/mailpipe/accounts' imaplist
}

@test "the wrong port: TLS where there is none, none where there is" {
	mistake 69 'speaks no TLS here; it says "220 ' smtpsend \
	    -A "smtps://$me@localhost:$SMTP_PORT" -o pass_cmd='echo x' -S
	mistake 69 'speaks no TLS here; it says "+OK ' pop3list \
	    -A "pop3s://$me@localhost:$POP3_PORT" -o pass_cmd='echo x'
	for url in smtp:$SMTPS_PORT pop3:$POP3S_PORT imap:$IMAPS_PORT; do
		program=${url%:*}list
		mistake 75 "does it speak TLS from the start (${url%:*}s://)?" \
		    "${program/smtplist/smtpsend}" -o timeout=1 -o user="$me" \
		    -o pass_cmd='echo x' -A "${url%:*}+starttls://localhost:${url#*:}" \
		    $([ "${url%:*}" != smtp ] || echo -S)
	done
	for port in "pop3s IMAPS POP3" "smtps POP3S SMTP" "imaps SMTPS IMAP"; do
		read -r scheme other protocol <<<"$port"
		other=${other}_PORT
		program=${scheme%s}list
		mistake 76 "(does the port speak $protocol?)" \
		    "${program/smtplist/smtpsend}" -o tls_ca="$SERVERS_CA" \
		    -o pass_cmd='echo x' -A "$scheme://$me@localhost:${!other}" \
		    $([ "$scheme" != smtps ] || echo -S)
	done
	mistake 69 'in TLS: see +starttls' smtpsend -S -o pass_cmd='echo x' \
	    -A "smtp://$me@localhost:$SMTP_PORT"
	mistake 75 'Connection refused' pop3list -A pop3+plain://$me@127.0.0.1:1 \
	    -o pass_cmd='echo x'
}

@test "certificates: what is wrong, and what to do" {
	at() { echo "pop3s://$me@$1:$POP3S_PORT"; }
	mistake 77 'is not trusted here (see tls_ca and tls_pin' pop3list \
	    -A "$(at localhost)" -o pass_cmd='echo x'
	mistake 77 'expired on 2001-01-02' pop3list -A "$(at 127.0.0.3)" \
	    -o tls_ca="$SERVERS_CA" -o pass_cmd='echo x'
	mistake 77 'not for 127.0.0.2 but for other.example' pop3list \
	    -A "$(at 127.0.0.2)" -o tls_ca="$SERVERS_CA" -o pass_cmd='echo x'
	mistake 77 'is self-signed: sha256:' pop3list \
	    -A "$(at 127.0.0.4)" -o tls_ca="$SERVERS_CA" -o pass_cmd='echo x'
	pin=$(grep -o 'sha256:[^ ]*' err)
	pop3list -A "$(at 127.0.0.4)" -o tls_pin="$pin" -o pass_cmd='echo secret'
}

@test "names: of a file, a mailbox, a message, an option" {
	mistake 66 'nofile.txt: No such file' mailsend -s x -m nofile.txt "$me"
	mistake 66 'f.zip: No such file' mailsend -s x -m text -a f.zip "$me"
	mistake 64 'no recipient' mailsend -s x -m text
	mistake 65 'a@b.c，d@e.f: more than one @' mailsend -s x -m text 'a@b.c，d@e.f'
	mistake 64 '--help' mailsend --subject x "$me"
	mistake 64 '-A stands behind a recipient' smtpsend "$me" -A qq
	smtpsend -n -- -x@qq.com <text | grep -qx 'RCPT TO:<-x@qq.com>'
	mistake 64 '"abc" names no message' pop3retr abc
	mistake 64 'give a number, all or new' pop3retr
	mistake 64 'give a UID, all or new' imapretr INBOX
	mistake 64 '-d stands before the mailbox' imapflag INBOX -d all
	mistake 1 'message 9' pop3retr 9
	mistake 1 '9: no such message' imapretr INBOX 9
	for program in 'imaplist INBXO' 'imapretr INBXO 1' 'imapwait INBXO' \
	    'imapwait INBOX INBXO' 'imapflag INBXO +seen 1'; do
		# shellcheck disable=SC2086
		mistake 1 '(imaplist shows which mailboxes there are)' $program
	done
}

@test "a terminal of GBK: what is not UTF-8 is told of, and arrives" {
	printf '\xb1\xa8\xb8\xe6\n' >gbk
	cp gbk "$(printf '\xb1\xa8.txt')"
	mailsend -s "$(cat gbk)" -m gbk -a "$(printf '\xb1\xa8.txt')" \
	    gbk@example.org 2>err
	grep -q '^mimebuild: -s: the subject is not UTF-8' err
	grep -q '^mimebuild: gbk: neither UTF-8 nor a declared charset' err
	grep -q '^mimebuild: \\xB1\\xA8.txt: the name is not UTF-8' err
	mail_of gbk 1 >file
	mimeparse -p 1 "$(cat file)" | tr -d '\r' | cmp - gbk
	# What a user of such a terminal is to do.
	mailsend -s "$(iconv -f gbk -t utf-8 gbk)" -C gbk -m gbk \
	    -N 报告.txt -a "$(printf '\xb1\xa8.txt')" utf8@example.org
	mail_of utf8 1 >file
	mimeparse "$(cat file)" | grep -qx 报告
	mimeparse -h subject "$(cat file)" | grep -qx 报告
	mimeparse -l "$(cat file)" | grep -q '	报告.txt$'
}
