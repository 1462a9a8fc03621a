# SPDX-License-Identifier: ISC
load lib
load imap
load servers

counts='(MESSAGES UNSEEN UIDNEXT UIDVALIDITY)'
items='(UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[HEADER.FIELDS (from subject)])'

# rows TAG TEXT...: FETCH replies, and the end of the command.
rows() {
	local tag=$1
	shift
	printf 's: %s\\r\\n\n' "$@"
	echo "S: $tag OK done"
}

@test "the options of the manual are those of the program" {
	expect_error 64 'unknown option' imaplist -x
	expect_error 64 'different questions' imaplist -S -t
	expect_error 64 'different questions' imaplist -n -t
	expect_error 64 'about no messages' imaplist -S INBOX
	expect_error 64 'a mailbox is missing' imaplist -f uid
	expect_error 64 'is no field' imaplist -f 'uid,a b' INBOX
	expect_error 64 '' imaplist -A imap://u@localhost INBOX no-such-key
}

@test "mailboxes, their names in UTF-8, NIL and literals among them" {
	{
		greet
		echo 'C: A2 LIST "" *'
		echo 'S: * LIST (\\HasNoChildren) "/" INBOX'
		echo 'S: * LIST (\\Sent \\Marked) "/" "Entw&APw-rfe \\"a\\""'
		echo 'S: * LIST () NIL NIL'
		printf '%s%s\\r\\n\n' 's: * LIST () "\\\\" ' "$(lit 'a\x1bb')"
		echo 'S: * OK [ALERT] not now'
		echo 'S: A2 OK done'
		leave A3
	} | peer
	at_peer imaplist -H >out 2>err
	printf '%s\n' 'imaplist: imap.example: not now' | cmp - err
	printf 'name\tdelimiter\tattributes\n' >want
	printf 'INBOX\t/\t\\\\HasNoChildren\n' >>want
	printf 'Entwürfe "a"\t/\t\\\\Sent \\\\Marked\n' >>want
	printf 'NIL\t\t\n' >>want
	printf 'raw:a%%1Bb\t\\\\\t\n' >>want
	cmp want out
	peer_ok
}

@test "mailboxes as JSON" {
	{
		greet
		echo 'C: A2 LIST "" *'
		echo 'S: * LIST (\\Trash) "." "B&AOQ-r"'
		echo 'S: A2 OK done'
		leave A3
	} | peer
	at_peer imaplist -j >out
	echo '{"name":"Bär","delimiter":".","attributes":["\\Trash"]}' |
		cmp - out
}

@test "counts come with the list where the server can do that" {
	{
		greet LIST-EXTENDED LIST-STATUS SPECIAL-USE
		echo 'C: A2 LIST "" * RETURN (CHILDREN SPECIAL-USE STATUS'" $counts)"
		echo 'S: * LIST () "/" a'
		echo 'S: * STATUS a (UNSEEN 1 MESSAGES 2 X (1 2) UIDVALIDITY 9 UIDNEXT 4)'
		echo 'S: * LIST (\\Noselect) "/" b'
		echo 'S: * LIST () "/" c'
		echo 'S: * STATUS c (MESSAGES 7)'
		echo 'S: * STATUS other (MESSAGES 7)'
		echo 'S: A2 OK done'
		leave A3
	} | peer
	at_peer imaplist -t >out
	printf 'a\t/\t\t2\t1\t4\t9\nb\t/\t\\\\Noselect\t\t\t\t\n' >want
	printf 'c\t/\t\t7\t\t\t\n' >>want
	cmp want out
	peer_ok
}

@test "else all are asked for at once, and a refused one keeps none back" {
	{
		greet
		echo 'C: A2 LIST "" *'
		printf 'S: * LIST () "/" %s\n' a b c
		echo 'S: A2 OK done'
		local i=3 box
		for box in a b c; do
			echo "C: A$i STATUS $box $counts"
			i=$((i + 1))
		done
		echo 'S: * STATUS c (MESSAGES 3)'
		echo 'S: A5 OK done'
		echo 'S: * STATUS a (MESSAGES 1)'
		echo 'S: A3 OK done'
		echo 'S: A4 NO [NOPERM] not yours'
		leave A6
	} | peer
	expect_error 1 'STATUS: not yours' at_peer imaplist -t >out
	[ "$(cut -f 1,4 out)" = $'a\t1\nb\t\nc\t3' ]
	peer_ok
}

