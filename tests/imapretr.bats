# SPDX-License-Identifier: ISC
load lib
load imap
load servers

setup() {
	export XDG_STATE_HOME=$BATS_TEST_TMPDIR/state
}

# examine TAG UIDS [SECTION]: the two commands that go together.
examine() {
	echo "C: A$1 EXAMINE INBOX"
	echo "C: A$(($1 + 1)) UID FETCH $2 (UID BODY.PEEK[${3:-}])"
	opened "A$1"
}

# message UID TEXT: a FETCH reply with it.
message() {
	printf 's: * 1 FETCH (UID %s BODY[] %s)\\r\\n\n' "$1" "$(lit "$2")"
}

hello='Subject: hi\r\n\r\nhello\r\n'

# one_message TEXT...: a peer whose message 7 this is.
one_message() {
	{
		greet
		examine 2 7
		message 7 "$1"
		echo 'S: A3 OK done'
		leave A4
	} | peer
}

@test "options and operands" {
	expect_error 64 'no mailbox' imapretr
	expect_error 64 'no message' imapretr INBOX
	expect_error 64 'only one of' imapretr -m a -M b INBOX 1
	expect_error 64 'part of a message' imapretr -p 1 -d INBOX 1
	expect_error 64 'no section' imapretr -p '1]' INBOX 1
	expect_error 64 'not a size' imapretr -L 5T INBOX 1
	expect_error 64 'not a number' imapretr -c x INBOX 1
	expect_error 64 'names no message' imapretr INBOX 0
	expect_error 64 '' imapretr $'IN\nBOX' 1
	printf 'x\n' >list
	expect_error 65 'line 1' imapretr INBOX - <list
}

@test "one message, as it is, in one exchange" {
	one_message "$hello"
	at_peer imapretr INBOX 7 >out
	printf 'Subject: hi\n\nhello\n' | cmp - out
	peer_ok
}

@test "bytes: CRLF becomes LF, and nothing else is changed" {
	one_message 'a: b\r\n\r\n\r\r\n\n\rx\x00\xff.\r\n..\r\nno end\r'
	at_peer imapretr INBOX 7 >out
	printf 'a: b\n\n\r\n\n\rx\0\377.\n..\nno end\r' | cmp - out
}

@test "several are an mbox, and so is one that begins with From" {
	one_message 'From a\r\nx\r\n'
	at_peer imapretr INBOX 7 >out
	[ "$(sed 1d out)" = $'>From a\nx' ]
	{
		greet
		examine 2 7:8
		message 7 "$hello"
		message 8 "$hello"
		echo 'S: A3 OK done'
		leave A4
	} | peer
	at_peer imapretr INBOX 7:8 >out
	[ "$(grep -c '^From ' out)" -eq 2 ]
	mimeparse -h subject <out >subjects
	printf 'hi\nhi\n' | cmp - subjects
}

@test "byte by byte, with protocol in the text and data in between" {
	local text='Subject: A3 OK\r\n\r\n* BYE\r\nA3 OK done\r\n+ \r\n)\r\n{9}\r\n'
	{
		echo slow
		greet
		examine 2 5,7
		echo 'S: * 2 FETCH (FLAGS (\\Seen))'
		echo 'S: * 9 EXPUNGE'
		message 5 "$text"
		echo 'S: * 4 EXISTS'
		message 7 "$text"
		echo 'S: * OK [ALERT] soon'
		echo 'S: A3 OK done'
		leave A4
	} | peer
	at_peer imapretr INBOX 5,7 >out 2>err
	grep -q soon err
	[ "$(mimeparse -h subject <out)" = $'A3 OK\nA3 OK' ]
	# shellcheck disable=SC2059
	printf "${text//\\r/}" >want
	sed -n '2,/^$/!d' out
	sed '1d' out | head -c "$(wc -c <want)" | cmp - want
	peer_ok
}

@test "messages that come before the mailbox is open are no success" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID FETCH 1:4294967295 (UID BODY.PEEK[])'
		message 7 "$hello"
		echo 'S: A3 OK done'
		opened A2
	} | peer
	expect_error 76 'before the mailbox is open' \
		at_peer imapretr INBOX all
}

@test "nothing is deleted when the mailbox is renumbered meanwhile" {
	{
		greet UIDPLUS
		echo 'C: A2 SELECT INBOX'
		echo 'C: A3 UID FETCH 7 (UID BODY.PEEK[])'
		echo 'S: * OK [UIDVALIDITY 1699] x'
		echo 'S: A2 OK [READ-WRITE] open'
		message 7 "$hello"
		echo 'S: * OK [UIDVALIDITY 1700] new'
		echo 'S: A3 OK done'
		echo eof
	} | peer
	expect_error 1 'another UIDVALIDITY' at_peer imapretr -d INBOX 7
	peer_ok
}

@test "a UIDVALIDITY of more than 32 bits is none" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID FETCH 7 (UID BODY.PEEK[])'
		echo 'S: * OK [UIDVALIDITY 4294967303] 7 and 2^32'
		echo 'S: A2 OK open'
	} | peer
	expect_error 1 'these messages are gone' at_peer imapretr INBOX v7.7
}

