# SPDX-License-Identifier: ISC
# What imaplist finds, and in which order.
load lib
load imap
load servers

# searched CAPABILITY COMMAND: a peer whose mailbox is searched by A3.
searched() {
	greet $1
	echo 'C: A2 EXAMINE INBOX'
	echo "C: A3 $2"
	opened A2
}

extended='UID SEARCH RETURN (ALL) SEEN'

# size UID...: rows that a server does not tell unasked.
sizes() {
	local uid
	for uid; do
		echo "S: * 1 FETCH (UID $uid RFC822.SIZE $((uid * 10)))"
	done
}

@test "UIDs alone take no FETCH" {
	{
		searched '' 'UID SEARCH ALL'
		echo 'S: * 5 FETCH (UID 5 FLAGS (\\Seen))'
		echo 'S: * SEARCH 7 5 6'
		echo 'S: A3 OK done'
		leave A4
	} | peer
	at_peer imaplist -f uid INBOX >out
	printf 'v1699.%s\n' 5 6 7 | cmp - out
	peer_ok
	{
		searched ESEARCH "$extended"
		echo 'S: * ESEARCH (TAG "A3") UID ALL 2,10:11'
		echo 'S: A3 OK done'
		leave A4
	} | peer
	at_peer imaplist -j -f uid INBOX seen | grep -c '^{"uid":[12]' | grep -qx 3
	peer_ok
}

@test "an answer to another search is none" {
	while IFS='|' read -r status found reply; do
		{
			searched ESEARCH "$extended"
			echo "S: $reply"
			echo 'S: A3 OK done'
			leave A4
		} | peer
		expect_status "$status" at_peer imaplist -f uid INBOX seen \
		    >out 2>err
		[ "$(cut -d . -f 2 out | tr '\n' ' ')" = "$found" ] ||
			fail "$reply: $(cat out)"
	done <<-'END'
	0|2 3 |* ESEARCH (TAG "A3") UID ALL 2:3
	0|2 3 |* ESEARCH (TAG A3) UID COUNT 2 MIN 2 ALL 3:2 MODSEQ 917
	0|2 3 |* ESEARCH UID ALL 2,3
	0||* ESEARCH (TAG "A3") UID
	0||* OK nothing
	0|2 3 |* SEARCH 2 3
	76||* ESEARCH (TAG "A2") UID ALL 2:3
	76||* ESEARCH (TAG "B3") UID ALL 2:3
	76||* ESEARCH (TAG "A33") UID ALL 2:3
	76||* ESEARCH (X "A3") UID ALL 2:3
	76||* ESEARCH (TAG "A3" X) UID ALL 2:3
	76||* ESEARCH () UID ALL 2:3
	76||* ESEARCH (TAG "A3") ALL 2:3
	76||* ESEARCH (TAG "A3") UID ALL
	76||* ESEARCH (TAG "A3") UID ALL (2 3)
	76||* ESEARCH (TAG "A3") UID ALL 2,x
	76||* ESEARCH (TAG "A3") UID ALL 2, 3
	76||* ESEARCH (TAG "A3") UID ALL 0
	76||* ESEARCH (TAG "A3") UID ALL 1:*
	76||* ESEARCH (TAG "A3") UID ALL 1:4294967295
	END
}

@test "two hundred thousand ranges in one answer, in little memory" {
	need_plain_build
	{
		searched ESEARCH "$extended"
		echo 's: * ESEARCH (TAG "A3") UID ALL '
		seq -s , 1 2 400001 | tr -d '\n' >blob
		echo "send $PWD/blob"
		echo 's: \r\n'
		echo 'S: A3 OK done'
		leave A4
	} | peer
	(ulimit -v 20000; at_peer imaplist -f uid INBOX seen >out)
	[ "$(wc -l <out)" -eq 200001 ]
	[ "$(tail -n 1 out)" = v1699.400001 ]
}

@test "rows that nobody asked for are not printed" {
	{
		searched ESEARCH "$extended"
		echo 'S: * 2 FETCH (UID 4 FLAGS (\\Deleted))'
		echo 'S: * ESEARCH (TAG "A3") UID ALL 5'
		echo 'S: A3 OK done'
		echo 'C: A4 UID FETCH 5 (UID FLAGS INTERNALDATE)'
		echo 'S: * 2 FETCH (UID 4 FLAGS (\\Deleted))'
		echo 'S: * 3 FETCH (UID 5 FLAGS ())'
		echo 'S: * 3 FETCH (UID 5 INTERNALDATE NIL FLAGS (\\Seen))'
		echo 'S: * 2 FETCH (UID 4 FLAGS () INTERNALDATE NIL)'
		echo 'S: * 3 FETCH (UID 5 FLAGS (\\Answered))'
		echo 'S: A4 OK done'
		leave A5
	} | peer
	at_peer imaplist -f uid,flags INBOX seen >out
	printf 'v1699.5\t\\\\Seen\n' | cmp - out
	peer_ok
}

@test "an answer before the mailbox is open is none" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID SEARCH ALL'
		echo 'S: * SEARCH 7'
		echo 'S: A3 OK done'
		opened A2
	} | peer
	expect_error 76 'before the mailbox is open' \
		at_peer imaplist -f uid INBOX >out
	[ ! -s out ]
	for program in 'imapflag INBOX +seen' 'imapmove INBOX x'; do
		{
			greet
			echo 'C* A2 SELECT'
			echo 'C* A3 UID SEARCH'
			echo 'S: * SEARCH 7'
			echo 'S: A3 OK done'
			opened A2 | sed 's/READ-ONLY/READ-WRITE/'
		} | peer
		# shellcheck disable=SC2086
		expect_error 76 'a later command is answered first' \
			at_peer $program 7
	done
}

