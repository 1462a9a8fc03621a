# SPDX-License-Identifier: ISC
# The IMAP programs at other real servers than Dovecot, with mailboxes below
# INBOX and dots between the levels.  Courier has UIDPLUS, but neither MOVE,
# ESEARCH, SEARCHRES nor LITERAL+, and says no UIDNEXT when a mailbox is
# opened; Cyrus, by the name cyrus-imap.bats, has all of that, and syncs more.
load lib
load imap
protocol=imap
case $BATS_TEST_FILENAME in
*cyrus*) brand=cyrus many=100 ;;
*) brand=courier many=1000 ;;
esac
load brand

message=$'Subject: a\nMessage-ID: <q@x>\n\nhello\n'

# make_odd: what Courier must neither change nor take for its own: the end of
# a literal, 8-bit bytes, dots.  (It does add a newline that is not there, and
# warns of 8-bit bytes in a header.)
make_odd() {
	printf 'Subject: odd\n\n'
	printf '%s\n' 'A1 OK done' ')' '* BYE' '+ go' . .. 'From x' '>From y' \
	    $'\377\200\001' "$(head -c 70000 /dev/zero | tr '\0' y)" ' tail '
}

# flags USER MAILBOX: of each message; \Recent is nobody's doing.
flags() {
	at "$1" imaplist -f flags "$2" | sed 's/^\\\\Recent *//; s/ *\\\\Recent//'
}

@test "each login, and a wrong password" {
	for auth in login plain cram-md5; do
		at c9 imaplist -o auth=$auth | cut -f 1 | cmp - <(echo INBOX)
	done
	MAILPIPE_PASSWORD=wrong expect_error 77 'login refused' at c9 imaplist
	at c9 imaplist -S >out
	grep -qx 'UIDPLUS	' out
	[ "$brand" = cyrus ] || ! grep -q MOVE out || false
}

@test "what was stored is what comes, to the byte" {
	make_odd >odd
	[ "$(at c1 imapappend INBOX <odd)" = "$(at c1 imaplist -f uid INBOX)" ]
	at c1 imapappend INBOX <<<"$message"
	at c1 imapretr INBOX 1 | cmp - odd
	at c1 imapretr -p TEXT INBOX 1 | cmp - <(sed 1,2d odd)
	at c1 imapretr -p HEADER INBOX 1 | cmp - <(sed 2q odd)
	at c1 imapretr INBOX all | mimeparse -h subject | tail -n 1 | grep -qx a
	at c1 imapretr -m box -c 1 INBOX new
	at c1 imapretr -m box INBOX new
	at c1 imapretr -m box INBOX new
	[ "$(ls box/new | wc -l)" -eq 2 ]
	cmp "$(grep -l BYE box/new/*)" odd
	[ "$(flags c1 INBOX | sort -u)" = '' ]
	at c1 imapretr -s -M file INBOX 2
	[ "$(flags c1 INBOX | tail -n 1)" = '\\Seen' ]
	at c1 imapretr -d -m box INBOX 1
	[ "$(at c1 imaplist -f uid INBOX | cut -d . -f 2)" = 2 ]
	expect_error 1 '1: no such message' at c1 imapretr INBOX 1
	expect_status 1 at c1 imapretr INBOX v1.2 2>err
	grep -q UIDVALIDITY err
}

@test "parts by number, in a multipart message" {
	head -c 5000 /dev/urandom >f.bin
	echo körper | mimebuild -a f.bin -s s u@x.example >m
	at c9 imapappend -p INBOX.parts <m
	at c9 imapretr -p 2 INBOX.parts 1 | b64 -d | cmp - f.bin
	at c9 imapretr -p 1.MIME INBOX.parts 1 | grep -qi '^content-type: text/plain'
	at c9 imapretr -p 'HEADER.FIELDS (TO)' INBOX.parts 1 | sed '$d' |
		cmp - <(echo 'To: u@x.example')
	expect_status 1 at c9 imapretr -p 7 INBOX.parts 1 >out 2>err
}