@test "a message whose size the server does not tell is fetched" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID FETCH 1:4294967295 (UID RFC822.SIZE)'
		opened A2
		echo 'S: * 1 FETCH (UID 7)'
		echo 'S: A3 OK done'
		echo 'C: A4 UID FETCH 7 (UID RFC822.SIZE BODY.PEEK[])'
		message 7 "$hello"
		echo 'S: A4 OK done'
		leave A5
	} | peer
	at_peer imapretr -L 5k -M box INBOX all
	grep -q hello box
	peer_ok
}

@test "items in any order: the UID behind the octets, strings in quotes" {
	{
		greet
		examine 2 5:9
		printf 's: * 1 FETCH (BODY[] %s X-Y ("a" (NIL)) UID 5)\\r\\n\n' \
		    "$(lit 'a: 5\r\n')"
		echo 'S: * 2 FETCH (BODY[] "a: 6" UID 6)'
		echo 'S: * 3 FETCH (UID 7 FLAGS () BODY[] "a: 7")'
		printf 's: * 4 FETCH (UID 8 BODY[TEXT] %s BODY[] %s)\\r\\n\n' \
		    "$(lit 'no')" "$(lit 'a: 8\r\n')"
		echo 'S: A3 OK done'
		leave A4
	} | peer
	at_peer imapretr INBOX 5:9 >out
	[ "$(grep ^a: out)" = $'a: 5\na: 6\na: 7\na: 8' ]
	peer_ok
}

@test "a message of two mebibytes whose UID comes last" {
	head -c 2097152 /dev/zero | tr '\0' x >blob
	{
		greet
		examine 2 7
		echo 's: * 1 FETCH (BODY[] {2097152}\r\n'
		echo "send $PWD/blob"
		echo 'S:  UID 7)'
		echo 'S: A3 OK done'
		leave A4
	} | peer
	at_peer imapretr INBOX 7 | cmp - blob
	[ -z "$(find . -name 'mailpipe*')" ]
}

@test "only what was asked for counts, and only once" {
	{
		greet
		echo 'C* A2 EXAMINE'
		echo 'C* A3 UID FETCH 7 '
		message 7 'too: early\r\n'
		opened A2
		message 6 'not: asked\r\n'
		message 7 "$hello"
		message 7 'doubled: x\r\n'
		printf 's: * 1 FETCH (UID 7 BODY[] %s BODY[] %s)\\r\\n\n' \
		    "$(lit 'x: 1\r\n')" "$(lit 'x: 2\r\n')"
		echo 'S: A3 OK done'
		leave A4
	} | peer
	at_peer imapretr INBOX 7 >out
	printf 'Subject: hi\n\nhello\n' | cmp - out
}

@test "what does not come is missed" {
	while IFS='|' read -r text reply; do
		{
			greet
			examine 2 7
			echo "s: $reply"
			echo 'S: A3 OK done'
			leave A4
		} | peer
		expect_error 1 "$text" at_peer imapretr INBOX 7 >out
		[ ! -s out ]
	done <<-'END'
	7: no such message|
	7: not retrieved: the server gives nothing|* 1 FETCH (UID 7 BODY[] NIL)\r\n
	7: not retrieved: the server gives nothing|* 1 FETCH (UID 7 FLAGS ())\r\n
	7: not delivered: the server gives no byte|* 1 FETCH (UID 7 BODY[] {0}\r\n)\r\n
	7: not delivered: the server gives no byte|* 1 FETCH (UID 7 BODY[] "")\r\n
	7: no such message|* 1 FETCH (BODY[] {1}\r\nx)\r\n
	7: no such message|* 1 FETCH (UID 8 BODY[] {1}\r\nx)\r\n
	7: no such message|* 1 FETCH (UID 4294967303 BODY[] {1}\r\nx)\r\n
	END
}

