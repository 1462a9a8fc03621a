# SPDX-License-Identifier: ISC
load lib
load imap
load servers

move() {
	at_peer imapmove "$@"
}

# choose FOUND [COMMAND]: the mailbox is opened and searched.
choose() {
	printf '%s\n' "C: A2 ${2:-SELECT} INBOX" "C: A3 UID SEARCH UID $1"
	selected
	printf '%s\n' 'S: A2 OK [READ-WRITE] open' "S: * SEARCH ${1//,/ }" \
		'S: A3 OK found'
}

@test "MOVE, and the new UIDs" {
	for options in '' -H -j; do
		{
			greet MOVE UIDPLUS
			choose 3,5
			cat <<-'END'
			C: A4 UID MOVE 3,5 "My &- Box"
			S: * OK [COPYUID 9 5,3 11:12] moved
			S: * 3 EXPUNGE
			S: * 4 EXPUNGE
			S: A4 OK
			END
			leave A5
		} | peer
		# shellcheck disable=SC2086
		move $options INBOX 'My & Box' v7.3 v7.5 >out
		peer_ok
		case $options in
		-j)
			printf '{"uidvalidity":7,"uid":%s,%s,"new_uid":%s}\n' \
				5 '"new_uidvalidity":9' 11 \
				3 '"new_uidvalidity":9' 12
			;;
		-H) printf 'uid\tnew\nv7.5\tv9.11\nv7.3\tv9.12\n' ;;
		*) printf 'v7.5\tv9.11\nv7.3\tv9.12\n' ;;
		esac | cmp - out
	done
}

@test "what the server has not copied is not deleted" {
	{
		greet UIDPLUS
		choose 3,5
		cat <<-'END'
		C: A4 UID COPY 3,5 Archive
		S: A4 OK [COPYUID 9 3 11] copied, but for one
		C: A5 UID STORE 3 +FLAGS.SILENT (\\Deleted)
		C: A6 UID EXPUNGE 3
		S: A5 OK
		S: * 3 EXPUNGE
		S: A6 OK
		END
		leave A7
	} | peer
	expect_status 1 move INBOX Archive 3,5 >out 2>err
	printf 'v7.3\tv9.11\n' | cmp - out
	echo 'imapmove: INBOX: 1 messages are still there' | cmp - err
	peer_ok
}

@test "copies leave the messages where they are, and do not open to write" {
	{
		greet MOVE UIDPLUS
		choose 3 EXAMINE
		echo 'C: A4 UID COPY 3 Archive'
		echo 'S: A4 OK [COPYUID 9 3 11] copied'
		leave A5
	} | peer
	move -c INBOX Archive 3 >out
	printf 'v7.3\tv9.11\n' | cmp - out
	peer_ok
}

@test "without MOVE: what was copied is deleted, and nothing else" {
	{
		greet UIDPLUS
		choose 3,5
		cat <<-'END'
		C: A4 UID COPY 3,5 Archive
		S: A4 OK [COPYUID 9 3,5 11:12] copied
		C: A5 UID STORE 3,5 +FLAGS.SILENT (\\Deleted)
		C: A6 UID EXPUNGE 3,5
		S: A5 OK
		S: * 3 EXPUNGE
		S: * 4 EXPUNGE
		S: A6 OK
		END
		leave A7
	} | peer
	move INBOX Archive 3 5 >out
	printf 'v7.%s\tv9.%s\n' 3 11 5 12 | cmp - out
	peer_ok
	{
		greet UIDPLUS
		choose 3,5
		cat <<-'END'
		C: A4 UID COPY 3,5 Archive
		S: A4 NO [OVERQUOTA] full
		eof
		END
	} | peer
	expect_error 69 'full' move INBOX Archive 3 5
	peer_ok
}

# many: a mailbox whose messages need two commands; "C: A4 ..." has the first.
many() {
	local i
	uids=$(for ((i = 1000001; i < 1002400; i += 2)); do echo "$i"; done)
	printf '%s\n' 'C: A2 EXAMINE INBOX' 'C: A3 UID SEARCH ALL'
	selected
	printf 'S: %s\n' 'A2 OK open' "* SEARCH ${uids//$'\n'/ }" 'A3 OK'
	printf 'C* A%d UID COPY 1\n' 4 5
}