@test "counts of a hundred thousand mailboxes, the last one first" {
	need_plain_build
	{
		greet LIST-EXTENDED LIST-STATUS
		echo 'C* A2 LIST'
		echo "send $PWD/blob"
		echo 'S: A2 OK done'
		leave A3
	} | peer
	awk 'BEGIN {
		for (i = 0; i < 100000; i++)
			printf "* LIST () \"/\" b%d\r\n", i
		while (i-- > 0)
			printf "* STATUS b%d (MESSAGES %d)\r\n", i, i
		printf "* STATUS x (MESSAGES 1)\r\n"
	}' >blob
	(ulimit -v 100000; at_peer imaplist -t >out)
	[ "$(wc -l <out)" -eq 100000 ]
	[ "$(tail -n 1 out | cut -f 1,4)" = $'b99999\t99999' ]
	local i=0
	while [ $i -lt 1200 ]; do
		printf '* LIST () "/" {60000}\r\n%060000d\r\n' $((i++))
	done >blob
	{
		greet
		echo 'C* A2 LIST'
		echo "send $PWD/blob"
	} | peer
	(ulimit -v 300000
	expect_error 76 'more than' at_peer imaplist -t >out)
	[ ! -s out ]
	# Nor are names printed for ever.
	{
		greet
		echo 'C* A2 LIST'
		echo 'flood: * LIST () "/" x'
	} | peer
	expect_error 76 'more than' at_peer imaplist >out
	[ "$(wc -l <out)" -eq 200001 ]
}

@test "namespaces, and mailboxes that are named only when asked for" {
	local spaces='(("" "/")) (("~" "/")) (("#s/" "/")("#p%" "." "X" ("a" (b)))(NIL NIL))'
	# Those to be asked for in one flight; one that is within another is not.
	{
		greet NAMESPACE
		echo 'C: A2 NAMESPACE'
		echo 'C: A3 LIST "" *'
		echo "S: * NAMESPACE $spaces"
		echo 'S: A2 OK done'
		printf 'S: * LIST () "/" "%s"\n' a '#s' '#p%x'
		echo 'S: A3 OK done'
		echo 'C: A4 LIST "" "~*"'
		echo 'C: A5 LIST "" "#s/*"'
		echo 'S: * LIST () "/" "~bob/c"'
		echo 'S: A4 OK done'
		echo 'S: * LIST () "/" "#s/&AOQ-"'
		echo 'S: A5 NO [NOPERM] not all'
		leave A6
	} >script
	for more in '' '(("~bob/" "/")("~" "/"))'; do
		sed "s|((\"~\" \"/\"))|${more:-&}|" script | peer
		expect_error 1 'LIST: not all' at_peer imaplist >out
		peer_ok
	done
	[ "$(cut -f 1 out | tr '\n' ' ')" = 'a #s #p%x ~bob/c #s/ä ' ]
	{
		greet NAMESPACE
		echo 'C: A2 NAMESPACE'
		echo "S: * NAMESPACE $spaces"
		echo 'S: A2 OK done'
		leave A3
	} >script
	peer <script
	at_peer imaplist -nH >out
	printf '%s\t%s\t%s\n' owner prefix delimiter personal '' / \
	    others '~' / shared '#s/' / shared '#p%' . shared '' '' |
	    cmp - out
	peer <script
	at_peer imaplist -nj >out
	grep -qx '{"owner":"shared","prefix":"#p%","delimiter":"."}' out
	{
		greet NAMESPACE
		echo 'C: A2 NAMESPACE'
		echo 'S: * NAMESPACE NIL NIL NIL'
		echo 'S: A2 NO [NOPERM] not yours'
	} | peer
	expect_error 69 'NAMESPACE: not yours' at_peer imaplist -n
	greet | peer
	expect_error 69 'does not tell of namespaces' at_peer imaplist -n
	{
		greet NAMESPACE
		echo 'C: A2 NAMESPACE'
		echo 'C* A3 LIST'
		echo 's: * NAMESPACE ('
		yes 's: ("a" "/")' | head -n 1001
		echo 'S: ) NIL NIL'
	} | peer
	expect_error 76 'more than 1000' at_peer imaplist
}