@test "messages that the server keeps to itself" {
	while IFS='|' read -r status text reply; do
		{
			greet
			examine 2 "${text%% *}" | sed 's/[34] EXISTS/3 EXISTS/'
			message 7 "$hello"
			message 8 "$hello"
			[ -z "$reply" ] || echo "s: $reply\\r\\n"
			echo 'S: A3 OK done'
			leave A4
		} | peer
		expect_status "$status" at_peer imapretr INBOX "${text%% *}" \
			>out 2>err
		[ "$(grep -c '^From ' out)" -eq 2 ]
		[ "$(grep -c "${text#* }" err)" -eq "$status" ]
		peer_ok
	done <<-'END'
	0|1:4294967295 x|* 3 EXPUNGE
	0|7:9 x|
	1|1:4294967295 has 3 messages, and tells of 2|
	1|1:4294967295 of 1 messages .* the UID|* 1 FETCH (BODY[] {1}\r\nx)
	1|7:9 of 1 messages .* the UID|* 1 FETCH (UID 0 BODY[] {1}\r\nx)
	END
}

@test "a message followed by NO is a failure" {
	{
		greet
		examine 2 7
		message 7 "$hello"
		echo 'S: A3 NO [SERVERBUG] disk'
		leave A4
	} | peer
	expect_error 1 'INBOX: disk' at_peer imapretr INBOX 7 >out
	{
		greet UIDPLUS
		echo 'C* A2 SELECT'
		echo 'C* A3 UID FETCH'
		opened A2 | sed 's/READ-ONLY/READ-WRITE/'
		message 7 "$hello"
		echo 'S: A3 NO disk'
		leave A4
	} | peer
	expect_error 1 'INBOX: disk' at_peer imapretr -d INBOX 7 >out
	peer_ok
	{
		greet
		examine 2 7
		echo 'S: A3 NO [UNAVAILABLE] disk'
		leave A4
	} | peer
	# It is not said that there is no such message.
	expect_error 75 'INBOX: disk' at_peer imapretr INBOX 7
}

@test "a cut message is no message" {
	{
		greet
		examine 2 7:8
		printf 'S: %s\n' '* 1 FETCH (UID 7 BODY[] {6}' 'a: b' ')' \
		    '* 2 FETCH (UID 8 BODY[] {6}' 'c: d' ')' 'A3 OK done'
		echo 'C: A4 LOGOUT'
	} >session
	export SOURCE_DATE_EPOCH=0
	check_cut() {
		[ "$status" -eq 75 ] || fail "cut at $1: $status"
		case $(grep -v -e '^From ' -e '^$' out || true) in
		'' | 'a: b' | $'a: b\nc: d') ;;
		*) fail "cut at $1: $(cat out)" ;;
		esac
		head -c "$(wc -c <out)" whole | cmp - out
	}
	each_cut at_peer imapretr INBOX 7:8
}

@test "counts that are wrong" {
	while IFS='|' read -r status reply; do
		{
			greet
			examine 2 7
			echo "s: $reply"
			echo 'S: A3 OK done'
		} | peer
		expect_status "$status" at_peer imapretr INBOX 7 >out 2>err
		[ ! -s out ]
	done <<-'END'
	76|* 1 FETCH (UID 7 BODY[] {18446744073709551616}\r\na: b\r\n)\r\n
	76|* 1 FETCH (UID 7 BODY[] {-1}\r\na: b\r\n)\r\n
	76|* 1 FETCH (UID 7 BODY[] {6+}\r\na: b\r\n)\r\n
	76|* 1 FETCH (UID 7 BODY[] {2}\r\na: b\r\n)\r\n
	76|* 1 FETCH (UID 7 BODY[] {4}\r\na: b\r\n)\r\n
	75|* 1 FETCH (UID 7 BODY[] {60}\r\na: b\r\n)\r\n
	75|* 1 FETCH (UID 7 BODY[] {4294967296}\r\na: b\r\n)\r\n
	75|* 1 FETCH (UID 7 BODY[] {18446744073709551615}\r\na: b\r\n)\r\n
	END
}

@test "another UIDVALIDITY: nothing is taken, nothing done" {
	{
		greet UIDPLUS
		echo 'C* A2 SELECT'
		echo 'C* A3 UID FETCH'
		opened A2
		message 7 "$hello"
		echo 'S: A3 OK done'
		echo eof
	} | peer
	expect_error 1 'UIDVALIDITY 5 and has 1699 now' \
	    at_peer imapretr -d INBOX v5.7 >out
	[ ! -s out ]
	one_message "$hello"
	at_peer imapretr INBOX v1699.7 | grep -q hello
}

@test "rows of imaplist on stdin" {
	{
		greet
		examine 2 5,7
		message 5 "$hello"
		message 7 "$hello"
		echo 'S: A3 OK done'
		leave A4
	} | peer
	printf 'uid\toctets\nv1699.7\t9\nv1699.5\t8\n' >list
	at_peer imapretr INBOX - <list | grep -c '^From ' | grep -qx 2
}

@test "a part of a message" {
	{
		greet
		examine 2 7 1.2
		printf 's: * 1 FETCH (UID 7 BODY[1.2] %s)\\r\\n\n' "$(lit 'QUJD\r\n')"
		echo 'S: A3 OK done'
		leave A4
	} | peer
	[ "$(at_peer imapretr -p 1.2 INBOX 7)" = QUJD ]
	{
		greet
		examine 2 7 'HEADER.FIELDS (FROM)'
		printf 's: * 1 FETCH (UID 7 BODY[HEADER.FIELDS ("from")] %s)\\r\\n\n' \
		    "$(lit 'From: a\r\n\r\n')"
		echo 'S: A3 OK done'
		leave A4
	} | peer
	[ "$(at_peer imapretr -p 'HEADER.FIELDS (FROM)' INBOX 7)" = 'From: a' ]
}

# taking TAG-OF-SELECT: a peer's answers up to the delivered message 7.
taking() {
	echo "C: A$1 SELECT INBOX"
	echo "C* A$(($1 + 1)) UID FETCH 7 "
	opened "A$1" | sed 's/READ-ONLY/READ-WRITE/'
	message 7 "$hello"
	echo "S: A$(($1 + 1)) OK done"
}

@test "seen and deleted after delivery, in one exchange" {
	{
		greet UIDPLUS
		taking 2
		echo 'C: A4 UID STORE 7 +FLAGS.SILENT (\\Seen)'
		echo 'C: A5 UID STORE 7 +FLAGS.SILENT (\\Deleted)'
		echo 'C: A6 UID EXPUNGE 7'
		echo 'S: A4 OK done'
		echo 'S: A5 OK done'
		echo 'S: * 1 EXPUNGE'
		echo 'S: A6 OK done'
		leave A7
	} | peer
	at_peer imapretr -sd INBOX 7 >out
	peer_ok
}

