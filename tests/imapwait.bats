# SPDX-License-Identifier: ISC
load lib
load imap
load servers

# A script that is not kept to would be tried again and again.
wait_for() {
	timeout 20 imapwait -A imap+plain://u@imap.example \
		-o "tunnel=$tunnel" -q "$@"
}

# examine [EXISTS UIDNEXT [UIDVALIDITY]]: the mailbox is opened.
examine() {
	printf '%s\n' 'C: A2 EXAMINE INBOX' "S: * ${1:-3} EXISTS" \
		"S: * OK [UIDVALIDITY ${3:-7}] valid" \
		"S: * OK [UIDNEXT ${2:-10}] next" 'S: A2 OK'
}

# round TAG LINE...: an IDLE in which the server says these lines; then the
# question for what came, answered by $found.
round() {
	local tag=$1
	shift
	printf '%s\n' "C: A$tag IDLE" 'S: + idling' "${@/#/S: * }" 'C: DONE' \
		"S: A$tag OK" "C: A$((tag + 1)) NOOP" "S: A$((tag + 1)) OK" \
		"C: A$((tag + 2)) UID SEARCH UID ${from:-10}:4294967295" \
		"S: * SEARCH ${found:-}" "S: A$((tag + 2)) OK"
}

@test "a message comes in an IDLE: its UID, and the end" {
	{ greet IDLE; examine; found='10 11' round 3 '5 EXISTS'
		leave A6; } | peer
	wait_for INBOX >out
	printf 'INBOX\tnew\tv7.10:11\n' | cmp - out
	peer_ok
	{ greet IDLE; examine; found=10 round 3 '4 EXISTS' '0 RECENT'
		leave A6; } | peer
	wait_for -H INBOX >out
	printf 'mailbox\tevent\tmessages\nINBOX\tnew\tv7.10\n' | cmp - out
	{ greet IDLE; examine; found=10 round 3 '4 EXISTS'; leave A6; } | peer
	wait_for -j INBOX >out
	echo '{"mailbox":"INBOX","event":"new","messages":"v7.10"}' |
		cmp - out
}

@test "what goes is no event, but with -a" {
	{ greet IDLE; examine; round 3 '1 EXPUNGE'
		found=9 round 6 '2 EXISTS' '1 EXPUNGE'
		found=12 round 9 '2 EXISTS'; leave A12; } | peer
	wait_for INBOX >out
	printf 'INBOX\tnew\tv7.10:12\n' | cmp - out
	peer_ok
	{ greet IDLE; examine; round 3 '1 EXPUNGE'; leave A6; } | peer
	wait_for -a INBOX >out
	printf 'INBOX\tgone\t1\n' | cmp - out
	peer_ok
}

@test "-k goes on, with a line for each, until -t" {
	{ greet IDLE; examine; found=10 round 3 '4 EXISTS'
		from=11 found=11 round 6 '5 EXISTS'
		printf '%s\n' 'C: A9 IDLE' 'S: + idling' 'C: DONE' 'S: A9 OK' \
			'C: A10 NOOP' 'S: A10 OK' \
			'C: A11 UID SEARCH UID 12:4294967295' 'S: A11 OK'
		leave A12; } | peer
	wait_for -k -t 2 INBOX >out
	printf 'INBOX\tnew\tv7.%s\n' 10 11 | cmp - out
	peer_ok
}

@test "nothing comes in time: 1" {
	{ greet IDLE; examine; round 3; leave A6; } | peer
	expect_status 1 wait_for -t 1 INBOX >out 2>err
	cmp out /dev/null
	cmp err /dev/null
	peer_ok
}

@test "IDLE is begun anew, and a NOOP finds what it did not tell" {
	{
		greet IDLE
		examine
		round 3
		printf '%s\n' 'C: A6 IDLE' 'S: + idling' 'C: DONE' 'S: A6 OK' \
			'C: A7 NOOP' 'S: * 4 EXISTS' 'S: A7 OK' \
			'C: A8 UID SEARCH UID 10:4294967295' 'S: * SEARCH 10' \
			'S: A8 OK'
		leave A9
	} | peer
	wait_for -i 1 INBOX >out
	printf 'INBOX\tnew\tv7.10\n' | cmp - out
	peer_ok
}