@test "the server sorts, and that finds as well" {
	{
		greet SORT
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID SORT (REVERSE DATE SUBJECT) UTF-8 UNSEEN'
		opened A2
		echo 'S: * SORT 9 7'
		echo 'S: * SORT 8 9'
		echo 'S: A3 OK done'
		echo 'C: A4 UID FETCH 7:9 (UID RFC822.SIZE)'
		sizes 7 8 9
		echo 'S: A4 OK done'
		leave A5
	} | peer
	at_peer imaplist -H -s -sent,subject -f octets INBOX unseen >out
	printf '%s\n' octets 90 70 80 | cmp - out
	peer_ok
	{
		greet SORT
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID SORT (ARRIVAL) UTF-8 ALL'
		echo 'C: A4 UID FETCH 1:* (UID RFC822.SIZE)'
		opened A2
		# 6 is gone, and 9 has come in between.
		echo 'S: * SORT 8 6 7'
		echo 'S: A3 OK done'
		sizes 7 8 9
		echo 'S: A4 OK done'
		leave A5
	} | peer
	at_peer imaplist -j -s date -f octets INBOX >out
	printf '{"octets":%s}\n' 80 70 90 | cmp - out
	peer_ok
	{
		greet SORT
		echo 'C: A2 EXAMINE INBOX'
		echo 'C: A3 UID SORT (CC) UTF-8 SUBJECT {6}'
		opened A2
		echo 'S: + go on'
		echo 'C= 6'
		echo 'C: '
		echo 'S: A3 NO [BADCHARSET] no'
	} | peer
	expect_error 69 'SORT: no' at_peer imaplist -s cc INBOX subject 日本
	peer_ok
}

@test "without SORT numbers are sorted here, and texts are not" {
	{
		greet
		echo 'C: A2 EXAMINE INBOX'
		printf 'C: A3 UID FETCH 1:* '
		echo '(UID INTERNALDATE FLAGS BODY.PEEK[HEADER.FIELDS (date)])'
		opened A2
		local uid
		for uid in 4 5 6; do
			printf 's: * 1 FETCH (UID %d FLAGS () INTERNALDATE ' $uid
			printf '"0%d-Jan-2026 00:00:00 +0000" ' $((9 - uid))
			printf 'BODY[HEADER.FIELDS (date)] %s)\\r\\n\n' "$(
			    [ $uid = 5 ] || lit \
			    "Date: $((uid / 2)) Jan 2025 00:00 +0000\r\n\r\n")"
		done | sed 's/)] )/)] NIL)/'
		echo 'S: A3 OK done'
		leave A4
	} >script
	while IFS='|' read -r keys want; do
		peer <script
		at_peer imaplist -s "$keys" -f uid,flags INBOX >out
		[ "$(cut -f 1 out | cut -d . -f 2 | tr '\n' ' ')" = "$want " ] ||
			fail "$keys: $(cat out)"
	done <<-'END'
	sent|4 6 5
	-sent|5 6 4
	sent,date|4 6 5
	-sent,uid|5 6 4
	END
	{ greet; echo eof; } | peer
	expect_error 69 'does not sort' at_peer imaplist -s -from INBOX
	{
		searched '' 'UID SEARCH ALL'
		echo 'S: * SEARCH 7 5 6'
		echo 'S: A3 OK done'
		leave A4
	} | peer
	at_peer imaplist -s -uid -f uid INBOX >out
	printf 'v1699.%s\n' 7 6 5 | cmp - out
	expect_error 64 'sorted by "x"' imaplist -s date,x INBOX
	expect_error 64 'sorted by ""' imaplist -s '' INBOX
	expect_error 64 'does not sort by UID' imaplist -s from,uid INBOX
	expect_error 64 'more than 4' imaplist -s uid,uid,uid,uid,uid INBOX
	expect_error 64 'a mailbox is missing' imaplist -s uid
}

@test "a list that cannot be sorted for want of room is none" {
	{
		searched '' 'UID SEARCH ALL'
		echo 'S: * SEARCH 7 5 6'
		echo 'S: A3 OK done'
		leave A4
	} | peer
	expect_error 74 stdout at_peer imaplist -s -uid -f uid INBOX >/dev/full
	{ greet; echo eof; } | peer
	TMPDIR=/nonexistent expect_error 73 mailpipe \
		at_peer imaplist -s -uid -f uid INBOX
}

@test "Dovecot: every order, with criteria and without" {
	need_servers
	local user=imapsort1 i keys
	for i in 5 3 9 1; do
		{
			printf 'From: u%d@x.example\nSubject: Re: s%d\n' $((10 - i)) $i
			printf 'Date: Thu, %d Jan 2026 00:00:00 +0000\n\n' $i
			head -c $((i * 100)) /dev/zero | tr '\0' x
		} | at_server imapappend -D "2026-02-0$((10 - i)) 10:00" INBOX
	done
	for keys in sent size subject -from -date -uid,-date; do
		at_server imaplist -s "$keys" -f subject INBOX >out
		[ "$keys" = -uid,-date ] || printf 'Re: s%s\n' 1 3 5 9 | cmp - out
		at_server imaplist -s "$keys" -f uid INBOX larger 400 >out
		[ "$keys" = -uid,-date ] && i='3 1 ' || i='1 3 '
		[ "$(cut -d . -f 2 out | tr '\n' ' ')" = "$i" ]
	done
	at_server imaplist -f uid INBOX | cut -d . -f 2 | tr '\n' ' ' | grep -qx '1 2 3 4 '
	at_server imaplist -f uid INBOX subject s3 | grep -qx 'v[0-9]*.2'
}