@test "nothing is deleted that was not written" {
	{
		greet UIDPLUS
		taking 2
		echo eof
	} >script
	peer <script
	expect_status 74 at_peer imapretr -d INBOX 7 >/dev/full 2>err
	peer_ok
	peer <script
	expect_status 74 at_peer imapretr -d INBOX 7 >&- 2>err
	peer_ok
	{
		greet UIDPLUS
		echo 'C* A2 SELECT'
		echo 'C* A3 UID FETCH'
		opened A2 | sed 's/READ-ONLY/READ-WRITE/'
		echo 'S: * 1 FETCH (UID 7 BODY[] NIL)'
		echo 'S: A3 OK done'
		leave A4
	} | peer
	expect_error 1 'nothing of it' at_peer imapretr -d INBOX 7
	peer_ok
}

@test "what cannot be deleted exactly is not retrieved" {
	{
		greet
		echo eof
	} | peer
	expect_error 69 'no UIDPLUS' at_peer imapretr -d INBOX 7
	peer_ok
	{
		greet UIDPLUS
		echo 'C* A2 SELECT'
		echo 'C* A3 UID FETCH'
		opened A2
		echo eof
	} | peer
	expect_error 69 'read-only' at_peer imapretr -d INBOX 7
	peer_ok
}

@test "moved after delivery, by MOVE or by COPY" {
	{
		greet UIDPLUS MOVE
		taking 2
		echo 'C: A4 UID MOVE 7 "B&AOQ-r"'
		echo 'S: * OK [COPYUID 9 7 1] moved'
		echo 'S: * 1 EXPUNGE'
		echo 'S: A4 OK done'
		leave A5
	} | peer
	at_peer imapretr -t Bär INBOX 7 >out
	peer_ok
	{
		greet UIDPLUS
		taking 2
		echo 'C: A4 UID COPY 7 Old'
		echo 'S: A4 NO [TRYCREATE] none'
		leave A5
	} | peer
	expect_error 1 'not moved: none' at_peer imapretr -t Old INBOX 7 >out
	peer_ok
	{
		greet UIDPLUS
		taking 2
		echo 'C: A4 UID COPY 7 Old'
		echo 'S: A4 OK done'
		echo 'C: A5 UID STORE 7 +FLAGS.SILENT (\\Deleted)'
		echo 'C: A6 UID EXPUNGE 7'
		echo 'S: A5 OK done'
		echo 'S: * 1 EXPUNGE'
		echo 'S: A6 OK done'
		leave A7
	} | peer
	at_peer imapretr -t Old INBOX 7 >out
	peer_ok
}

@test "what COPY did not copy is not deleted" {
	{
		greet UIDPLUS
		echo 'C: A2 SELECT INBOX'
		echo 'C* A3 UID FETCH 5,7 '
		opened A2 | sed 's/READ-ONLY/READ-WRITE/'
		message 5 "$hello"
		message 7 "$hello"
		echo 'S: A3 OK done'
		echo 'C: A4 UID COPY 5,7 Old'
		echo 'S: A4 OK [COPYUID 9 7 1] half'
		echo 'C: A5 UID STORE 7 +FLAGS.SILENT (\\Deleted)'
		echo 'C: A6 UID EXPUNGE 7'
		echo 'S: A5 OK done'
		echo 'S: * 2 EXPUNGE'
		echo 'S: A6 OK done'
		leave A7
	} | peer
	expect_error 1 'message 5: not moved: it is still there' \
		at_peer imapretr -t Old INBOX 5,7 >out
	peer_ok
}