@test "messages: one exchange, items in any order, header fields decoded" {
	local fields='BODY[HEADER.FIELDS (from subject)]'
	local date=' INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 99'
	local none=' INTERNALDATE NIL BODY[HEADER.FIELDS ("FROM" "SUBJECT")] NIL'
	local header='From: =?utf-8?q?J=C3=B6rg?= <j@x.example>\r\nSubject: a\tb\r\n\r\n'
	{
		greet ID SEARCHRES
		echo 'C* A2 ID ("name" "mailpipe" "version" "'
		echo 'C: A3 EXAMINE "a b"'
		echo 'C: A4 UID SEARCH RETURN (SAVE) UNSEEN'
		echo "C: A5 UID FETCH \$ $items"
		echo 'S: * ID NIL'
		echo 'S: A2 NO never mind'
		opened A3
		echo 'S: A4 OK done'
		rows A5 \
		    "* 1 FETCH ($fields $(lit "$header") UID 4 FLAGS (\\\\Seen \$x)$date)" \
		    '* 2 FETCH (FLAGS (\\Seen))' \
		    '* 2 FETCH (UID 5 FLAGS (\\Seen))' \
		    '* 9 EXPUNGE' \
		    "* 2 FETCH (X (1 (2)) RFC822.SIZE 4294967296 UID 6 FLAGS ()$none)"
		leave A6
	} | peer
	at_peer imaplist 'a b' unseen >out
	printf 'v1699.4\t99\t1996-07-17T02:44:25-07:00\t\\\\Seen $x\t' >want
	printf 'Jörg <j@x.example>\ta\\tb\n' >>want
	printf 'v1699.6\t4294967296\t\t\t\t\n' >>want
	cmp want out
	peer_ok
}

@test "messages as JSON, and columns of one's own" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID FETCH 1:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (to date)])'
		opened A2 1
		local header='Date: Thu, 1 Jan 2026 00:00:00 +0100\r\nTo: a@b.example\r\n\r\n'
		rows A3 "* 1 FETCH (UID 4 FLAGS (\\\\Seen) BODY[HEADER.FIELDS (to date)] $(
		    lit "$header"))"
		leave A4
	} >script
	peer <script
	at_peer imaplist -j -f uid,to,flags,sent INBOX >out
	{
		printf '{"uid":4,"uidvalidity":1699,"to":"a@b.example",'
		echo '"flags":["\\Seen"],"sent":"2026-01-01T00:00:00+01:00"}'
	} | cmp - out
	peer <script
	at_peer imaplist -H -f uid,to,flags,sent INBOX >out
	printf 'uid\tto\tflags\tsent\nv1699.4\ta@b.example\t\\\\Seen\t2026-01-01T00:00:00+01:00\n' |
		cmp - out
}

@test "without SEARCHRES what was found is named, in lines of 8000 octets" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID SEARCH SEEN'
		opened A2
		echo "S: * SEARCH $(seq -s ' ' 100001 2 103001)"
		echo 'S: * SEARCH 7 5 6'
		echo 'S: A3 OK done'
		echo 'C* A4 UID FETCH 5:7,100001,100003,'
		echo 'C* A5 UID FETCH 10'
		rows A4 '* 1 FETCH (UID 5 RFC822.SIZE 1)'
		rows A5 '* 3 FETCH (UID 102999 RFC822.SIZE 3)'
		leave A6
	} | peer
	at_peer imaplist -f octets,uid INBOX seen >out
	printf '%s\tv1699.%s\n' 1 5 3 102999 | cmp - out
	peer_ok
	[ "$(client_sent | wc -L)" -le 8200 ]
}