@test "flags that change in an IDLE do not keep it from its end" {
	{ greet IDLE; examine; round 3 '1 FETCH (FLAGS (\\Seen))' 'OK still here'
		leave A6; } | peer
	expect_status 1 wait_for -t 1 INBOX >out 2>err
	cmp err /dev/null
	peer_ok
}

@test "what is told outside of the waiting is not missed" {
	# Before the "+" of IDLE, and behind the answer to SEARCH.
	{ greet IDLE; examine; found=10 round 3 '4 EXISTS' |
		sed '2{h;d;};3G'; leave A6; } | peer
	wait_for INBOX >out
	printf 'INBOX\tnew\tv7.10\n' | cmp - out
	peer_ok
	{ greet IDLE; examine; round 3 '1 EXPUNGE' |
		sed 's/^S: A5 OK/S: * 3 EXISTS\n&/'
		found=10 round 6; leave A9; } | peer
	wait_for INBOX >out
	printf 'INBOX\tnew\tv7.10\n' | cmp - out
	peer_ok
}

@test "-f: what came before is found at once" {
	{ greet IDLE; examine 3 12; leave A3; } | peer
	wait_for -f v7.10 INBOX >out
	printf 'INBOX\tnew\tv7.10:11\n' | cmp - out
	peer_ok
	{ greet IDLE; examine 3 12 8; leave A3; } | peer
	wait_for -f v7.10 INBOX >out
	printf 'INBOX\treset\t\n' | cmp - out
	{ greet IDLE; examine; found=10 round 3 '4 EXISTS'; leave A6; } | peer
	wait_for -f 10 INBOX >out
	printf 'INBOX\tnew\tv7.10\n' | cmp - out
}

@test "a server that does not say UIDNEXT is asked for the last message" {
	{
		greet IDLE
		printf '%s\n' 'C: A2 EXAMINE INBOX' 'S: * 3 EXISTS' \
			'S: * OK [UIDVALIDITY 7] valid' 'S: A2 OK' \
			'C: A3 UID SEARCH 3' 'S: * SEARCH 9' 'S: A3 OK'
		found=10 round 4 '4 EXISTS'
		leave A7
	} | peer
	wait_for INBOX >out
	printf 'INBOX\tnew\tv7.10\n' | cmp - out
	peer_ok
}

# status TAG BOX VALUES: a mailbox is asked about.
status() {
	printf '%s\n' "C: $1 STATUS $2 (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)" \
		>>asked
	printf '%s\n' "S: * STATUS $2 ($3)" "S: $1 OK" >>said
}

flight() {
	cat asked said
	rm asked said
}

@test "several mailboxes, or no IDLE: each is asked about, in one flight" {
	v='UIDVALIDITY 7 UNSEEN 0'
	{
		greet IDLE
		status A2 INBOX "MESSAGES 3 UIDNEXT 10 $v"
		status A3 '"&ZTZO9nux- &-"' "$v MESSAGES 0 UIDNEXT 1"
		flight
		status A4 INBOX "MESSAGES 3 UIDNEXT 10 $v"
		status A5 '"&ZTZO9nux- &-"' "$v MESSAGES 2 UIDNEXT 3"
		flight
		leave A6
	} | peer
	wait_for -i 1 INBOX '收件箱 &' >out
	printf '收件箱 &\tnew\tv7.1:2\n' | cmp - out
	peer_ok
	{
		greet
		status A2 INBOX "MESSAGES 3 $v"
		flight
		status A3 INBOX "MESSAGES 5 $v"
		flight
		leave A4
	} | peer
	wait_for -i 1 INBOX >out
	printf 'INBOX\tnew\t\n' | cmp - out
	peer_ok
}

@test "a server that refuses IDLE is polled" {
	v='UIDVALIDITY 7 UNSEEN 0'
	{
		greet IDLE
		examine
		printf '%s\n' 'C: A3 IDLE' 'S: A3 BAD what'
		status A4 INBOX "MESSAGES 4 UIDNEXT 11 $v"
		flight
		leave A5
	} | peer
	wait_for -i 1 INBOX >out
	printf 'INBOX\tnew\tv7.10\n' | cmp - out
	peer_ok
}

