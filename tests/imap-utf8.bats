# SPDX-License-Identifier: ISC
# Servers that can be spoken to in UTF-8 (RFC 9755, RFC 9051), and what
# becomes of one that says so and does not hold to it.  A real one is Courier.
load lib
load imap

# utf8 [CAPABILITY...]: up to ENABLE, which travels; the next tag is A3.
utf8() {
	greet ENABLE "${@:-UTF8=ACCEPT}"
	echo 'C: A2 ENABLE UTF8=ACCEPT'
}

# agreed: its answer.
agreed() {
	printf '%s\n' 'S: * ENABLED UTF8=ACCEPT' 'S: A2 OK'
}

# listed NAME...: LIST of them with the tag A3, to its end.
listed() {
	printf 'S: * LIST () "/" %s\n' "$@"
	echo 'S: A3 OK'
	leave A4
}

@test "a name in ASCII waits for nothing" {
	{
		utf8
		printf '%s\n' 'C: A3 EXAMINE INBOX' 'C: A4 UID SEARCH ALL'
		agreed
		opened A3
		printf '%s\n' 'S: * SEARCH 5' 'S: A4 OK'
		leave A5
	} | peer
	at_peer imaplist -f uid INBOX all | cmp - <(echo v1699.5)
	peer_ok
	# Where nothing is asked, the answer is not waited for to take leave.
	{ utf8; leave A3; } | peer
	at_peer imaplist -S | cut -f 2 | grep -x ACCEPT
	peer_ok
}

@test "other names and texts wait, and travel in UTF-8" {
	for offer in UTF8=ACCEPT UTF8=ONLY; do
		{
			utf8 $offer
			echo idle
			agreed
			printf '%s\n' 'C: A3 EXAMINE "a & 收件箱"' \
				'C: A4 UID SEARCH SUBJECT "中\\\\ \\"文" TO "b"'
			opened A3
			printf '%s\n' 'S: * SEARCH 5' 'S: A4 OK'
			leave A5
		} | peer
		at_peer imaplist -f uid 'a & 收件箱' subject '中\ "文' to b |
			cmp - <(echo v1699.5)
		peer_ok
	done
	{
		utf8 UTF8=ACCEPT LITERAL-
		printf '%s\n' 'C: A3 EXAMINE INBOX'
		echo idle
		agreed
		printf '%s\n' "C: A4 UID SEARCH BODY {501+}" 'C= 501' 'C: '
		opened A3
		printf '%s\n' 'S: * SEARCH' 'S: A4 OK'
		leave A5
	} | peer
	at_peer imaplist -f uid INBOX body "$(printf '中%.0s' {1..167})"
	peer_ok
}

@test "SORT has a charset, which it must have" {
	{
		utf8 UTF8=ACCEPT SORT
		agreed
		printf '%s\n' 'C: A3 EXAMINE "收"' \
			'C: A4 UID SORT (SUBJECT) UTF-8 SUBJECT "中"'
		opened A3
		printf '%s\n' 'S: * SORT 5' 'S: A4 OK'
		leave A5
	} | peer
	at_peer imaplist -f uid -s subject 收 subject 中 | cmp - <(echo v1699.5)
	peer_ok
}

# old_way: the mailbox 收 and the text 中, as every server takes them.
old_way() {
	printf '%s\n' 'C: A3 EXAMINE "&ZTY-"' \
		'C: A4 UID SEARCH CHARSET UTF-8 SUBJECT {3}' 'S: + go' 'C= 3' 'C: '
	opened A3
	printf '%s\n' 'S: * SEARCH 5' 'S: A4 OK'
	leave A5
}

@test "what is not enabled is not used" {
	for answer in 'A2 NO no' 'A2 BAD what' 'A2 OK' '* ENABLED|A2 OK' \
	    '* ENABLED CONDSTORE|A2 OK' '* ENABLED UTF8=ACCEPT|A2 NO changed my mind'
	do
		{ utf8; echo "S: ${answer/|/$'\nS: '}"; old_way; } | peer
		at_peer imaplist -f uid 收 subject 中 | cmp - <(echo v1699.5)
		peer_ok
	done
	# Not offered as it must be, not wanted.
	{ greet UTF8=ACCEPT; old_way | sed 's/A3/A2/; s/A4/A3/; s/A5/A4/'; } | peer
	at_peer imaplist -f uid 收 subject 中 | cmp - <(echo v1699.5)
	{ greet ENABLE UTF8=ACCEPT; old_way | sed 's/A3/A2/; s/A4/A3/; s/A5/A4/'; } |
		peer
	at_peer imaplist -o utf8=no -f uid 收 subject 中 | cmp - <(echo v1699.5)
	peer_ok
	# Said when nobody asks, it means nothing.
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		opened A2 | sed '$s/^/S: * ENABLED UTF8=ACCEPT\n/'
		echo 'C: A3 UID COPY 1 "&ZTY-"'
		echo 'S: A3 OK'
		leave A4
	} | peer
	at_peer imapsh -c 'examine INBOX; copy 1 收'
	peer_ok
}