@test "text in other scripts travels as a literal, waited for or not" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID SEARCH CHARSET UTF-8 SUBJECT {6}'
		opened A2
		echo 'idle'
		echo 'S: + go on'
		echo 'C= 6'
		echo 'C:  '
	} | sed '/^C:  $/s/.*/C: /' | { cat
		echo 'S: * SEARCH'
		echo 'S: A3 OK done'
		leave A4
	} | peer
	at_peer imaplist INBOX subject 日本
	peer_ok
	{
		greet LITERAL+ SEARCHRES
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID SEARCH RETURN (SAVE) CHARSET UTF-8 SUBJECT {6+}'
		echo 'C= 6'
		echo 'C: '
		echo 'C* A4 UID FETCH $'
		opened A2
		echo 'S: A3 OK done'
		echo 'S: A4 OK done'
		leave A5
	} | peer
	at_peer imaplist INBOX subject 日本
	peer_ok
}

@test "a literal that is refused is not sent" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C* A3 UID SEARCH'
		opened A2
		echo 'S: A3 NO [BADCHARSET (US-ASCII)] no'
		echo 'eof'
	} | peer
	expect_error 69 'SEARCH: no' at_peer imaplist INBOX subject 日本
	peer_ok
}

@test "what is refused decides the status" {
	while IFS='|' read -r status reply text; do
		{
			greet
			echo 'C: A2 EXAMINE INBOX'
			echo 'C* A3 UID FETCH'
			echo "S: A2 $reply"
			echo 'S: A3 BAD no mailbox'
		} | peer
		expect_error "$status" "$text" at_peer imaplist INBOX >out
		[ ! -s out ]
	done <<-'END'
	1|NO [NONEXISTENT] no such thing|INBOX: no such thing (imaplist shows
	69|NO [CANNOT] no|INBOX: no
	69|BAD|INBOX: the server gives no reason
	75|NO [INUSE] later|later
	77|NO [PRIVACYREQUIRED] x|x
	END
}

@test "a mailbox that is refused without a reason may not be there" {
	while IFS='|' read -r status reply tagged; do
		{
			greet
			echo 'C: A2 EXAMINE Old'
			echo 'C* A3 UID FETCH'
			echo 'S: A2 NO no'
			echo 'S: A3 BAD no mailbox'
			echo 'C: A4 LIST "" Old'
			echo "S: $reply"
			echo "S: A4 $tagged"
		} | peer
		expect_error "$status" 'Old: no' at_peer imaplist Old >out
		[ "$status" -ne 1 ] || grep -q 'imaplist shows' err
	done <<-'END'
	1|* OK|OK
	1|* LIST (\\NonExistent) "/" Old|OK
	69|* LIST (\\Noselect) "/" Old|OK
	69|* OK|NO
	69|* BYE|OK
	END
	{
		greet
		echo 'C: A2 EXAMINE "a%b"'
		echo 'C* A3 UID FETCH'
		echo 'S: A2 NO no'
		echo eof
	} | peer
	expect_error 69 'a%b: no' at_peer imaplist a%b
	for program in 'imapretr Old 7' 'imapretr Old new' 'imapflag Old +seen 7'; do
		{
			greet
			echo 'C? A2'
			echo 'C? A3'
			echo 'S: A2 NO no'
			echo 'S: A3 BAD no mailbox'
			echo 'C: A4 LIST "" Old'
			echo 'S: A4 OK'
		} | peer
		# shellcheck disable=SC2086
		expect_error 1 'Old: no (imaplist shows' at_peer $program
	done
}

@test "rows followed by NO are a failure" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C* A3 UID FETCH'
		opened A2
		echo 'S: * 1 FETCH (UID 4 RFC822.SIZE 5)'
		echo 'S: A3 NO [UNAVAILABLE] disk'
	} | peer
	expect_error 75 'FETCH: disk' at_peer imaplist INBOX >out
}