@test "messages are flagged, moved, deleted" {
	for n in 1 2 3; do at c2 imapappend INBOX <<<"$message"; done >ids
	at c2 imapflag INBOX +flagged,work 1:2
	at c2 imapflag INBOX -flagged 2
	at c2 imapmove -p INBOX INBOX.Archive.2026 2:3 >moved
	cut -f 1 moved | cmp - <(tail -n 2 ids)
	cut -f 2 moved | head -n 1 | at c2 imapflag -d INBOX.Archive.2026 -
	expect_error 1 '3: no such message' at c2 imapflag -d INBOX 3
	at c2 imaplist -f uid,flags INBOX >left
	[ "$(cut -f 1 left)" = "$(head -n 1 ids)" ]
	grep -qi 'flagged' left
	grep -q 'work' left
	at c2 imapflag INBOX =seen 1
	[ "$(flags c2 INBOX)" = '\\Seen' ]
	[ "$(at c2 imaplist -f uid INBOX.Archive.2026 | cut -d . -f 2)" = 2 ]
	at c2 imapmove -cp INBOX INBOX.Copy all >made
	cut -f 2 made | at c2 imapflag INBOX.Copy +answered -
	[ "$(flags c2 INBOX.Copy)" = '\\Answered \\Seen' ]
	expect_error 1 'does not exist' at c2 imapmove INBOX INBOX.None 1
	[ "$(at c2 imaplist INBOX | wc -l)" -eq 1 ]
}

@test "criteria" {
	printf 'From: ann@x.example\nSubject: =?utf-8?q?=E6=8A=A5=E5=91=8A?=\n\nx\n' |
		at c3 imapappend -f seen -D 2026-01-31 INBOX
	at c3 imapappend INBOX <<<"$message"
	uids() { at c3 imaplist -f uid INBOX "$@" | sed 's/.*\.//'; }
	[ "$(uids from ann)" = 1 ]
	[ "$(uids unseen)" = 2 ]
	[ "$(uids subject 报告)" = 1 ]
	[ "$(uids before 2026-02-01)" = 1 ]
	[ "$(uids not '(' seen or from ann subject a ')' )" = 2 ]
	[ "$(uids larger 1k)" = '' ]
	at c3 imaplist -f from,subject,date INBOX from ann | cmp - \
	    <(printf 'ann@x.example\t报告\t2026-01-31T00:00:00Z\n')
}

@test "mailboxes by any name" {
	local names=('a b' 收件箱.子 '&' 'é & ü' "'")
	# Cyrus takes no others.
	[ "$brand" = cyrus ] || names+=('q"uote' 'back\slash' '[x]%')
	for name in "${names[@]}"; do
		at c4 imapappend -p "INBOX.$name" <<<"$message" >id
		at c4 imaplist -f subject "INBOX.$name" | cmp - <(echo a)
		at c4 imapsh -c 'list' | grep -qxF "INBOX.$name" ||
			at c4 imapsh -c 'list' | grep -qxF "INBOX.${name/\\/\\\\}"
	done
	at c4 imaplist -t | cut -f 1,4,5 | grep -qxF $'INBOX.收件箱.子\t1\t1'
	at c4 imapsh -c 'rename "INBOX.a b" INBOX.收; subscribe INBOX.收
		lsub "INBOX.收*"; namespace; -quota; delete INBOX.收' >out
	grep -qx 'INBOX.收' out
	! at c4 imaplist INBOX.收 2>err || false
	grep -q 'does not exist' err
}