# looked UIDS EXISTS [FETCHED]: a peer where `new` is asked for, and what of
# it is fetched.
looked() {
	greet ESEARCH
	echo 'C: A2 EXAMINE INBOX'
	echo 'C: A3 UID SEARCH RETURN (ALL) ALL'
	opened A2 | sed "s/3 EXISTS/$2 EXISTS/"
	echo "S: * ESEARCH (TAG \"A3\") UID ALL $1"
	echo 'S: A3 OK done'
	[ $# -eq 2 ] || {
		echo "C: A4 UID FETCH $3 (UID RFC822.SIZE BODY.PEEK[])"
		printf 's: * 1 FETCH (UID %d BODY[] %s RFC822.SIZE 22)\\r\\n\n' \
		    "$3" "$(lit "$hello")"
		echo 'S: A4 OK done'
	}
	leave $([ $# -eq 2 ] && echo A4 || echo A5)
}

@test "new takes no sizes, and forgets nothing that a list lacks" {
	looked 7 1 7 | peer
	at_peer imapretr -M box INBOX new
	peer_ok
	cat $(find state -type f) >journal
	grep -q '	22	7' journal || fail "$(cat journal)"
	# 7 is not listed, but there are two.
	looked 8 2 8 | peer
	at_peer imapretr -M box INBOX new
	peer_ok
	looked 7:8 2 | peer
	at_peer imapretr -M box INBOX new
	peer_ok
	# 7 is gone; then the UID is a new message's.
	looked 8 1 | peer
	at_peer imapretr -M box INBOX new
	peer_ok
	looked 7:8 2 7 | peer
	at_peer imapretr -M box INBOX new
	peer_ok
	[ "$(grep -c '^From ' box)" -eq 3 ]
}

@test "the last ones take a short list" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID SEARCH ALL'
		opened A2
		echo 'S: * SEARCH 3 7 5'
		echo 'S: A3 OK done'
		echo 'C: A4 UID FETCH 5,7 (UID BODY.PEEK[])'
		message 5 "$hello"
		message 7 "$hello"
		echo 'S: A4 OK done'
		leave A5
	} | peer
	at_peer imapretr INBOX last:2 >out
	[ "$(grep -c '^From ' out)" -eq 2 ]
	peer_ok
	# To delete what this run has taken nobody needs to know sizes either.
	{
		greet UIDPLUS
		printf '%s\n' 'C: A2 SELECT INBOX' 'C: A3 UID SEARCH ALL'
		opened A2 2 | sed s/READ-ONLY/READ-WRITE/
		printf '%s\n' 'S: * SEARCH 3 7' 'S: A3 OK' \
			'C: A4 UID FETCH 7 (UID BODY.PEEK[])'
		message 7 "$hello"
		printf '%s\n' 'S: A4 OK' 'C* A5 UID STORE 7' \
			'C: A6 UID EXPUNGE 7' 'S: A5 OK' 'S: * 2 EXPUNGE' 'S: A6 OK'
		leave A7
	} | peer
	at_peer imapretr -d INBOX last:1 >out
	peer_ok
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID SEARCH ALL'
		echo 'S: * SEARCH 7'
		echo 'S: A3 OK done'
		opened A2
	} | peer
	expect_error 76 'before the mailbox is open' \
		at_peer imapretr INBOX last:2
}

# header OCTETS: a peer whose message 7 has a header of that size.
header() {
	greet
	echo 'C: A2 EXAMINE INBOX'
	echo 'C: A3 UID SEARCH UID 7'
	opened A2
	echo 'S: * SEARCH 7'
	echo 'S: A3 OK done'
	echo 'C: A4 UID FETCH 7 (UID BODY.PEEK[HEADER])'
	{
		head -c $(($1 - 10)) /dev/zero | tr '\0' x
		printf '\r\nEnd: 1\r\n'
	} >blob
	echo "s: * 1 FETCH (BODY[HEADER] {$1}\r\n"
	echo "send $PWD/blob"
	echo 'S:  UID 7)'
	echo 'S: A4 OK done'
}

@test "a filter sees all of a header" {
	{
		header 3000000
		echo 'C: A5 UID FETCH 7 (UID BODY.PEEK[])'
		message 7 "$hello"
		echo 'S: A5 OK done'
		leave A6
	} | peer
	at_peer imapretr -F '[ "$(tail -n 1)" = "End: 1" ]' INBOX 7 >out
	grep -q hello out
	peer_ok
	{ header 17000000; leave A5; } | peer
	expect_error 1 'not filtered: its header is too long' \
		at_peer imapretr -F 'touch ran' INBOX 7
	[ ! -e ran ]
}

@test "at most so many, none larger, and none that the filter keeps back" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID FETCH 1:4294967295 (UID RFC822.SIZE)'
		opened A2
		printf 'S: * %d FETCH (UID %d RFC822.SIZE %d00)\n' 1 1 1 2 2 9 3 3 1 \
		    4 4 1 5 5 1
		echo 'S: A3 OK done'
		echo 'C: A4 UID FETCH 1,3:5 (UID BODY.PEEK[HEADER])'
		local uid
		for uid in 1 3 4 5; do
			printf 's: * 1 FETCH (UID %d BODY[HEADER] %s)\\r\\n\n' $uid \
			    "$(lit "X: $uid\r\n\r\n")"
		done
		echo 'S: A4 OK done'
		echo 'C: A5 UID FETCH 3:4 (UID BODY.PEEK[])'
		message 3 "$hello"
		message 4 "$hello"
		echo 'S: A5 OK done'
		leave A6
	} | peer
	at_peer imapretr -L 800 -c 2 -F 'echo no; ! grep -q "X: 1"' \
	    INBOX all >out 2>err
	[ "$(grep -c no err)" -eq 3 ]
	[ "$(grep -c '^From ' out)" -eq 2 ]
	peer_ok
}

# part N VALIDITY UIDS UID...: a session that is cut behind these messages,
# written to the file partN.
part() {
	local file=part$1 validity=$2 uids=$3 uid
	shift 3
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo "C: A3 UID FETCH $uids (UID BODY.PEEK[])"
		opened A2 | sed "s/1699/$validity/"
		for uid; do message "$uid" "X: $uid\\r\\n\\r\\n"; done
		echo "s: * 9 FETCH (UID 9 BODY[] {$((${large:-0} + 99))}\\r\\nX: 9"
		[ -z "${large:-}" ] || echo "send $PWD/blob"
	} >"$file"
}