@test "a lost connection is made again, and what came meanwhile is said" {
	{ greet IDLE; examine 4 11; leave A3; } >2
	for end in '' 'S: * BYE shutting down' 'S: A3 OK idled enough'; do
		{ greet IDLE; examine; printf '%s\n' 'C: A3 IDLE' \
			'S: + idling' "$end" close; } >1
		peers 1 2
		at_peer imapwait INBOX >out 2>err
		printf 'INBOX\tnew\tv7.10\n' | cmp - out
		grep -q 'trying again' err
	done
	peers 1 2
	wait_for INBOX >out 2>err
	cmp err /dev/null
	# In the time that is left.
	peers 1
	expect_status 1 wait_for -t 2 INBOX >out 2>err
}

@test "the first connection must be made; a refusal is final" {
	echo close | peer
	expect_error 75 'lost' wait_for INBOX
	{ greet IDLE; printf '%s\n' 'C: A2 EXAMINE INBOX' \
		'S: A2 NO [NONEXISTENT] none'; } | peer
	expect_error 1 'none' wait_for INBOX
	# A server that does not say why is asked whether it is there.
	for listed in '' '* LIST () "." x'; do
		for ask in 'EXAMINE x' \
			'STATUS x (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)'; do
			{ greet "$([ "${ask%% *}" = STATUS ] || echo IDLE)"
				printf '%s\n' "C: A2 $ask" 'S: A2 NO none' \
				'C: A3 LIST "" x' "S: $listed" 'S: A3 OK'; } |
				sed '/^S: $/d' | peer
			expect_error "$((${#listed} > 0 ? 69 : 1))" 'none' \
				wait_for x
		done
	done
	{ greet IDLE; examine; printf '%s\n' 'C: A3 IDLE' 'S: + idling' \
		'S: what?'; } | peer
	expect_error 76 '' wait_for INBOX
}

# notify TAG REPLY: two mailboxes are to be told of, and are asked about.
notify() {
	v='UIDVALIDITY 7 UNSEEN 0'
	echo "C: A2 NOTIFY SET (mailboxes (INBOX a) (MessageNew MessageExpunge))"
	status A3 INBOX "MESSAGES 3 UIDNEXT 10 $v"
	status A4 a "MESSAGES 1 UIDNEXT 2 $v"
	cat asked
	echo "S: A2 $1"
	cat said
	rm asked said
}

@test "NOTIFY tells of several mailboxes" {
	{
		greet IDLE NOTIFY
		notify OK
		printf 'S: * %s\n' 'STATUS b (MESSAGES 9 UIDNEXT 99)' \
			'STATUS a (UIDNEXT 3 MESSAGES 2)' \
			'STATUS INBOX (MESSAGES 2)' \
			'STATUS INBOX (MESSAGES 3 UIDNEXT 11)' \
			'STATUS a (UIDVALIDITY 8 UIDNEXT 1 MESSAGES 0)'
		leave A5
	} | peer
	wait_for -ka -t 1 INBOX a >out
	{
		printf 'a\tnew\tv7.2\n'
		printf 'INBOX\t%s\n' $'gone\t1' $'new\tv7.10'
		printf 'a\treset\t\n'
	} | cmp - out
	peer_ok
}

@test "a server that refuses NOTIFY, or gives it up, is polled" {
	for end in 'NO [BADEVENT] what' 'OK
S: * OK [NOTIFICATIONOVERFLOW] too much'; do
		{
			greet NOTIFY
			notify "$end"
			status A5 INBOX "MESSAGES 3 UIDNEXT 10 $v"
			status A6 a "MESSAGES 2 UIDNEXT 3 $v"
			flight
			leave A7
		} | peer
		wait_for -i 1 INBOX a >out
		printf 'a\tnew\tv7.2\n' | cmp - out
		peer_ok
	done
}

@test "a STATUS that says nothing is not believed" {
	for data in '' 'S: * STATUS b (MESSAGES 1)' 'S: * STATUS a ()'; do
		{ greet; printf '%s\n' "$data" 'S: A2 OK done'; } |
			sed '3a C: A2 STATUS a (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)' |
			peer
		expect_error 76 'nothing is said of a' wait_for a
	done
}

