# SPDX-License-Identifier: ISC
load lib
load imap
load servers

flag() {
	at_peer imapflag "$@"
}

# choose FOUND [SET]: the mailbox is opened and searched.
choose() {
	printf '%s\n' 'C: A2 SELECT INBOX' "C: A3 UID SEARCH UID ${2:-$1}"
	selected
	printf '%s\n' 'S: A2 OK [READ-WRITE] open' "S: * SEARCH ${1//,/ }" \
		'S: A3 OK found'
}

@test "flags are set and taken off, in one flight" {
	{
		greet
		choose 3,5
		cat <<-'END'
		C: A4 UID STORE 3,5 +FLAGS.SILENT (\\Seen $Work)
		C: A5 UID STORE 3,5 -FLAGS.SILENT (\\Flagged)
		S: A4 OK
		S: * 5 FETCH (UID 5 FLAGS (\\Seen))
		S: A5 OK
		END
		leave A6
	} | peer
	flag INBOX +seen,\$Work -Flagged 5 3 >out
	cmp out /dev/null
	peer_ok
}

@test "= says all flags, and alone none" {
	for flags in '=seen' '='; do
		want=$([ $flags = = ] || echo '\\Seen')
		{
			greet
			choose 3
			echo "C: A4 UID STORE 3 FLAGS.SILENT ($want)"
			echo 'S: A4 OK'
			leave A5
		} | peer
		flag INBOX "$flags" v7.3
		peer_ok
	done
}

@test "a refusal counts also when it comes behind later answers" {
	{
		greet
		choose 3
		cat <<-'END'
		C: A4 UID STORE 3 +FLAGS.SILENT (\\Seen)
		C: A5 UID STORE 3 -FLAGS.SILENT (\\Flagged)
		S: A5 OK
		S: A4 NO never
		END
	} | peer
	expect_error 69 'flags not changed: never' \
		flag INBOX +seen -flagged 3
}

@test "only what was to be deleted is missed, whatever the server finds" {
	{
		greet UIDPLUS
		choose 3
		printf '%s\n' 'C: A4 UID STORE 3 +FLAGS.SILENT (\\Deleted)' \
			'C: A5 UID EXPUNGE 3' 'S: A4 OK' 'S: A5 OK' \
			'C: A6 UID SEARCH UID 3' 'S: * SEARCH 8 9' 'S: A6 OK'
		leave A7
	} | peer
	flag -d INBOX 3
	peer_ok
}

@test "a mailbox of thousands of millions of messages is none" {
	{
		greet UIDPLUS
		printf '%s\n' 'C: A2 SELECT INBOX' 'C: A3 UID SEARCH ALL'
		selected
		printf '%s\n' 'S: A2 OK [READ-WRITE] open' \
			'S: * SEARCH 1:4294967295' 'S: A3 OK' eof
	} | peer
	expect_error 76 'more than 4000000 messages' flag -d INBOX all
	peer_ok
}

@test "what is not there is said, and ends 1" {
	{
		greet
		choose 3 3:4,9
		echo 'C: A4 UID STORE 3 +FLAGS.SILENT (\\Seen)'
		echo 'S: A4 OK'
		leave A5
	} | peer
	expect_status 1 flag INBOX +seen 3 4 9 2>err
	printf 'imapflag: %s: no such message\n' 4 9 | cmp - err
	peer_ok
	{
		greet
		choose '' 9
		leave A4
	} | peer
	expect_error 1 '9: no such message' flag -d INBOX 9
	peer_ok
}

@test "deleted is exactly what was named" {
	{
		greet UIDPLUS
		choose 3,5
		cat <<-'END'
		C: A4 UID STORE 3,5 +FLAGS.SILENT (\\Deleted)
		C: A5 UID EXPUNGE 3,5
		S: A4 OK
		S: * 3 EXPUNGE
		S: * 4 EXPUNGE
		S: A5 OK
		END
		leave A6
	} | peer
	flag -d INBOX 3 5
	peer_ok
}

@test "what is still there after it is counted" {
	for third in 'OK' 'NO [NOPERM] not yours'; do
		{
			greet UIDPLUS
			choose 3,5
			cat <<-END
			C: A4 UID STORE 3,5 +FLAGS.SILENT (\\\\Deleted)
			C: A5 UID EXPUNGE 3,5
			S: A4 OK
			S: * 3 EXPUNGE
			S: A5 $third
			C: A6 UID SEARCH UID 3,5
			S: * SEARCH 5
			S: A6 OK
			END
			leave A7
		} | peer
		expect_status 1 flag -d INBOX 3 5 2>err
		grep -q '1 messages are still there' err
		peer_ok
	done
	grep -q 'not yours' err
}