@test "copies that were made are never made again: 1, not 75" {
	{ greet; many; printf 'S: %s\n' 'A4 OK' 'A5 NO [UNAVAILABLE] later'
		leave A6; } | peer
	expect_error 1 'later' move -c INBOX Archive all
	peer_ok
	{ greet; many; echo 'S: A4 OK'; } | peer
	expect_error 1 'some were copied' move -c INBOX Archive all
	{ greet; many; } | peer
	expect_error 75 'uncertain' move -c INBOX Archive all
	{ greet; many; printf 'S: %s\n' 'A4 NO [UNAVAILABLE] later' \
		'A5 NO what'; } | peer
	expect_error 75 'later' move -c INBOX Archive all
	# What was copied could not be deleted, or nobody knows.
	printf '%s\n' 'S: A5 NO [INUSE] later' 'S: A6 NO what' \
		'C: A7 UID SEARCH UID 3' 'S: * SEARCH 3' 'S: A7 OK' >refused
	for end in '' refused; do
		{
			greet UIDPLUS
			choose 3
			printf '%s\n' 'C: A4 UID COPY 3 Archive' 'S: A4 OK' \
				'C: A5 UID STORE 3 +FLAGS.SILENT (\\Deleted)' \
				'C: A6 UID EXPUNGE 3'
			[ -z "$end" ] || cat refused
		} | peer
		expect_status 1 move INBOX Archive 3 2>err
		grep -q "${end:+still there}" err
		[ -n "$end" ] || grep -q 'some were copied' err
	done
}

@test "neither MOVE nor UIDPLUS: nothing is done, or -e" {
	{ greet; choose 3; echo eof; } | peer
	expect_error 69 'neither MOVE nor UIDPLUS' move INBOX Archive 3
	peer_ok
	{
		greet
		choose 3
		cat <<-'END'
		C: A4 UID COPY 3 Archive
		S: A4 OK
		C: A5 UID SEARCH DELETED
		S: * SEARCH
		S: A5 OK
		C: A6 UID STORE 3 +FLAGS.SILENT (\\Deleted)
		C: A7 EXPUNGE
		S: A6 OK
		S: * 3 EXPUNGE
		S: A7 OK
		END
		leave A8
	} | peer
	move -e INBOX Archive 3 >out
	cmp out /dev/null
	peer_ok
}

@test "a MOVE that ends half-way" {
	{
		greet MOVE UIDPLUS
		choose 3,5
		cat <<-'END'
		C: A4 UID MOVE 3,5 Archive
		S: * OK [COPYUID 9 3 11] moved
		S: * 3 EXPUNGE
		S: A4 NO [OVERQUOTA] full
		C: A5 UID SEARCH UID 3,5
		S: * SEARCH 5
		S: A5 OK
		END
		leave A6
	} | peer
	expect_status 1 move INBOX Archive 3 5 >out 2>err
	printf 'v7.3\tv9.11\n' | cmp - out
	grep -q full err
	grep -q '1 messages are still there' err
	peer_ok
}

@test "a mailbox that is not there, with -p is made" {
	{ greet MOVE; choose 3; echo 'C: A4 UID MOVE 3 Archive'
		echo 'S: A4 NO [TRYCREATE] none'
		echo 'C: A5 UID SEARCH UID 3'
		printf '%s\n' 'S: * SEARCH 3' 'S: A5 OK'; } | peer
	expect_error 1 'none (-p makes the mailbox)' move INBOX Archive 3
	{
		greet MOVE
		choose 3
		cat <<-'END'
		C: A4 UID MOVE 3 Archive
		S: A4 NO [TRYCREATE] none
		C: A5 CREATE Archive
		S: A5 OK
		C: A6 UID MOVE 3 Archive
		S: * 3 EXPUNGE
		S: A6 OK
		END
		leave A7
	} | peer
	move -p INBOX Archive 3
	peer_ok
}