@test "a lost connection: what is left comes over another one" {
	part 1 1699 1:9 1 2
	part 2 1699 3:9 3 5
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID FETCH 4,6:9 (UID BODY.PEEK[])'
		opened A2
		# One that came before is not taken twice.
		message 2 'X: 2\r\n\r\n'
		message 9 'X: 9\r\n\r\n'
		echo 'S: A3 OK done'
		leave A4
	} >part3
	peers part1 part2 part3
	at_peer imapretr INBOX 1:9 >out
	[ "$(grep ^X out | tr -d '\n')" = 'X: 1X: 2X: 3X: 5X: 9' ]
	[ "$(grep -c '^From ' out)" -eq 5 ]
	peer_ok
	# One that the server ends itself, or that is silent, is over as well.
	for end in 'S: * BYE idle for too long' silent; do
		part 1 1699 1:9 1 2
		sed -i "s/^s: . 9 FETCH.*/$end/" part1
		peers part1 part2 part3
		at_peer imapretr -o timeout=1 INBOX 1:9 >out
		[ "$(grep ^X out | tr -d '\n')" = 'X: 1X: 2X: 3X: 5X: 9' ]
		part 1 1699 1:9
		sed -i "s/^s: . 9 FETCH.*/$end/" part1
		peers part1 part2 part3
		expect_error 75 '' at_peer imapretr -o timeout=1 INBOX 1:9 >out
	done
	part 1 1699 1:9 1 2
	# The second one brings nothing: that was the last one.
	part 2 1699 3:9
	peers part1 part2 part3
	expect_error 75 'message 9 was cut' at_peer imapretr INBOX 1:9 >out
	[ "$(grep ^X out | tr -d '\n')" = 'X: 1X: 2' ]
	part 2 1700 3:9 3
	peers part1 part2 part3
	expect_error 1 'another UIDVALIDITY' at_peer imapretr INBOX 1:9 >out
	[ "$(grep ^X out | tr -d '\n')" = 'X: 1X: 2' ]
	# What was written of a large message cannot be taken back.
	head -c 2000000 /dev/zero | tr '\0' x >blob
	large=2000000 part 1 1699 1:9 1 2
	peers part1 part2 part3
	expect_error 75 'the beginning that was written is no message' \
		at_peer imapretr INBOX 1:9 >out
}

@test "a quarter of a gibibyte in constant memory" {
	need_plain_build
	truncate -s 256M blob
	cat >server <<-END
	printf '* OK [CAPABILITY IMAP4rev1] x\r\n'; read a
	printf 'A1 OK [CAPABILITY IMAP4rev1] x\r\n'; read a; read a
	printf '* OK [UIDVALIDITY 1] x\r\nA2 OK x\r\n'
	printf '* 1 FETCH (UID 7 BODY[] {268435456}\r\n'
	head -c 268435456 '$PWD/blob'
	printf ')\r\nA3 OK x\r\n'; read a
	END
	tunnel="sh '$PWD/server'"
	(ulimit -v 20000; at_peer imapretr INBOX 7) | wc -c | grep -qx 268435456
}

@test "pipelining = no: one command at a time" {
	{
		greet ID
		echo 'C* A2 ID'
		echo idle
		echo 'S: A2 OK done'
		echo 'C* A3 EXAMINE'
		echo idle
		opened A3
		echo 'C* A4 UID FETCH'
		message 7 "$hello"
		echo 'S: A4 OK done'
		leave A5
	} | peer
	at_peer imapretr -o pipelining=no INBOX 7 >out
	peer_ok
}

@test "BYE anywhere, PREAUTH, STARTTLS" {
	echo 'S: * BYE full' | peer
	expect_error 75 'full' at_peer imapretr INBOX 7
	echo 'S: * NO' | peer
	expect_error 76 'greeting' at_peer imapretr INBOX 7
	echo 'S: +OK POP3' | peer
	expect_error 76 'greeting' at_peer imapretr INBOX 7
	{
		echo 'S: * PREAUTH [CAPABILITY IMAP4rev1] hello'
		examine 1 7
		message 7 "$hello"
		echo 'S: A2 OK done'
		leave A3
	} | peer
	# Nobody is asked for a password that is not needed.
	MAILPIPE_PASSWORD='' at_peer imapretr INBOX 7 >out
	peer_ok
	{ echo 'S: * PREAUTH [CAPABILITY IMAP4rev1] hello'; echo eof; } | peer
	expect_error 69 'before TLS' imapretr -A imap://u@imap.example \
	    -o "tunnel=$tunnel" INBOX 7
	peer_ok
	{ echo 'S: * OK [CAPABILITY IMAP4rev1] hello'; echo eof; } | peer
	expect_error 69 'does not offer STARTTLS' imapretr \
	    -A imap://u@imap.example -o "tunnel=$tunnel" INBOX 7
	{
		echo 'S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hello'
		echo 'C: A1 STARTTLS'
		echo 's: A1 OK go\r\n* CAPABILITY X\r\n'
		echo eof
	} | peer
	[ ! -x "$root/bin/tlspipe" ] ||
		expect_status 76 imapretr -A imap://u@imap.example \
		    -o "tunnel=$tunnel" INBOX 7 2>err
}