@test "another's EXPUNGE is not taken for ours" {
	{
		greet UIDPLUS
		choose 3
		cat <<-'END'
		C: A4 UID STORE 3 +FLAGS.SILENT (\\Deleted)
		C: A5 UID EXPUNGE 3
		S: * 7 EXPUNGE
		S: A4 OK
		S: * 8 EXPUNGE
		S: A5 OK
		C: A6 UID SEARCH UID 3
		S: * SEARCH 3
		S: A6 OK
		END
		leave A7
	} | peer
	expect_error 1 '1 messages are still there' flag -d INBOX 3
	peer_ok
}

@test "a refusal of all is its status" {
	{
		greet UIDPLUS
		choose 3
		cat <<-'END'
		C: A4 UID STORE 3 +FLAGS.SILENT (\\Deleted)
		C: A5 UID EXPUNGE 3
		S: A4 NO [NOPERM] not yours
		S: A5 NO [NOPERM] not yours
		C: A6 UID SEARCH UID 3
		S: * SEARCH 3
		S: A6 OK
		END
	} | peer
	expect_error 69 'not yours' flag -d INBOX 3
	{
		greet
		choose 3
		echo 'C: A4 UID STORE 3 +FLAGS.SILENT (\\Seen)'
		echo 'S: A4 NO [UNAVAILABLE] later'
	} | peer
	expect_error 75 'later' flag INBOX +seen 3
}

@test "without UIDPLUS nothing is deleted, unless -e takes care of the others" {
	{ greet; choose 3; } | peer
	expect_error 69 'no UIDPLUS' flag -d INBOX 3
	{
		greet
		choose 3
		cat <<-'END'
		C: A4 UID SEARCH DELETED
		S: * SEARCH 1 3 8
		S: A4 OK
		C: A5 UID STORE 1,8 -FLAGS.SILENT (\\Deleted)
		S: A5 OK
		C: A6 UID SEARCH DELETED
		S: * SEARCH 3
		S: A6 OK
		C: A7 UID STORE 3 +FLAGS.SILENT (\\Deleted)
		C: A8 EXPUNGE
		S: A7 OK
		S: * 3 EXPUNGE
		S: A8 OK
		C: A9 UID STORE 1,8 +FLAGS.SILENT (\\Deleted)
		S: A9 OK
		END
		leave A10
	} >session
	peer <session
	flag -d -e INBOX 3
	peer_ok
	# They stay marked, whatever the server says.
	sed 's/SEARCH 3$/SEARCH 3 8/; /A7 UID/,/A8 OK/d; s/A9/A7/; /A10/,$d' session | peer
	expect_error 69 'stays so' flag -d -e INBOX 3
}

@test "with -e nothing is expunged when the others keep their marks" {
	{
		greet
		choose 3
		cat <<-'END'
		C: A4 UID SEARCH DELETED
		S: * SEARCH 8
		S: A4 OK
		C: A5 UID STORE 8 -FLAGS.SILENT (\\Deleted)
		S: A5 NO [NOPERM] not yours
		C: A6 UID STORE 8 +FLAGS.SILENT (\\Deleted)
		S: A6 NO [NOPERM] not yours
		END
	} | peer
	expect_error 69 'not yours' flag -d -e INBOX 3
	peer_ok
}

@test "another UIDVALIDITY, or none: nothing is sent that destroys" {
	for validity in 8 4294967295 0 x; do
		{
			greet UIDPLUS
			printf '%s\n' 'C: A2 SELECT INBOX' \
				'C: A3 UID SEARCH UID 3' 'S: * 9 EXISTS' \
				"S: * OK [UIDVALIDITY $validity] valid" \
				'S: A2 OK' 'S: * SEARCH 3' 'S: A3 OK' eof
		} | peer
		expect_error 1 'UIDVALIDITY' flag -d INBOX v7.3
		peer_ok
	done
	# It may change while the session lasts.
	{
		greet UIDPLUS
		printf '%s\n' 'C: A2 SELECT INBOX' 'C: A3 UID SEARCH UID 3'
		selected
		printf '%s\n' 'S: A2 OK' 'S: * SEARCH 3' \
			'S: * OK [UIDVALIDITY 8] new' 'S: A3 OK' eof
	} | peer
	expect_error 1 'UIDVALIDITY' flag -d INBOX v7.3
	peer_ok
}