@test "UTF8=ONLY: without it nothing goes" {
	{ utf8 UTF8=ONLY; printf '%s\n' 'C* A3 LIST' 'S: A2 NO never'; } | peer
	expect_error 69 'wants UTF-8' at_peer imaplist
	# It need not say what cannot be otherwise.
	{
		utf8 UTF8=ONLY
		echo 'C* A3 LIST'
		echo 'S: A2 OK'
		listed '"收"'
	} | peer
	at_peer imaplist -o utf8=no | cut -f 1 | cmp - <(echo 收)
	peer_ok
}

@test "any name that is listed is shown, and can be used" {
	local names=('"a&b"' '"&ZTY-"' '"&-"' '"收 & 件"' '"x\x81\xe6"' '"\xe2\x80\xaey"'
	    '{4}\r\na\tb%' '"raw:x"' NIL '"é\\\\ü"')
	local i=5 name
	{
		utf8
		echo 'C: A3 LIST "" *'
		agreed
		listed "${names[@]}"
	} | peer
	at_peer imaplist | cut -f 1 >out
	peer_ok
	cat >want <<-'END'
	a&b
	&ZTY-
	&-
	收 & 件
	raw:x%81%E6
	raw:&IC4-y
	raw:a&AAk-b%25
	raw:raw:x
	NIL
	é\\ü
	END
	cmp out want
	# As they came; the first four and the last are quoted.
	names[4]='{3}' names[6]='"a\tb%"' names[8]='"NIL"'
	{
		utf8
		agreed
		for name in "${names[@]}"; do
			echo "C: A$((i - 2)) SELECT $name"
			[ "$name" != '{3}' ] ||
				printf '%s\n' 'S: + go' 'C= 3' 'C: '
			echo "S: A$((i - 2)) OK"
			i=$((i + 1))
		done
		leave A$((i - 2))
	} | peer
	sed 's/\\\\/\\/; s/.*/select '"'&'/" out | at_peer imapsh
	peer_ok
}

@test "names in STATUS, LSUB, NAMESPACE, and in every command" {
	{
		utf8 UTF8=ACCEPT NAMESPACE
		printf '%s\n' 'C: A3 NAMESPACE' 'C: A4 LIST "" *'
		agreed
		printf '%s\n' 'S: * NAMESPACE (("" "/")) NIL (("共/" "/")("公&" NIL))' \
			'S: A3 OK' 'S: * LIST () "/" INBOX' \
			'S: * LIST () "/" "公&x"' 'S: A4 OK' \
			'C: A5 LIST "" "共/*"' 'S: * LIST () "/" "共/y"' 'S: A5 OK' \
			'C: A6 STATUS INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)' \
			'C: A7 STATUS "公&x" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)' \
			'C* A8 STATUS "共/y"' \
			'S: * STATUS "公&x" (MESSAGES 2)' 'S: A7 OK' \
			'S: * STATUS INBOX (MESSAGES 1)' 'S: A6 OK' \
			'S: * STATUS "共/y" (MESSAGES 3)' 'S: A8 OK'
		leave A9
	} | peer
	at_peer imaplist -t | cut -f 1,4 >out
	printf '%s\t%s\n' INBOX 1 '公&x' 2 共/y 3 | cmp - out
	peer_ok
	{
		utf8
		agreed
		printf '%s\n' 'C: A3 CREATE "收"' 'S: A3 OK' \
			'C: A4 RENAME "收" "&"' 'S: A4 OK' \
			'C: A5 LSUB "" "件*"' 'S: * LSUB () "." "件 & 件"' 'S: A5 OK' \
			'C: A6 STATUS "&" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)' \
			'S: * STATUS "&" (MESSAGES 7)' 'S: A6 OK'
		leave A7
	} | peer
	at_peer imapsh -c 'create 收; rename 收 &; lsub 件*; status &' >out
	printf '%s\n' '件 & 件' 'STATUS "&" (MESSAGES 7)' | cmp - out
	peer_ok
	{
		utf8 UTF8=ACCEPT UIDPLUS MOVE
		printf '%s\n' 'C: A3 SELECT INBOX'
		agreed
		opened A3 | sed 's/READ-ONLY/READ-WRITE/'
	} >select
	{
		cat select
		printf '%s\n' 'C: A4 UID SEARCH UID 5' 'S: * SEARCH 5' 'S: A4 OK' \
			'C: A5 UID MOVE 5 "收"' 'S: A5 NO [TRYCREATE] none' \
			'C: A6 CREATE "收"' 'S: A6 OK' 'C: A7 UID MOVE 5 "收"' \
			'S: * OK [COPYUID 8 5 1]' 'S: * 3 EXPUNGE' 'S: A7 OK'
		leave A8
	} | sed '/^C: A4/d; s/^C: A3 SELECT INBOX$/&\nC: A4 UID SEARCH UID 5/' | peer
	at_peer imapmove -p INBOX 收 5 | cmp - <(printf 'v1699.5\tv8.1\n')
	peer_ok
}