@test "a server that would not wait for the password is called again" {
	printf 'S: %s\n' '* OK hello' '* BYE too slow' >first
	{
		greet
		examine 2 7
		message 7 "$hello"
		echo 'S: A3 OK done'
		leave A4
	} >second
	peers first second
	at_peer imapretr INBOX 7 >out
	peer_ok
	peers first first second
	expect_error 75 'too slow' at_peer imapretr INBOX 7
}

@test "logins: SASL-IR or not, LOGIN with literals, LOGINDISABLED" {
	local script=script
	ok() {
		echo 'S: * CAPABILITY IMAP4rev1'
		echo "S: A$1 OK in"
		echo "C* A$(($1 + 1)) EXAMINE"
		echo "C* A$(($1 + 2)) UID FETCH"
		echo "S: * BYE enough"
	}
	{
		greet SASL-IR AUTH=PLAIN | head -n 1
		echo 'C: A1 AUTHENTICATE PLAIN AHUAc2VjcmV0'
		ok 1
	} | peer
	expect_error 75 enough at_peer imapretr INBOX 7
	{
		greet SASL-IR AUTH=PLAIN | head -n 1
		echo 'C: A1 AUTHENTICATE PLAIN AHUAc2VjcmV0'
		echo 'S: A1 BAD what?'
		echo 'C: A2 AUTHENTICATE PLAIN'
		echo 'S: +'
		echo 'C: AHUAc2VjcmV0'
		ok 2
	} | peer
	expect_error 75 enough at_peer imapretr INBOX 7
	{
		greet AUTH=CRAM-MD5 | head -n 1
		echo 'C: A1 AUTHENTICATE CRAM-MD5'
		echo 'S: A1 NO [CANNOT] not today'
		echo 'C: A2 LOGIN u "secret"'
		ok 2
	} | peer
	expect_error 75 enough at_peer imapretr INBOX 7
	{
		greet LOGINDISABLED | head -n 1
		echo eof
	} | peer
	expect_error 69 'no way to log in' at_peer imapretr INBOX 7
	{
		greet | head -n 1
		echo 'C: A1 LOGIN u {6}'
		echo idle
		echo 'S: + ok'
		printf 'C: p\\xC3\\xA4"\\\\1\n'
		ok 1
	} | peer
	MAILPIPE_PASSWORD='pä"\1' expect_error 75 enough \
	    at_peer imapretr INBOX 7
	while IFS='|' read -r status reply; do
		{
			greet | head -n 1
			echo 'C* A1 LOGIN'
			echo "S: A1 $reply"
			echo eof
		} | peer
		expect_error "$status" 'login refused' at_peer imapretr INBOX 7
	done <<-'END'
	77|NO [AUTHENTICATIONFAILED] no
	77|NO no
	75|NO [UNAVAILABLE] later
	77|NO [EXPIRED] x
	END
}

@test "the password is in no trace" {
	{
		greet SASL-IR AUTH=PLAIN AUTH=LOGIN | head -n 1
		echo 'C* A1 AUTHENTICATE'
		echo 'S: A1 BAD no'
		echo 'C* A2 AUTHENTICATE'
		echo 'S: A2 BAD no'
		echo 'C* A3 AUTHENTICATE'
		echo 'S: A3 BAD no'
		echo 'C* A4 LOGIN'
		echo 'S: A4 NO no'
	} | peer
	expect_status 77 at_peer imapretr -v INBOX 7 2>err
	grep -q 'C: A4 LOGIN \*' err
	! grep -q -e secret -e c2VjcmV0 -e AHUAc2VjcmV0 err || fail "in the trace"
}

@test "Dovecot: byte-exact against the Maildir, over TLS and without" {
	need_servers
	local user=imapretr1 i url
	for i in 1 2 3; do
		{
			printf 'From: a%d@x.example\nSubject: s%d\n\n' $i $i
			head -c $((i * 50000)) /dev/urandom | base64
			[ $i -lt 3 ] || printf '.\n..\n\377\200 no end'
		} >m$i
		give_mail $user m$i
	done
	for url in "imaps://$user@localhost:$IMAPS_PORT" \
	    "imap+starttls://$user@localhost:$IMAP_PORT" \
	    "imap://$user@localhost:$IMAP_PORT"
	do
		for i in 1 2 3; do
			imapretr -A "$url" -o "tls_ca=$SERVERS_CA" INBOX $i >got$i
		done
		for i in 1 2 3; do cmp m$i got$i; done
	done
	[ "$(at_server imaplist INBOX unseen | wc -l)" -eq 3 ]
	at_server imapretr INBOX 1:2 | mimeparse -j >mail.json
	if command -v jq >/dev/null; then
		[ "$(jq -r '.from[0].address + " " + .subject' mail.json)" = \
		    $'a1@x.example s1\na2@x.example s2' ]
		[ "$(jq -s 'map(.body | length > 60000) | all' mail.json)" = true ]
	fi
	at_server imaplist INBOX subject s2 | at_server imapretr INBOX - |
		mimeparse -h subject | grep -qx s2
	[ "$(at_server imapretr INBOX last:2 | grep -c '^From ')" -eq 2 ]
	at_server imapretr -p HEADER INBOX 2 | grep -qx 'Subject: s2'
}

