# SPDX-License-Identifier: ISC
# smtpsend called as sendmail, by those who call it so, against scripted
# servers and the real ones.
load lib
load smtp
load servers

setup() {
	mkdir -p sbin
	ln -s "$root/bin/smtpsend" sbin/sendmail
	PATH=$PWD/sbin:$PATH
	message x@y.example >msg
	: >aliases
}

# use_peer [SENDER [RCPT...]]: an account whose server takes one message.
use_peer() {
	local sender=${1-me@a.example} rcpt
	[ $# -eq 0 ] || shift
	[ $# -gt 0 ] || set -- x@y.example
	peer </dev/null # sets $tunnel
	{
		printf '%s\n' 'S: 220 hi' 'C* EHLO' 'S: 250 hi' \
		    "C: MAIL FROM:<$sender>" 'S: 250 ok'
		for rcpt; do
			printf '%s\n' "C: RCPT TO:<$rcpt>" 'S: 250 ok'
		done
		printf '%s\n' 'C: DATA' 'S: 354 go' 'C.' 'S: 250 ok' \
		    'C: QUIT' 'S: 221 bye'
	} | peer
	export MAILPIPE_CONFIG=$PWD/accounts
	printf '%s\n' '[a]' 'smtp = smtp+plain://peer.example' \
	    'ehlo = me.example' "tunnel = $tunnel" \
	    "aliases = $PWD/aliases" 'maildomain = here.example' >accounts
	chmod 600 accounts
}

# use_postfix: an account of the real server.
use_postfix() {
	need_servers
	export MAILPIPE_CONFIG=$PWD/accounts
	printf '%s\n' '[a]' "smtp = smtps://a@localhost:$SMTPS_PORT" \
	    'pass = secret' "tls_ca = $SERVERS_CA" \
	    "aliases = $PWD/aliases" 'maildomain = example.org' >accounts
	chmod 600 accounts
}

@test "flags, joined to their arguments and not, mean what they mean there" {
	local flags
	while read -r flags; do
		use_peer
		# shellcheck disable=SC2086
		sendmail $flags x@y.example <msg >out 2>err
		peer_ok
		got | cmp - msg
		[ ! -s out ] && [ ! -s err ]
	done <<-'END'
	-i
	-oi -oem -odb -om
	-bm -B8BITMIME -B 7BIT -G -U -m -L tag -Ltag
	-o i -O DeliveryMode=b -OIgnoreDots=yes -oQ/var/spool
	-Ac -Am -C /etc/mail/sendmail.cf -X /dev/null -p x -h 3 -d0.1 -e m
	-itn -F Name -fme@a.example
	-f me@a.example -FName --
	-r me@a.example
	-A a -o timeout=20
	END
}

@test "-N, -R and -V ask for reports" {
	use_postfix
	sendmail -v -Rhdrs -N never -V id -f me@example.org \
	    sml7@example.org <msg 2>err
	grep '^C: MAIL' err | grep -q ' RET=HDRS ENVID=id'
	grep '^C: RCPT' err | grep -q ' NOTIFY=NEVER'
}

@test "a lone dot ends the message, but for -i, -oi and IgnoreDots" {
	local flag
	{ cat msg; printf '..\n.x\n.\r\nmore\n'; } >in
	use_peer
	sendmail x@y.example <in
	peer_ok
	{ cat msg; printf '..\n.x\n'; } >want
	got | cmp - want
	for flag in -i -oi '-O IgnoreDots=true'; do
		use_peer
		# shellcheck disable=SC2086
		sendmail $flag x@y.example <in
		peer_ok
		tr -d '\r' <in >want
		got | cmp - want
	done
	# What follows it is not looked at, though no buffer could hold it.
	{ printf 'x\r\r\n'; head -c 300000 /dev/zero | tr '\0' y; } >long
	use_peer
	cat msg <(echo .) long | sendmail x@y.example
	peer_ok
	got | cmp - msg
	use_peer
	{ head -n 5 msg; printf '.\nBcc: z@y.example\n\nx\r\r\n'; } |
	    sendmail -t
	peer_ok
	head -n 6 msg >want
	{ head -n 5 msg; echo; } | cmp - <(got)
}

@test "a dot ends it though the input goes on" {
	use_peer
	mkfifo fifo
	(cat msg; echo .; cat fifo) | sendmail x@y.example &
	exec 9>fifo
	peer_ok
	exec 9>&-
	wait $!
	got | cmp - msg
}

@test "an empty message is sent" {
	use_peer
	sendmail -f me@a.example x@y.example </dev/null
	peer_ok
	got | grep -Fqx 'From: me@a.example'
	[ "$(got | sed '1,/^$/d' | wc -c)" -eq 0 ]
}

@test "the null sender, and addresses as people write them" {
	local null
	for null in '<>' ''; do
		use_peer '' x@y.example z@y.example
		sendmail -f "$null" 'X <x@y.example>, z@y.example' <msg
		peer_ok
	done
	use_peer b@a.example
	sendmail -f '"B, b" <b@a.example>' x@y.example <msg
	peer_ok
}

@test "names get an alias, or else the domain" {
	cat >aliases <<-'END'
	# comment: none
	postmaster: root

	Root: me@far.example,
	  "Second, me" <two@far.example>
	"quoted": \quoted
	both: both, three@far.example
	END
	use_peer cron@here.example me@far.example nobody@here.example \
	    quoted@here.example both@here.example two@far.example \
	    three@far.example
	sendmail -f cron postmaster nobody quoted both root me@far.example <msg
	peer_ok
	echo 'default: all@far.example, joe' >>aliases
	use_peer me@a.example all@far.example joe@here.example
	sendmail nobody <msg
	peer_ok
	use_peer me@a.example nobody@here.example
	sendmail -n nobody <msg
	peer_ok
	use_peer me@a.example all@far.example joe@here.example
	smtpsend nobody <msg
	peer_ok
}

@test "aliases that cannot be followed: 78, and nothing is sent" {
	local line
	use_peer
	for line in 'x: |/bin/cat' 'x: "|cat"' 'x: /dev/null' \
	    'x: :include:/etc/passwd' 'x: y
y: x' 'x:' 'x: a b c' 'x: <'; do
		echo "$line" >aliases
		expect_error 78 'alias ' sendmail x <msg
	done
	rm aliases
	expect_error 78 'aliases' sendmail x <msg
	[ ! -e "$PEER_LOG" ]
}

@test "bytes that cannot travel are recoded, unless recode = no" {
	use_peer
	{ cat msg; printf '报告\n'; head -c 2000 /dev/zero; } >in
	sendmail -i x@y.example <in
	peer_ok
	got | mimeparse -p 1 >out
	{ sed '1,/^$/d' in; echo; } | cmp - out
	expect_error 65 'NUL' sendmail -i -o recode=no x@y.example <in
}

@test "the queue is listed and run, and what is no sending is refused" {
	[ "$(sendmail -bp)" = "Mail queue is empty" ]
	sendmail -q
	sendmail -q30m
	sendmail -bi
	ln -s sendmail sbin/mailq
	ln -s sendmail sbin/newaliases
	[ "$(mailq)" = "Mail queue is empty" ]
	newaliases
	expect_error 69 '-bd' sendmail -bd -q30m </dev/null
	expect_error 64 'no recipient' sendmail </dev/null
	expect_error 64 'unknown option -%' sendmail -% x </dev/null
	expect_error 64 'needs an argument' sendmail -f </dev/null
	expect_error 64 '-t stands behind a recipient' sendmail x@y.example -t <msg
	use_peer me@a.example -t@y.example x@y.example
	sendmail -i -f me@a.example -- -t@y.example x@y.example <msg
	peer_ok
	! smtpsend -Q -A smtp://localhost:1 x@y.example <msg 2>&1 |
	    grep -v 'queued as' || false
	expect_status 74 sendmail -bp >/dev/full 2>err
}

@test "what the server refuses is told in sysexits" {
	use_postfix
	expect_status 67 sendmail -f me@example.org unknown@example.org \
	    <msg 2>err
	expect_status 75 sendmail -f me@example.org later@example.org \
	    <msg 2>err
	expect_status 1 sendmail -f me@example.org later@example.org \
	    sml1@example.org <msg 2>err
	mail_of sml1 1
	expect_status 64 sendmail -f me@example.org 2>err
}

@test "as cron calls it" {
	use_postfix
	echo 'root: sml2@example.org' >aliases
	printf '%s\n' 'From: root (Cron Daemon)' 'To: root' \
	    'Subject: Cron <root@host> job' 'MIME-Version: 1.0' \
	    'Content-Type: text/plain; charset=UTF-8' \
	    'Content-Transfer-Encoding: 8bit' 'X-Cron-Env: <HOME=/root>' '' \
	    '备份完成' . 'more' | sendmail -i -FCronDaemon -B8BITMIME -oem root
	mimeparse "$(mail_of sml2 1)" >out
	grep -Fqx '备份完成' out
	grep -Fqx more out
	printf '%s\n' 'Subject: x' '' 'y' |
	    sendmail -FCronDaemon -i -odi -oem -oi -t -f root root
	mail_of sml2 2
}

@test "as PHP's mail() calls it" {
	use_postfix
	printf 'To: sml3@example.org\nSubject: hi\nX-PHP-Script: a\n' >in
	printf 'From: web@example.org\r\n\r\nline\n.\nend\n' >>in
	sh -c 'sendmail -t -i -fweb@example.org' <in
	mimeparse "$(mail_of sml3 1)" >out
	grep -Fqx end out
	grep -q 'Return-Path: <web@example.org>' "$(mail_of sml3 1)"
}

@test "as git send-email calls it" {
	need git
	[ -x "$(git --exec-path)/git-send-email" ] &&
	    perl -MMail::Address -e 1 2>/dev/null ||
		leave_out "no git send-email, or no Mail::Address, here"
	use_postfix
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
	git init -q repo
	cd repo
	git config user.name '作者'
	git config user.email me@example.org
	echo 'größe' >a
	git add a
	git commit -qm 'a: add größe'
	git format-patch -q -1 --root
	cd ..
	git -C repo send-email --quiet --confirm=never --suppress-cc=all \
	    --smtp-server="$PWD/sbin/sendmail" --to=sml4@example.org \
	    "$PWD"/repo/0001-*.patch >out 2>&1 || fail "$(cat out)"
	local mail
	mail=$(mail_of sml4 1)
	git init -q copy
	sed 's/\r$//' "$mail" >patch
	git -C copy -c user.name=x -c user.email=x@example.org am -q ../patch
	cmp repo/a copy/a
	# The same by a command, and what is refused makes git fail.
	git -C repo config sendemail.sendmailcmd "$PWD/sbin/sendmail -v"
	git -C repo send-email --quiet --confirm=never --suppress-cc=all \
	    --to=sml4@example.org "$PWD"/repo/0001-*.patch >out 2>&1 ||
		fail "$(cat out)"
	grep -q '^C: MAIL FROM:<me@example.org>' out
	mail_of sml4 2
	local status=0
	git -C repo send-email --quiet --confirm=never --suppress-cc=all \
	    --to=unknown@example.org "$PWD"/repo/0001-*.patch >out 2>&1 ||
		status=$?
	[ "$status" -ne 0 ]
	grep -q '550 5.1.1' out
}

@test "as at, batch and mdadm call it" {
	use_postfix
	echo 'joe: sml8@example.org' >aliases
	printf '%s\n' 'Subject: Output from your job        7' 'To: joe' '' \
	    'line' . 'end' | sendmail -i joe
	mimeparse "$(mail_of sml8 1)" >out
	grep -Fqx end out
	printf '%s\n' 'From: mdadm monitoring <root>' 'To: joe' \
	    'Subject: Fail event on /dev/md0:host' '' 'Faithfully yours' |
	    sendmail -t
	mail_of sml8 2
}

@test "as mutt calls it" {
	need mutt
	use_postfix
	echo 'grüße
.
end' | mutt -n -F /dev/null -e "set sendmail='$PWD/sbin/sendmail -oem -oi'" \
	    -e 'set from=me@example.org use_from=yes copy=no charset=utf-8' \
	    -s hi -c sml5c@example.org -b sml5b@example.org -- \
	    sml5@example.org
	local user
	for user in sml5 sml5b sml5c; do
		mimeparse "$(mail_of $user 1)" | grep -Fqx end
	done
	! grep -i bcc "$(mail_of sml5 1)" || false
	echo x | expect_status 1 mutt -n -F /dev/null \
	    -e "set sendmail='$PWD/sbin/sendmail -oem -oi' sendmail_wait=0" \
	    -e 'set from=me@example.org copy=no' -s hi unknown@example.org \
	    2>err >out
}

@test "as s-nail calls it" {
	need s-nail
	use_postfix
	echo 'hello nail' | s-nail -:/ -S mta="$PWD/sbin/sendmail" \
	    -S from=me@example.org -S ttycharset=utf-8 -S sendwait \
	    -s hi sml6@example.org
	mimeparse "$(mail_of sml6 1)" | grep -Fqx 'hello nail'
}