@test "mailboxes that are waited for" {
	{
		utf8
		agreed
		printf '%s\n' \
			'C: A3 STATUS INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)' \
			'C: A4 STATUS "收" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)' \
			'S: * STATUS INBOX (MESSAGES 1 UIDNEXT 4 UIDVALIDITY 7)' \
			'S: * STATUS "收" (MESSAGES 1 UIDNEXT 4 UIDVALIDITY 7)' \
			'S: A3 OK' 'S: A4 OK'
		leave A5
	} | peer
	printf '%s\n' 'v7.4 1 INBOX' 'v7.3 0 &ZTY-' >seen
	at_peer imapwait -s seen INBOX 收 | cmp - <(printf '收\tnew\tv7.3\n')
	printf '%s\n' 'v7.4 1 INBOX' 'v7.4 1 &ZTY-' | cmp - seen
	peer_ok
}

# rev2 CAPABILITY...: up to the login of a server that knows IMAP4rev2.
rev2() {
	greet "$@" | sed 's/IMAP4rev1 //'
}

@test "IMAP4rev2, which is asked for beside IMAP4rev1, or is there alone" {
	{
		rev2 IMAP4rev2
		printf '%s\n' 'C: A2 LIST (SUBSCRIBED) "" "收*"' \
			'S: * LIST (\\Subscribed) "/" "收"' 'S: A2 OK' \
			'C: A3 EXAMINE "收"' 'S: * LIST () "/" "收"' 'S: A3 OK' \
			'C: A4 UID SEARCH TEXT "件"' \
			'S: * ESEARCH (TAG "A4") UID ALL 2' 'S: A4 OK'
		leave A5
	} >alone
	peer <alone
	at_peer imapsh -c 'lsub 收*; examine 收; search text 件' >out
	printf '%s\n' 收 v0.2 | cmp - out
	peer_ok
	{
		rev2 IMAP4rev1 IMAP4rev2
		printf '%s\n' 'C: A2 ENABLE IMAP4rev2' 'S: * ENABLED IMAP4rev2' 'S: A2 OK'
		sed '1,/^S: A1/d; s/A5/A6/g; s/A4/A5/g; s/A3/A4/g; s/A2/A3/g' alone
	} | peer
	at_peer imapsh -c 'lsub 收*; examine 收; search text 件' | cmp - out
	peer_ok
	# It has all that is in it, whether it names that or not.
	{
		rev2 IMAP4rev2
		printf '%s\n' 'C: A2 NAMESPACE' 'C* A3 LIST "" * RETURN (CHILDREN STATUS (' \
			'S: A2 OK' 'S: * LIST () "/" "é"' \
			'S: * STATUS "é" (MESSAGES 3)' 'S: A3 OK'
		leave A4
	} | peer
	at_peer imaplist -t | cut -f 1,4 | cmp - <(printf 'é\t3\n')
	peer_ok
	# It is not begun with.
	{
		rev2 IMAP4rev1 IMAP4rev2
		printf '%s\n' 'C: A2 ENABLE IMAP4rev2' 'S: A2 OK' \
			'C: A3 LSUB "" "&ZTY-*"' 'S: A3 OK'
		leave A4
	} | peer
	at_peer imapsh -c 'lsub 收*' | cmp - /dev/null
	peer_ok
}

# international FORM: the message msg is stored, whose head travels so.
international() {
	printf '%s\n' "C: ${1/\{/\{$size}" 'S: + go' "C= $size"
}