@test "a server that breaks the protocol" {
	while IFS='|' read -r status text line; do
		{
			greet
			echo 'C: A2 EXAMINE INBOX'
			echo 'C* A3 UID FETCH'
			opened A2
			echo "$line"
		} | peer
		expect_error "$status" "$text" at_peer imaplist INBOX >out
		[ ! -s out ]
	done <<-'END'
	76|nothing was asked for|S: A4 OK done
	76|nothing was asked for|S: A2 OK done
	76|nothing was asked for|S: B3 OK done
	76|nothing was asked for|S: A3 PREAUTH done
	76|nothing was asked for|S: A3 FETCH
	76|cannot be read|S: * 1 FETCH (UID 5 BODY[] {5+}
	76|cannot be read|S: * 1 FETCH (UID 5 BODY[] {99999999999999999999}
	76|cannot be read|S: * 1 FETCH (UID 5
	76|cannot be read|S: * 1 FETCH UID 5)
	76|cannot be read|s: * 1 FETCH (FLAGS "a\0b")\r\n
	76|cannot be read|s: * 1 FETCH (UID 5)\n
	76|cannot be read|S:
	75|ends the session: \x1B[31mmaintenance|S: * BYE \x1b[31mmaintenance
	75|ends the session|S: * BYE [UNAVAILABLE]
	75|connection lost|s: * 1 FETCH (UID 5 BODY[] {9999999999999}\r\nabc
	75|connection lost|s: * 1
	END
}

@test "endless replies have an end" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C* A3 UID FETCH'
		opened A2
		echo 's: * 1 FETCH ('
		echo "flood: $(head -c 3000 /dev/zero | tr '\0' '(')"
	} | peer
	expect_error 76 'too deep' at_peer imaplist INBOX
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C* A3 UID FETCH'
		opened A2
		echo 's: * 1 FETCH "'
		head -c 200000 /dev/zero | tr '\0' a >blob
		echo "send $PWD/blob"
	} | peer
	expect_error 76 'too long' at_peer imaplist INBOX
}

@test "anything may be said at any time, byte by byte" {
	{
		echo slow
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C* A3 UID FETCH'
		echo 'S: * OK still here'
		echo 'S: * CAPABILITY IMAP4rev1'
		echo 'S: + what?'
		opened A2
		rows A3 '* 3 EXPUNGE' '* 2 EXPUNGE' '* 4 EXISTS' \
		    "* 1 FETCH (UID 7 BODY[HEADER] $(lit 'Subject: A3 OK\r\n\r\n'))" \
		    "* X $(lit 'A3 OK done\r\n* BYE\r\n+ ') (((NIL)))"
		leave A4
	} | peer
	at_peer imaplist -f uid,subject INBOX >out
	printf 'v1699.7\tA3 OK\n' | cmp - out
	peer_ok
}

@test "messages that the server keeps to itself" {
	while IFS='|' read -r status text extra; do
		{
			greet
			printf '%s\n' 'C: A2 EXAMINE INBOX' 'C* A3 UID FETCH'
			opened A2
			rows A3 '* 1 FETCH (UID 7 RFC822.SIZE 1)' "* $extra" \
				'* 2 FETCH (UID 8 RFC822.SIZE 1)'
			leave A4
		} | peer
		expect_status "$status" at_peer imaplist -f octets INBOX >out 2>err
		[ "$(wc -l <out)" -eq 2 ]
		[ "$(grep -c "$text" err)" -eq "$status" ]
		peer_ok
	done <<-'END'
	0||3 EXPUNGE
	1|has 3 messages, and tells of 2|4 EXISTS
	1|has 3 messages, and tells of 2|3 FETCH (UID 9)
	1|of 1 messages .* the UID|3 FETCH (UID 0 RFC822.SIZE 1)
	1|of 1 messages .* the UID|3 FETCH (RFC822.SIZE 1)
	1|of 1 messages .* the UID|3 FETCH (UID 4294967296 RFC822.SIZE 1)
	END
}

@test "a listing that was cut is no listing" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C* A3 UID FETCH'
		opened A2 2
		printf 'S: %s\n' '* 1 FETCH (UID 7 RFC822.SIZE 1)' \
		    '* 2 FETCH (UID 8 RFC822.SIZE 1)' 'A3 OK done'
		echo 'C: A4 LOGOUT'
	} >session
	check_cut() {
		[ "$status" -eq 75 ] || fail "cut at $1: $status"
	}
	each_cut at_peer imaplist -f octets INBOX
}

