# SPDX-License-Identifier: ISC
# The header as the account's from_rewrite, to_rewrite and recode change it.
load lib

setup() {
	ln -s "$root/bin/smtpsend" sendmail
	export SOURCE_DATE_EPOCH=0
}

# plan OPTION...: the envelope and the header that would be sent, without
# what is added to it.
plan() {
	smtpsend -n -A smtp://localhost -o maildomain=web1.example "$@" |
	    sed '1,/^MAIL/{/^MAIL/!d;}' |
	    grep -v '^Date: \|^Message-ID: ' | awk '/^$/ && n++ { exit } 1'
}

mail() {
	printf '%s\n' "$@" 'Subject: hi' '' text
}

@test "from_rewrite: the account's address, the name as it was" {
	mail 'From: root (Cron Daemon)' 'To: a@b.example' >cron
	plan -o from='Me <me@qq.com>' -o from_rewrite=yes -f root \
	    a@b.example <cron >got
	cat >want <<-'EOF'
	MAIL FROM:<me@qq.com>
	RCPT TO:<a@b.example>

	From: Cron Daemon <me@qq.com>
	To: a@b.example
	Subject: hi
	EOF
	cmp want got
	plan -o from=me@qq.com -f root a@b.example <cron >got
	grep -qx 'MAIL FROM:<root@web1.example>' got
	grep -qx 'From: root (Cron Daemon)' got
	plan -o from=me@qq.com -o from_rewrite=no -f root a@b.example <cron |
	    cmp - got
}

@test "from_rewrite: names and addresses of all kinds" {
	local from want
	while IFS='|' read -r from want; do
		mail "From: $from" 'Sender: root' 'To: a@b.example' |
		    plan -o from=me@qq.com -o from_rewrite=yes a@b.example >got
		grep -q '^MAIL FROM:<me@qq.com>' got
		grep '^From\|^Sender\|^Reply-To' got | tr '\n' '|' >fields
		echo "$want|" | tr -d '\n' | cmp - fields
	done <<-'EOF'
	root|From: root <me@qq.com>
	<www-data@web1>|From: www-data <me@qq.com>
	"A, \"B\"" <x@y.example>|From: "A, \"B\"" <me@qq.com>|Reply-To: x@y.example
	=?UTF-8?B?5byg?= <x@y.example>|From: =?UTF-8?B?5byg?= <me@qq.com>|Reply-To: x@y.example
	x@y.example, z@y.example|From: x <me@qq.com>|Reply-To: x@y.example, z@y.example
	Cron Daemon|From: me@qq.com
	nobody:;|From: me@qq.com
	<>|From: me@qq.com
	EOF
	# It is kept where it is ours, or where answers are asked for.
	mail 'From: "Me" <ME@QQ.com>' 'Sender: x@y.example' >own
	plan -o from=me@qq.com -o from_rewrite=yes a@b.example <own |
	    grep -qx 'From: "Me" <ME@QQ.com>'
	mail 'From: x@y.example' 'reply-to: z@y.example' |
	    plan -o from=me@qq.com -o from_rewrite=yes a@b.example >got
	[ "$(grep -ci '^reply-to' got)" -eq 1 ]
}

@test "from_rewrite: without a From, without a from" {
	mail | plan -o from='Me <me@qq.com>' -o from_rewrite=yes \
	    a@b.example >got
	! grep '^Reply-To' got || false
	mail | smtpsend -n -A smtp://localhost -o from='Me <me@qq.com>' \
	    -o from_rewrite=yes -f root a@b.example |
	    grep -qx 'From: Me <me@qq.com>'
	mail 'From: root' | plan -o user=me@qq.com -o from_rewrite=yes \
	    a@b.example | grep -qx 'From: root <me@qq.com>'
	mail >msg
	expect_error 78 'from_rewrite' smtpsend -n -A smtp://localhost \
	    -o user=me -o from_rewrite=yes a@b.example <msg
	# A bounce has no sender, and answers to it go to its author.
	mail 'From: MAILER-DAEMON@x.example' | plan -o from=me@qq.com \
	    -o from_rewrite=yes -f '<>' a@b.example >got
	grep -qx 'MAIL FROM:<>' got
	grep -qx 'From: MAILER-DAEMON@x.example' got
}