@test "a message with UTF-8 in its header" {
	local size
	printf 'Subject: 中文\r\n\r\n件\r\n' >msg
	size=$(wc -c <msg)
	{
		utf8 UTF8=ACCEPT LITERAL+ MOVE
		agreed
		echo 'C* A3 STATUS Sent'
		international 'A4 APPEND Sent () UTF8 (~{}'
		printf '%s\n' 'C: )' 'S: A3 NO' 'S: A4 OK [APPENDUID 7 1] in'
		leave A5
	} | peer
	at_peer imapappend Sent <msg | cmp - <(echo v7.1)
	cmp msg "$PEER_OUT"
	peer_ok
	# The form is not known: it is tried once.
	for no in 'BAD [CLIENTBUG] what' 'NO what'; do
		{
			utf8
			agreed
			echo 'C* A3 STATUS "收"'
			printf '%s\n' "C: A4 APPEND \"收\" (\\\\Seen) UTF8 (~{$size}" \
				'S: A3 NO' "S: A4 $no" 'C* A5 STATUS'
			international 'A6 APPEND "收" (\\Seen) {}'
			printf '%s\n' 'C: ' 'S: A5 NO' 'S: A6 OK' 'C* A7 STATUS'
			international 'A8 APPEND "收" (\\Seen) {}'
			printf '%s\n' 'C: ' 'S: A7 NO' 'S: A8 OK'
			leave A9
		} | peer
		{ echo From x; cat msg; echo; echo From x; cat msg; echo; } |
			at_peer imapappend -M -f seen 收
		cat msg msg | cmp - "$PEER_OUT"
		peer_ok
	done
	{
		utf8
		agreed
		echo 'C* A3 STATUS'
		international 'A4 APPEND Sent () UTF8 (~{}'
		printf '%s\n' 'C: )' 'S: A3 NO' 'S: A4 BAD what' 'C* A5 STATUS'
		international 'A6 APPEND Sent {}'
		printf '%s\n' 'C: ' 'S: A5 NO' 'S: A6 OK'
		leave A7
	} | peer
	at_peer imapappend Sent <msg
	cat msg msg | cmp - "$PEER_OUT"
	peer_ok
	# It is known, and something else is wrong.
	{
		utf8
		agreed
		printf '%s\n' 'C* A3 STATUS' "C: A4 APPEND Sent () UTF8 (~{$size}" \
			'S: A3 NO' 'S: A4 NO [OVERQUOTA] full' eof
	} | peer
	expect_error 69 'full' at_peer imapappend Sent <msg
	peer_ok
	# To others it is a message as any.
	{
		utf8
		printf '%s\n' 'S: A2 BAD' 'C* A3 STATUS'
		international 'A4 APPEND Sent {}'
		printf '%s\n' 'C: ' 'S: A3 NO' 'S: A4 OK'
		leave A5
	} | peer
	at_peer imapappend Sent <msg
	peer_ok
	{
		rev2 IMAP4rev2
		printf '%s\n' 'C* A2 STATUS' "C: A3 APPEND Sent {$size+}" "C= $size" \
			'C: ' 'S: A2 NO' 'S: A3 OK'
		leave A4
	} | peer
	at_peer imapappend Sent <msg
	peer_ok
}

@test "what is 8-bit but no UTF-8, or ASCII, is no such message" {
	local size
	for subject in '\326\320' x; do
		printf "Subject: $subject\r\n\r\n件\r\n" >msg
		size=$(wc -c <msg)
		{
			utf8
			printf '%s\n' 'C* A3 STATUS' "C: A4 APPEND Sent {$size}"
			agreed
			printf '%s\n' 'S: A3 NO' 'S: + go' "C= $size" 'C: ' 'S: A4 OK'
			leave A5
		} | peer
		at_peer imapappend Sent <msg
		cmp msg "$PEER_OUT"
		peer_ok
	done
}

@test "one byte at a time, one command at a time, cut anywhere" {
	{
		echo slow
		utf8
		agreed
		echo 'C: A3 LIST "" *'
		listed '"收 & 件"' '{3}\r\n件'
	} >session
	peer <session
	at_peer imaplist -o pipelining=no | cut -f 1 | cmp - <(printf '%s\n' '收 & 件' 件)
	peer_ok
	check_cut() {
		[ "$status" -eq 75 ] || cmp whole out
	}
	sed -i 1d session
	each_cut at_peer imaplist -o pipelining=no
}