@test "Dovecot: new, into a Maildir, each once; seen, moved, deleted" {
	need_servers
	local user=imapretr2 i
	for i in 1 2 3; do
		printf 'Subject: s%d\n\nx\n' $i >m$i
		give_mail $user m$i
	done
	at_server imapretr -c 2 -m box INBOX new
	[ "$(ls box/new | wc -l)" -eq 2 ]
	at_server imapretr -s -m box INBOX new
	[ "$(ls box/new | wc -l)" -eq 3 ]
	at_server imapretr -m box INBOX new
	[ "$(ls box/new | wc -l)" -eq 3 ]
	cat box/new/* | sort >got
	cat m? | sort | cmp - got
	[ "$(at_server imaplist -f uid INBOX seen | wc -l)" -eq 1 ]
	# What others have marked as deleted stays.
	at_server imapflag INBOX +deleted 1
	at_server imapretr -d -M all.mbox INBOX 2
	grep -qx 'Subject: s2' all.mbox
	[ "$(at_server imaplist -f uid INBOX | cut -d . -f 2 | tr '\n' ' ')" = '1 3 ' ]
	mkdir -p "$SERVERS/mail/$user/Maildir/.Old"/{cur,new,tmp}
	chown -R mail:mail "$SERVERS/mail/$user"
	at_server imapretr -t Old -X 'cat >x3' INBOX 3
	cmp m3 x3
	[ "$(at_server imaplist Old | wc -l)" -eq 1 ]
	[ "$(at_server imaplist INBOX | wc -l)" -eq 1 ]
	expect_error 1 'exit status 3' at_server imapretr -d -X 'exit 3' INBOX 1
	[ "$(at_server imaplist INBOX | wc -l)" -eq 1 ]
}

@test "Dovecot: over connections that each end after some messages" {
	need_servers
	local user=imapretr5 i
	for i in 1 2 3 4 5 6 7 8 9; do
		{ printf 'Subject: s%d\n\n' $i; head -c 6000 /dev/zero |
			tr '\0' $i | fold; echo; } >m$i
		give_mail $user m$i
	done
	cat >short <<-END
	echo x >>'$PWD/calls'
	exec 3<>/dev/tcp/127.0.0.1/$IMAP_PORT 4<&0
	cat <&4 >&3 &
	dd bs=1 count=16000 status=none <&3
	kill \$!
	END
	imapretr -A "imap://$user@localhost" -o "tunnel=bash '$PWD/short'" \
		-m box INBOX new
	cat box/new/* | sort | cmp - <(cat m? | sort)
	[ "$(ls box/new | wc -l)" -eq 9 ]
	[ "$(wc -l <calls)" -gt 3 ]
}

@test "Dovecot: killed at any time, each message is delivered once" {
	need_servers
	need_plain_build
	"$root/tests/kill" -i 97 30 5 >killed
	grep -q 'runs killed' killed
}

@test "a server that is silent" {
	printf 'silent\n' | peer
	expect_error 75 'no answer within 1 seconds' \
	    at_peer imapretr -o timeout=1 INBOX 7
	{
		greet
		examine 2 7
		echo 's: * 1 FETCH (UID 7 BODY[] {9}\r\nabc'
		echo silent
	} | peer
	expect_error 75 'message 7 was cut: imap.example: no answer' \
	    at_peer imapretr -o timeout=1 INBOX 7 >out
	[ ! -s out ]
}

@test "a search text that is longer than a buffer" {
	local long
	long=$(head -c 100000 /dev/zero | tr '\0' x)
	{
		greet LITERAL+ SEARCHRES
		echo 'C* A2 EXAMINE'
		echo 'C: A3 UID SEARCH RETURN (SAVE) SUBJECT {100000+}'
		echo 'C= 100000'
		echo 'C: '
		echo 'C* A4 UID FETCH'
		opened A2
		echo 'S: A3 OK done'
		echo 'S: A4 OK done'
		leave A5
	} | peer
	at_peer imaplist INBOX subject "$long"
	peer_ok
}

@test "the examples of the manual" {
	need_servers
	need jq
	local user=imapretr3
	printf 'From: ann@example.org\nSubject: lunch\n\nAt noon?\n' >m1
	printf 'From: bob@example.org\nSubject: report\n\nAll is well.\n' >m2
	give_mail $user m1 m2
	at_home
	sed 's/imapretr INBOX 7/imapretr INBOX 1/' "$root/man/imapretr.1" >page
	man_examples page
}

@test "who has typed the password is not asked again for another connection" {
	need python3
	part 1 1699 1:9 1 2
	{
		greet
		examine 2 3:9
		message 3 'X: 3\r\n\r\n'
		echo 'S: A3 OK done'
		leave A4
	} >part2
	peers part1 part2
	unset MAILPIPE_PASSWORD
	python3 "$root/tests/typed.py" 'Password for u at imap.example: ' secret \
	    imapretr -A imap+plain://u@imap.example -o "tunnel=$tunnel" \
	    INBOX 1:9 >shown
	[ "$(grep -c 'Password for' shown)" -eq 1 ]
	[ "$(grep ^X shown | tr -d '\r\n')" = 'X: 1X: 2X: 3' ]
	peer_ok
}