@test "-s: what comes between two runs is told by the next" {
	{ greet IDLE; examine 3 10; leave A3; } | peer
	wait_for -s state INBOX >out
	printf 'INBOX\tnew\tv7.1:9\n' | cmp - out
	peer_ok
	echo 'v7.10 3 INBOX' | cmp - state
	{ greet IDLE; examine 4 12; leave A3; } | peer
	wait_for -s state INBOX >out
	printf 'INBOX\tnew\tv7.10:11\n' | cmp - out
	{ greet IDLE; examine 4 12; found=12 round 3 '5 EXISTS' |
		sed 's/UID 10/UID 12/'; leave A6; } | peer
	wait_for -s state INBOX >out
	printf 'INBOX\tnew\tv7.12\n' | cmp - out
	{ greet IDLE; examine 1 2 8 | sed s/INBOX/inbox/; leave A3; } | peer
	wait_for -s state inbox >out
	printf 'inbox\treset\t\n' | cmp - out
	echo 'v8.2 1 inbox' | cmp - state
	# Mail, and not its own.
	for wrong in 'From: me' 'v7 3 INBOX' 'v7.1 x INBOX' 'v7.1 3' ''; do
		printf '%s\n' "$wrong" >mine
		expect_error 65 'mine' wait_for -s mine INBOX
		printf '%s\n' "$wrong" | cmp - mine
	done
	{ greet IDLE; examine; leave A3; } | peer
	expect_status 73 wait_for -s none/state INBOX >out 2>err
	grep -q 'none/state' err
}

@test "-s: the first connection is tried again as well" {
	echo close >1
	{ greet IDLE; examine 4 12; leave A3; } >2
	echo 'v7.10 3 INBOX' >state
	peers 1 2
	at_peer imapwait -s state INBOX >out 2>err
	printf 'INBOX\tnew\tv7.10:11\n' | cmp - out
	grep -q 'trying again' err
	peers 1
	expect_error 75 'lost' wait_for -s state -t 1 INBOX
}

@test "cut at each byte: no event, and nothing is known" {
	{
		greet IDLE
		printf '%s\n' 'C: A2 EXAMINE INBOX' 'S: * 3 EXISTS' \
			'S: * OK [UIDVALIDITY 7] x' 'S: A2 OK' \
			'C: A3 UID SEARCH UID 10:4294967295' 'S: * SEARCH 10 11' \
			'S: A3 OK'
		leave A4 | sed 1q
	} >session
	check_cut() {
		[ "$status" -eq 75 ] || fail "cut at $1: $status"
		[ ! -s out ]
	}
	each_cut wait_for -f v7.10 INBOX
	printf 'INBOX\tnew\tv7.10:11\n' | cmp - whole
}

@test "nobody reads any more: 74" {
	{ greet IDLE; examine; found=10 round 3 '4 EXISTS'; leave A6; } | peer
	expect_status 74 wait_for INBOX >/dev/full 2>err
	grep -q 'imapwait: stdout: No space' err
}

@test "wrong usage says what" {
	tunnel=false
	for wrong in '' '-t 0 a' '-t x a' '-i 0 a' '-f 1:2 a' '-f all a' \
		'-f 3 a b' '-x a' '-f 3 -s x a' '-s - a'
	do
		# shellcheck disable=SC2086
		expect_error 64 'imapwait:' wait_for $wrong
	done
	expect_error 64 'UTF-8' wait_for $'\377'
}

@test "at Dovecot: mail that comes is told, by IDLE and by NOTIFY" {
	need_servers
	need python3
	user=imapwait$RANDOM
	printf 'Subject: x\n\nhi\n' >msg
	give_mail "$user" msg
	for boxes in INBOX 'INBOX INBOX.other'; do
		at_server imapappend -p INBOX.other <msg >id
		mkfifo ready
		began='S: A5 OK'
		[ "$boxes" != INBOX ] || began=idling
		# It has begun when its first answer is traced.
		# shellcheck disable=SC2086
		at_server imapwait -v -q -t 60 $boxes >out 2>ready &
		grep -m 1 -e "$began" <ready >first
		at_server imapappend INBOX <msg >id
		wait $!
		printf 'INBOX\tnew\t%s\n' "$(cat id)" | cmp - out
		rm ready
	done
}

@test "the examples of the page" {
	need_servers
	user=imapwait$RANDOM
	at_home
	printf 'Subject: x\n\nhi\n' >msg
	give_mail "$user" msg
	# Mail that comes is not to be waited for here.
	imapwait() { command imapwait -f 1 "$@" | sed 's/v[0-9]*\./v7./'; }
	export -f imapwait
	man_examples "$root/man/imapwait.1"
}