@test "ID goes before the mailbox is opened, pipelined or not" {
	{
		greet ID
		echo 'C* A2 ID ('
		echo idle
		echo 'S: A2 OK done'
		echo 'C: A3 EXAMINE INBOX'
		echo idle
		opened A3 0
		echo 'C* A4 UID FETCH'
		echo 'S: A4 OK done'
		leave A5
	} | peer
	at_peer imaplist -o pipelining=no INBOX
	peer_ok
}

@test "what the server offers" {
	{
		greet SASL-IR AUTH=X
		leave A2
	} | sed 's/^C: A1.*/C? /' | peer
	at_peer imaplist -SH >out
	printf 'name\tvalue\nIMAP4rev1\t\nSASL-IR\t\nAUTH\tX\n' | cmp - out
}

@test "a hundred thousand messages in constant memory" {
	need_plain_build
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C* A3 UID FETCH'
		opened A2
		echo "send $PWD/blob"
		echo 'S: A3 OK done'
		leave A4
	} | peer
	awk 'BEGIN {
		for (i = 1; i <= 100000; i++) {
			printf "* %d FETCH (UID %d RFC822.SIZE 1 ", i, i * 2
			printf "BODY[HEADER.FIELDS (from subject)] "
			printf "{16}\r\nSubject: a b\r\n\r\n)\r\n"
		}
	}' >blob
	(ulimit -v 20000; at_peer imaplist -f uid,subject INBOX >out)
	[ "$(wc -l <out)" -eq 100000 ]
	[ "$(tail -n 1 out)" = $'v1699.200000\ta b' ]
}

@test "full disk and closed stdout" {
	{
		greet
		echo 'C* A2 LIST'
		echo 'S: * LIST () "/" a'
		echo 'S: A2 OK done'
		leave A3
	} >script
	peer <script
	expect_error 74 stdout at_peer imaplist >/dev/full
	peer <script
	expect_error 74 stdout at_peer imaplist >&-
}

@test "Dovecot: mailboxes with counts, messages, searches; three ways in" {
	need_servers
	local user=imaplist1 i url box
	for i in 1 2 3; do
		printf 'From: a%d@x.example\nSubject: =?utf-8?q?n=C2=BA_%d?=\n\nx\n' $i $i >m$i
		give_mail $user m$i
	done
	box=$SERVERS/mail/$user/Maildir/.Entw\&APw-rfe
	mkdir -p "$box"/{cur,new,tmp}
	chown -R mail:mail "$SERVERS/mail/$user"
	at_server imaplist -t | sort >out
	[ "$(cut -f 1,4,5 out)" = $'Entwürfe\t0\t0\nINBOX\t3\t3' ]
	for url in "imaps://$user@localhost:$IMAPS_PORT" \
	    "imap+starttls://$user@localhost:$IMAP_PORT" \
	    "imap://$user@localhost:$IMAP_PORT"
	do
		imaplist -A "$url" -o "tls_ca=$SERVERS_CA" INBOX >out
		[ "$(cut -f 5,6 out | sort)" = \
		    $'a1@x.example\tnº 1\na2@x.example\tnº 2\na3@x.example\tnº 3' ]
	done
	at_server imaplist -f subject INBOX subject 'nº' not from a2 | sort >out
	[ "$(cat out)" = $'nº 1\nnº 3' ]
	[ -z "$(at_server imaplist INBOX from nobody)" ]
	at_server imaplist -j INBOX from a1 | grep -q '"subject":"nº 1"'
	# Nothing was marked as read.
	[ "$(at_server imaplist INBOX unseen | wc -l)" -eq 3 ]
	at_server imaplist Entwürfe
	box=$SERVERS/mail/$user/Public/.news
	mkdir -p "$box"/{cur,new,tmp}
	chown -R mail:mail "$SERVERS/mail/$user"
	at_server imaplist -n >out
	printf 'personal\t\t.\nshared\tPublic.\t.\n' | cmp - out
	[ "$(at_server imaplist -t | sed -n 's/^Public.*\t//p' | wc -l)" -eq 1 ]
	at_server imaplist Public.news
	expect_error 1 'imaplist shows which mailboxes' at_server imaplist Nope
	expect_error 77 'login refused' env MAILPIPE_PASSWORD=wrong \
	    imaplist -A "imap://$user@localhost:$IMAP_PORT"
}