@test "a COPYUID that lies is not believed" {
	for code in '9 1:4294967295 1:4294967295' '9 4 11' '0 3 11' '9 3' '9' \
		'x' '9 3 x' '9  '
	do
		{
			greet MOVE
			choose 3
			printf '%s\n' 'C: A4 UID MOVE 3 Archive' \
				"S: * OK [COPYUID $code] moved" \
				'S: * 3 EXPUNGE' 'S: A4 OK'
			leave A5
		} | peer
		move INBOX Archive 3 >out
		cmp out /dev/null
		peer_ok
	done
}

@test "another UIDVALIDITY: nothing is moved" {
	{
		greet MOVE
		choose 3
		echo eof
	} | peer
	expect_error 1 'UIDVALIDITY' move INBOX Archive v8.3
	peer_ok
}

@test "cut at each byte: never 0" {
	{
		greet UIDPLUS
		choose 3
		cat <<-'END'
		C: A4 UID COPY 3 Archive
		S: A4 OK [COPYUID 9 3 11] copied
		C: A5 UID STORE 3 +FLAGS.SILENT (\\Deleted)
		C: A6 UID EXPUNGE 3
		S: A5 OK
		S: * 3 EXPUNGE
		S: A6 OK
		C: A7 LOGOUT
		END
	} >session
	check_cut() {
		case $status:$(cat err) in
		75:* | 1:*'some were copied'*) ;;
		*) fail "cut at $1: $status $(cat err)" ;;
		esac
	}
	each_cut move INBOX Archive 3
}

@test "wrong usage says what; a full disk" {
	tunnel=false
	for wrong in '' INBOX 'INBOX a' 'INBOX a x' 'INBOX a new' \
		'-ce INBOX a 1' '-x'
	do
		# shellcheck disable=SC2086
		expect_error 64 'imapmove:' move $wrong
	done
	expect_error 64 'line end' move INBOX $'a\nb' 1
	{ greet MOVE; choose 3; printf '%s\n' 'C: A4 UID MOVE 3 Archive' \
		'S: * OK [COPYUID 9 3 11] x' 'S: * 3 EXPUNGE' 'S: A4 OK'
		leave A5; } | peer
	expect_error 74 'stdout' move INBOX Archive 3 >/dev/full
}

@test "at Dovecot: as others see it" {
	need_servers
	need python3
	user=imapmove$RANDOM
	printf 'Subject: x\n\n' >msg
	give_mail "$user" msg msg msg msg msg
	at_server imapmove -p INBOX 'a & b.收件箱' 2:3 >moved
	[ "$(wc -l <moved)" -eq 2 ]
	at_server imapmove -cp INBOX 'a & b.收件箱' last:1 >copied
	# The printed rows name the new messages, and the old ones are gone.
	cut -f 2 moved | at_server imapflag 'a & b.收件箱' +seen -
	cut -f 1 moved | expect_status 1 at_server imapflag -d INBOX - 2>err
	with_imaplib >out <<-'END'
	for box in '"a &- b.&ZTZO9nux-"', "INBOX":
	    m.select(box)
	    for line in m.uid("fetch", "1:*", "FLAGS")[1]:
	        print(line.decode().replace("\\Recent", "").replace("( ", "(").replace(" )", ")"))
	END
	cat >want <<-'END'
	1 (UID 1 FLAGS (\Seen))
	2 (UID 2 FLAGS (\Seen))
	3 (UID 3 FLAGS ())
	1 (UID 1 FLAGS ())
	2 (UID 4 FLAGS ())
	3 (UID 5 FLAGS ())
	END
	cmp want out
}

@test "killed at any time, no message is lost" {
	need_servers
	need_plain_build
	"$root/tests/kill-imap" 73 >killed
	[ "$(grep -c 'runs killed' killed)" -eq 4 ]
}

@test "the examples of the page" {
	need_servers
	user=imapmove$RANDOM
	at_home
	printf 'Subject: x\n\n' >msg
	give_mail "$user" msg msg msg msg
	imapmove() { command imapmove "$@" | sed 's/v[0-9]*\./v7./g'; }
	export -f imapmove
	man_examples "$root/man/imapmove.1"
}