@test "a message with UTF-8 in its header" {
	at c8 imaplist -S >offers
	if [ "$brand" = cyrus ]; then
		! grep -q '^UTF8' offers || false
		return
	fi
	grep -q '^UTF8	ACCEPT' offers
	printf 'From: 张 <张@例.例>\nSubject: 你好\n\n中\n' >m
	# Courier warns of such a message where it is not spoken to in UTF-8.
	{
		at c8 imapappend -p 'INBOX.发 & 收' <m
		at c8 imapappend -f seen -D 2026-01-31 'INBOX.发 & 收' <m
		at c8 imapretr 'INBOX.发 & 收' 1
		at c8 imaplist -f from,subject 'INBOX.发 & 收' from 例 subject 好 unseen
		at c8 imapsh -c 'select "INBOX.发 & 收"; append "INBOX.发 & 收" m
			search subject 你; copy 2 INBOX; create INBOX.收' | sed 's/v[0-9]*/v/'
		at c8 imapmove 'INBOX.发 & 收' INBOX.收 3 | sed 's/v[0-9]*/v/g'
		at c8 imapretr -d 'INBOX.收' 1
	} 2>&1 | sed '1,2d' >out
	{
		cat m
		printf '张 <张@例.例>\t你好\n'
		printf '%s\n' v.3 v.1 v.2
		printf 'v.3\tv.1\n'
		cat m
	} | cmp - out
	# In the old way it has the same names and searches the same.
	at c8 imaplist -o utf8=no 2>err | cut -f 1 | sort >old
	at c8 imaplist | cut -f 1 | sort | cmp - old
	[ "$(at c8 imaplist -o utf8=no -f uid 'INBOX.发 & 收' subject 你好 2>err |
		wc -l)" -eq 2 ]
}

@test "a session by hand" {
	at c5 imapappend -p INBOX.Sent <<<"$message" >id
	at c5 imapsh -c 'status INBOX.Sent; select INBOX.Sent; search all
		store 1 +seen; copy 1 INBOX; fetch 1 > got; store 1 +deleted
		expunge 1; append INBOX got; noop' >out
	cmp - got <<<"$message"
	grep -q 'MESSAGES 1' out
	flags c5 INBOX | cmp - <(printf '%s\n' '\\Seen' '')
	at c5 imaplist INBOX.Sent | cmp - /dev/null
	expect_error 1 'does not exist' at c5 imapsh -c 'select INBOX.no'
}

@test "mail that comes is told" {
	at c6 imapappend INBOX <<<"$message" >id
	at c6 imapwait -t 20 -f 1 INBOX | cmp - <(printf 'INBOX\tnew\t'; cat id)
	mkfifo ready
	at c6 imapwait -v -q -i 2 -t 30 INBOX >out 2>ready &
	grep -m 1 'C: .* IDLE' <ready >first
	at c6 imapappend INBOX <<<"$message" >id
	wait $!
	printf 'INBOX\tnew\t%s\n' "$(cat id)" | cmp - out
	expect_status 1 at c6 imapwait -t 1 INBOX >out
	for box in INBOX.no 'INBOX INBOX.no'; do
		# shellcheck disable=SC2086
		expect_error 1 'INBOX.no: Mailbox does not exist' \
			at c6 imapwait -t 9 $box
	done
}

@test "many messages: listed, retrieved, moved" {
	for ((n = 1; n <= many; n++)); do
		printf 'From u@x Thu Jan  1 00:00:00 1970\nSubject: %d\n\nb\n\n' $n
	done | at c7 imapappend -M INBOX >ids
	[ "$(wc -l <ids)" -eq "$many" ]
	at c7 imaplist -f uid,subject INBOX | cut -f 2 | cmp - <(seq "$many")
	at c7 imapretr INBOX all | sed -n 's/^Subject: //p' | cmp - <(seq "$many")
	sed 1~2d ids | at c7 imapmove -p INBOX INBOX.Even - >moved
	cut -f 1 moved | cmp - <(sed 1~2d ids)
	at c7 imaplist -f uid INBOX | cmp - <(sed -n 1~2p ids)
	at c7 imapflag -d INBOX all
	at c7 imaplist INBOX | cmp - /dev/null
}