@test "the examples of the manual" {
	peer <<-'END'
	S: * OK [CAPABILITY IMAP4rev1 SEARCHRES LIST-EXTENDED LIST-STATUS] ready
	C? A1 LOGIN
	S: A1 OK [CAPABILITY IMAP4rev1 SEARCHRES LIST-EXTENDED LIST-STATUS] in
	C* A2 LIST
	S: * LIST () "/" INBOX
	S: * STATUS INBOX (MESSAGES 2 UNSEEN 1 UIDNEXT 9 UIDVALIDITY 1699)
	S: * LIST (\\Sent) "/" Sent
	S: * STATUS Sent (MESSAGES 0 UNSEEN 0 UIDNEXT 1 UIDVALIDITY 1700)
	S: A2 OK done
	C? LOGOUT
	END
	cat >second <<-'END'
	S: * OK [CAPABILITY IMAP4rev1 SEARCHRES] ready
	C? A1 LOGIN
	S: A1 OK [CAPABILITY IMAP4rev1 SEARCHRES] in
	C: A2 EXAMINE INBOX
	C: A3 UID SEARCH RETURN (SAVE) UNSEEN FROM "ann"
	C? UID FETCH
	S: * OK [UIDVALIDITY 1699] x
	S: A2 OK done
	S: A3 OK done
	s: * 2 FETCH (UID 8 RFC822.SIZE 2110 FLAGS ()
	s:  INTERNALDATE "20-Nov-2026 09:30:00 +0000"
	S:  BODY[HEADER.FIELDS (from subject)] {42}
	S: From: ann@example.org
	S: Subject: report
	S:
	S: )
	S: A4 OK done
	C? LOGOUT
	END
	cat >third <<-'END'
	S: * OK [CAPABILITY IMAP4rev1 SORT] ready
	C? A1 LOGIN
	S: A1 OK [CAPABILITY IMAP4rev1 SORT] in
	C: A2 EXAMINE INBOX
	C: A3 UID SORT (REVERSE SIZE) UTF-8 ALL
	C? A4 UID FETCH
	S: * OK [UIDVALIDITY 1699] x
	S: A2 OK done
	S: * SORT 9 8
	S: A3 OK done
	S: * 1 FETCH (UID 8 RFC822.SIZE 2110 BODY[HEADER.FIELDS (subject)] {19}
	S: Subject: report
	S:
	S: )
	S: * 2 FETCH (UID 9 RFC822.SIZE 88210 BODY[HEADER.FIELDS (subject)] {19}
	S: Subject: slides
	S:
	S: )
	S: A4 OK done
	C? LOGOUT
	END
	printf '%s\n' "$PWD/peer.script" "$PWD/second" "$PWD/third" >left
	cat >next <<-END
	script=\$(head -n 1 '$PWD/left'); sed -i 1d '$PWD/left'
	exec '$root/tests/build/peer' "\$script"
	END
	mkdir -p .config/mailpipe
	printf '[x]\nimap = imap+plain://u@imap.example\ntunnel = sh %s\n' \
	    "'$PWD/next'" >.config/mailpipe/accounts
	chmod 600 .config/mailpipe/accounts
	man_examples "$root/man/imaplist.1"
}