@test "a flag that would not be kept, a mailbox to read only" {
	{
		greet
		cat <<-'END'
		C: A2 SELECT INBOX
		C: A3 UID SEARCH UID 3
		S: * OK [UIDVALIDITY 7] valid
		S: * OK [PERMANENTFLAGS (\\Seen)] kept
		S: A2 OK
		S: * SEARCH 3
		S: A3 OK
		eof
		END
	} | peer
	expect_error 69 'does not keep the flag $Work' flag INBOX +\$Work 3
	peer_ok
	{
		greet UIDPLUS
		cat <<-'END'
		C: A2 SELECT INBOX
		C: A3 UID SEARCH UID 3
		S: * OK [UIDVALIDITY 7] valid
		S: A2 OK [READ-ONLY]
		S: * SEARCH 3
		S: A3 OK
		eof
		END
	} | peer
	expect_error 69 'read-only' flag -d INBOX 3
	peer_ok
}

@test "no such mailbox" {
	{
		greet
		printf '%s\n' 'C: A2 SELECT "no such"' \
			'C: A3 UID SEARCH UID 3' \
			'S: A2 NO [NONEXISTENT] what?' 'S: A3 BAD first select'
	} | peer
	expect_error 1 'what?' flag 'no such' +seen 3
}

@test "rows of a list, with their UIDVALIDITY" {
	{
		greet UIDPLUS
		choose 3,5
		cat <<-'END'
		C: A4 UID STORE 3,5 +FLAGS.SILENT (\\Deleted)
		C: A5 UID EXPUNGE 3,5
		S: A4 OK
		S: * 3 EXPUNGE
		S: * 4 EXPUNGE
		S: A5 OK
		END
		leave A6
	} | peer
	printf 'uid\tsubject\nv7.3\tx\nv7.5\ty\n' | flag -d INBOX -
	peer_ok
	tunnel=false
	flag -d INBOX - </dev/null
	expect_error 65 'line 2' flag -d INBOX - < <(printf 'v7.3\n\n')
}

@test "wrong usage says what" {
	tunnel=false
	for wrong in '' INBOX 'INBOX 3' 'INBOX +seen' 'INBOX +seen =draft 3' \
		'INBOX +recent 3' 'INBOX +a(b 3' 'INBOX +seen x' \
		'INBOX +seen new' '-e INBOX +seen 3' '-d INBOX +seen 3' \
		'-d INBOX v1.2 v2.3' '-x INBOX'
	do
		# shellcheck disable=SC2086
		expect_error 64 'imapflag:' flag $wrong
	done
	expect_error 64 'no flag' flag INBOX + 3
	expect_error 64 'line end' flag "IN
BOX" +seen 3
	expect_error 64 'UTF-8' flag $'\377' +seen 3
}

@test "cut at each byte: never 0, never a second try" {
	{
		greet UIDPLUS
		choose 3
		cat <<-'END'
		C: A4 UID STORE 3 +FLAGS.SILENT (\\Deleted)
		C: A5 UID EXPUNGE 3
		S: A4 OK
		S: * 3 EXPUNGE
		S: A5 OK
		END
		echo 'C: A6 LOGOUT'
	} >session
	check_cut() {
		[ "$status" -eq 75 ] || fail "cut at $1: $status $(cat err)"
	}
	each_cut flag -d INBOX 3
}

@test "at Dovecot: flags and deletions as others see them" {
	need_servers
	need python3
	user=imapflag$RANDOM
	with_imaplib <<-'END'
	m.create('"a &- b.&ZTZO9nux-"')
	for i in range(6):
	    m.append('"a &- b.&ZTZO9nux-"', None, None, b"Subject: x\r\n\r\n")
	END
	at_server imapflag 'a & b.收件箱' +seen,\$Work 2:4
	at_server imapflag 'a & b.收件箱' -seen 3
	at_server imapflag -d 'a & b.收件箱' 1 4:5
	expect_error 1 '5: no such message' \
		at_server imapflag -d 'a & b.收件箱' 5
	with_imaplib >out <<-'END'
	m.select('"a &- b.&ZTZO9nux-"')
	for line in m.uid("fetch", "1:*", "FLAGS")[1]:
	    print(line.decode().replace("\\Recent", "").replace("( ", "("))
	END
	cat >want <<-'END'
	1 (UID 2 FLAGS (\Seen $Work))
	2 (UID 3 FLAGS ($Work))
	3 (UID 6 FLAGS ())
	END
	cmp want out
}

@test "the examples of the page" {
	need_servers
	user=imapflag$RANDOM
	at_home
	printf 'Subject: x\n\n' >msg
	give_mail "$user" msg msg msg
	man_examples "$root/man/imapflag.1"
}