@test "to_rewrite: aliases and the domain, in the header too" {
	local to
	printf '%s\n' 'root: admin@qq.com' 'staff: a@x.example, bob' >aliases
	mail 'To: root, "Z, Y" <zoe>,' ' =?UTF-8?B?5byg5LiJ?= <root>' \
	    'Cc: staff, c@d.example' 'cc: Full <f@d.example> (as it is)' |
	    plan -o aliases=aliases -o to_rewrite=yes root >got
	cat >want <<-'EOF'
	MAIL FROM:<ME@web1.example>
	RCPT TO:<admin@qq.com>

	To: admin@qq.com, "Z, Y" <zoe@web1.example>, =?UTF-8?B?5byg5LiJ?=
	 <admin@qq.com>
	Cc: a@x.example, bob@web1.example, c@d.example
	cc: Full <f@d.example> (as it is)
	From: ME@web1.example
	Subject: hi
	EOF
	sed -i "s/ME@/$(id -un)@/" want
	sort want >want2
	sort got | cmp - want2
	mail 'To: root' | plan -o aliases=aliases root | grep -qx 'To: root'
	mail 'To: list: root;' | plan -o aliases=aliases -o to_rewrite=yes \
	    root | grep -qx 'To: admin@qq.com'
	mail 'To: undisclosed-recipients:;' | plan -o to_rewrite=yes root |
	    grep -qx 'To: undisclosed-recipients:;'
	# What cannot be completed stays, and the mail is sent.
	echo 'root: |cat' >aliases
	for to in 'a b' 'root, bad@' '<>' 'a@@b' '[' root; do
		mail "To: $to" | plan -o aliases=aliases -o to_rewrite=yes \
		    a@b.example >got
		grep -qxF "To: $to" got
		grep -qx 'RCPT TO:<a@b.example>' got
	done
	mail 'To: root' >msg
	expect_error 78 'alias root' smtpsend -n -A smtp://localhost \
	    -o aliases=aliases -o to_rewrite=yes root <msg
}

@test "as sendmail -f root, cron's mail leaves by a provider" {
	mkdir -p .config/mailpipe
	cat >.config/mailpipe/accounts <<-EOF
	[mail]
	smtp = smtp+plain://peer.example
	from = me@qq.com
	ehlo = me.example
	tunnel = '$root/tests/build/peer' '$PWD/peer.script'
	from_rewrite = yes
	to_rewrite = yes
	aliases = $PWD/aliases
	EOF
	chmod 600 .config/mailpipe/accounts
	echo 'root: admin@qq.com' >aliases
	peer <<-'EOF'
	S: 220 hi
	C: EHLO me.example
	S: 250 peer.example
	C: MAIL FROM:<me@qq.com>
	S: 250 ok
	C: RCPT TO:<admin@qq.com>
	S: 250 ok
	C: DATA
	S: 354 go
	C.
	S: 250 queued
	C: QUIT
	EOF
	# As cron(8) calls it, and what it writes.
	./sendmail -i -FCronDaemon -B8BITMIME -oem root <<-'EOF'
	From: root (Cron Daemon)
	To: root
	Subject: Cron <root@web1> /opt/报告.sh
	MIME-Version: 1.0
	Content-Type: text/plain; charset=UTF-8
	Content-Transfer-Encoding: 8bit

	plain
	EOF
	peer_ok
	tr -d '\r' <"$PEER_OUT" >got
	grep -qx 'From: Cron Daemon <me@qq.com>' got
	grep -qx 'To: admin@qq.com' got
	[ "$(mimeparse -h subject <got)" = \
	    'Cron <root@web1> /opt/报告.sh' ]
	! LC_ALL=C grep -q $'[\x80-\xff]' got || false
}

@test "recode: 8-bit text in the header is encoded" {
	mail 'From: 张三 <a@b.example>' 'To: "李, 四" <c@d.example>' \
	    'X-Note: 说明 =?UTF-8?Q?=C3=A4?=' "$(printf 'X-Old: caf\xe9')" >msg
	plan -o recode=yes c@d.example <msg >got
	! LC_ALL=C grep -q $'[\x80-\xff]' got || false
	{ sed '1,/^$/d' got; echo; } >head
	mimeparse -h from:to:x-note <head >values
	printf '%s\t%s\t%s\n' '张三 <a@b.example>' \
	    '"李, 四" <c@d.example>' '说明 ä' | cmp - values
	grep -q '^X-Old: =?unknown-8bit?' got
	expect_error 65 'not UTF-8' smtpsend -n -A smtp://localhost \
	    c@d.example <msg
	grep -v X-Old msg >utf8
	plan c@d.example <utf8 | grep -q 张三
	# Not an address, not a parameter, nothing that is signed.
	mail 'To: 张@d.example' | plan -o recode=yes c@d.example |
	    grep -qx 'To: 张@d.example'
	mail 'Content-Type: text/plain; name="报"' |
	    plan -o recode=yes c@d.example | grep -q 'name="报"'
	mail 'DKIM-Signature: v=1' 'X-Note: 说明' |
	    plan -o recode=yes c@d.example | grep -q 说明
}

@test "many recipients without a domain are no alias that leads to itself" {
	printf 'Subject: x\n\nhi\n' |
	    smtpsend -n -A smtp://localhost:1 -o maildomain=x.example \
	    $(seq -f u%04g 1 2000) >out
	grep -q u2000@x.example out
}
