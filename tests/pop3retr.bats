# SPDX-License-Identifier: ISC
load lib
load pop3
load servers

export SOURCE_DATE_EPOCH=1700000000

# Most scripts leave out the second CAPA, which looks for PIPELINING.
retr() {
	at_peer pop3retr -o "pipelining=${pipelining:-no}" "$@"
}

# message TEXT: a session in which RETR 1 is answered with this text.
message() {
	{ log_in; answer 'RETR 1' "+OK\r\n$1.\r\n"; leave; } | peer
}

@test "one message, named singly, is written as it is" {
	message 'Subject: x\r\n\r\nFrom me\r\n..\r\n..a\r\n...\r\n'
	retr 1 >out
	printf 'Subject: x\n\nFrom me\n.\n.a\n..\n' | cmp - out
	peer_ok
}

@test "all bytes pass, and a line ends in CRLF alone" {
	message 'a\0b\xff\xe9\r\n\rb\r\r\nbare\n.\r\nlf\n..x\r\n.\rcr\r\n\r\n'
	retr 1 >out
	printf 'a\0b\377\351\n\rb\r\nbare\n.\nlf\n..x\n\rcr\n\n' | cmp - out
	peer_ok
}

@test "one that begins with From_ is an mbox; so are all but one" {
	message 'From x\r\nS: y\r\n\r\nz\r\n'
	retr 1 >out
	printf '%s\n' 'From MAILER-DAEMON Tue Nov 14 22:13:20 2023' \
		'>From x' 'S: y' '' z '' | cmp - out
	{
		log_in
		answer LIST '+OK\r\n1 9\r\n2 9\r\n.\r\n'
		answer 'RETR 1' '+OK\r\nReturn-Path: <a@b>\r\n\r\n>From x\r\n.\r\n'
		answer 'RETR 2' '+OK\r\nA: b\r\n.\r\n'
		leave
	} | peer
	retr all >out
	printf '%s\n' 'From a@b Tue Nov 14 22:13:20 2023' 'Return-Path: <a@b>' \
		'' '>>From x' '' 'From MAILER-DAEMON Tue Nov 14 22:13:20 2023' \
		'A: b' '' | cmp - out
	{
		log_in
		answer LIST '+OK\r\n1 9\r\n.\r\n'
		answer 'RETR 1' '+OK\r\nA: b\r\n.\r\n'
		leave
	} >session
	for range in all 1-1 last:1; do
		peer <session
		retr "$range" | head -n 1 | grep -q '^From '
	done
}

@test "by UIDL: one message as it is, two with the same as an mbox" {
	for uidl in a b; do
		{
			log_in
			answer LIST '+OK\r\n1 9\r\n2 9\r\n3 9\r\n.\r\n'
			answer UIDL '+OK\r\n1 a\r\n2 b\r\n3 a\r\n.\r\n'
			[ $uidl = b ] ||
				answer 'RETR 1' '+OK\r\nS: one\r\n.\r\n'
			[ $uidl = a ] ||
				answer 'RETR 2' '+OK\r\nS: two\r\n.\r\n'
			[ $uidl = b ] ||
				answer 'RETR 3' '+OK\r\nS: three\r\n.\r\n'
			leave
		} | peer
		retr u:$uidl >out.$uidl
		peer_ok
	done
	printf 'S: two\n' | cmp - out.b
	[ "$(grep -c '^From ' out.a)" -eq 2 ]
	{
		log_in
		answer LIST '+OK\r\n1 9\r\n2 9\r\n.\r\n'
		answer UIDL '+OK\r\n1 a\r\n2 b\r\n.\r\n'
		answer 'RETR 2' '+OK\r\nS: two\r\n.\r\n'
		answer 'RETR 1' '+OK\r\nS: one\r\n.\r\n'
		leave
	} | peer
	printf '9\t\tb\n7\t1\ta\n' | retr - | grep '^S' >out
	printf 'S: %s\n' two one | cmp - out
	{ log_in; answer LIST '+OK\r\n.\r\n'; answer UIDL '-ERR\r\n'; } | peer
	expect_error 69 UIDL retr u:a
}

@test "the order is that of the operands, each message once" {
	{
		log_in
		for n in 3 1 2; do
			answer "RETR $n" "+OK\r\nN: $n\r\n.\r\n"
		done
		leave
	} | peer
	retr 3 1 3 2 1 | grep '^N' >out
	printf 'N: %s\n' 3 1 2 | cmp - out
	peer_ok
}

@test "with PIPELINING: login and messages in one flight, then QUIT" {
	{
		greet USER PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: RETR 1' 'C: RETR 2' \
			'S: +OK' 'S: +OK' 's: +OK\r\nA: b\r\n.\r\n' \
			's: +OK\r\nC: d\r\n.\r\n' 'C: QUIT' 'S: +OK'
	} | peer
	pipelining=yes retr 1 2 | grep ': ' >out
	printf 'A: b\nC: d\n' | cmp - out
	peer_ok
}

@test "UTF8 is asked for where it is offered: or 8-bit headers are replaced" {
	{
		greet USER PIPELINING 'UTF8 USER'
		printf '%s\n' 'C: UTF8' 'C: USER u' 'C: PASS secret' 'C: RETR 1' \
			'S: +OK' 'S: +OK' 'S: +OK' 's: +OK\r\nA: \xe9\r\n.\r\n'
		leave
	} | peer
	pipelining=yes retr 1 >out
	printf 'A: \351\n' | cmp - out
	peer_ok
	# One that does not mean it loses nothing; and before SASL it is alone.
	{
		greet 'SASL PLAIN' AUTH-RESP-CODE UTF8
		answer UTF8 '-ERR no\r\n'
		answer 'AUTH PLAIN AHUAc2VjcmV0' '+OK\r\n'
		answer 'RETR 1' '+OK\r\nA: b\r\n.\r\n'
		leave
	} | peer
	retr 1 >out
	printf 'A: b\n' | cmp - out
	peer_ok
}

@test "PIPELINING announced after the login is used for many" {
	{
		log_in
		answer CAPA '+OK\r\nPIPELINING\r\n.\r\n'
		printf '%s\n' 'C: RETR 1' 'C: RETR 2' \
			's: +OK\r\nA: b\r\n.\r\n+OK\r\nC: d\r\n.\r\n'
		leave
	} >session
	peer <session
	pipelining=yes retr 1 2 | grep ': ' >out
	printf 'A: b\nC: d\n' | cmp - out
	peer_ok
}

@test "1,600 messages in windows of 512" {
	{
		greet USER PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'S: +OK' 'S: +OK'
		echo 'S: +OK'
		for ((n = 1; n <= 1600; n++)); do echo "S: $n 10"; done
		echo 'S: .'
		for ((n = 1; n <= 512; n++)); do echo "C: RETR $n"; done
		for ((n = 1; n <= 1600; n++)); do
			printf 'S: %s\n' +OK "N: $n" .
		done
		printf '%s\n' 'C: QUIT' 'S: +OK'
	} >answers
	# It is filled again when half of it was answered.
	awk '{ print }
	/^S: N: / { n = substr($0, 7) + 0 }
	/^S: \.$/ && n > 0 && n % 256 == 0 {
		for (i = n + 257; i <= n + 512 && i <= 1600; i++)
			print "C: RETR " i
	}' answers >session
	peer <session
	pipelining=yes retr all | grep '^N' >out
	seq -f 'N: %.0f' 1600 | cmp - out
	peer_ok
}

@test "-ERR to one message does not stop the others" {
	{
		log_in
		answer 'RETR 1' '+OK\r\nN: 1\r\n.\r\n'
		answer 'RETR 2' '-ERR no \x1b[2Jsuch\r\n'
		answer 'RETR 3' '+OK\r\nN: 3\r\n.\r\n'
		leave
	} | peer
	expect_error 1 'pop.example: message 2: not retrieved: no \x1B[2Jsuch' \
		retr 1 2 3 >out
	[ "$(grep -c ^N out)" -eq 2 ]
	peer_ok
	{ log_in; answer 'RETR 1' '-ERR\r\n'; leave; } | peer
	expect_error 1 'message 1' retr 1
	{ log_in; answer 'RETR 1' '-ERR [SYS/TEMP] later\r\n'; leave; } | peer
	expect_error 75 later retr 1
}

@test "what is not there" {
	{ log_in; answer LIST '+OK\r\n1 9\r\n.\r\n'
		answer 'RETR 1' '+OK\r\nA: b\r\n.\r\n'; leave; } >session
	peer <session
	expect_error 1 '4-5: no such message' retr 4-5 1 >out
	[ -s out ]
	peer <session
	retr 1-7 >out
	{ log_in; answer LIST '+OK\r\n.\r\n'; leave; } | peer
	retr all >out
	[ ! -s out ]
	peer_ok
}

@test "a message without a byte is none, and is not deleted" {
	{ log_in; answer 'RETR 1' '+OK\r\n.\r\n'; answer QUIT '+OK\r\n'; } | peer
	expect_error 1 'no byte' retr -d 1 >out
	[ ! -s out ]
	peer_ok
}

@test "the size of LIST means nothing" {
	for size in 0 -1 99999999999999999999 x 4; do
		{
			log_in
			answer LIST "+OK\r\n1 $size\r\n.\r\n"
			answer 'RETR 1' '+OK\r\nA: 1234567890\r\n.\r\n'
			leave
		} | peer
		retr all | grep -qx 'A: 1234567890'
	done
}

@test "a header and some lines" {
	{ log_in; answer 'TOP 1 0' '+OK\r\nA: b\r\n\r\n.\r\n'
		answer 'TOP 3 0' '-ERR\r\n'; leave; } | peer
	expect_error 1 'message 3' retr -l 0 1 3 >out
	[ "$(sed -n 2p out)" = 'A: b' ]
	peer_ok
	expect_error 64 '-l' pop3retr -l 0 -d 1
	expect_error 64 '-l' pop3retr -l -1 1
	expect_error 64 '-l' pop3retr -l x 1
	expect_error 64 'no message' pop3retr
}

@test "deletion, and its end" {
	{
		log_in
		answer 'RETR 1' '+OK\r\nA: b\r\n.\r\n'
		answer 'RETR 2' '-ERR\r\n'
		answer 'RETR 3' '+OK\r\nC: d\r\n.\r\n'
		answer 'DELE 1' '+OK\r\n'
		answer 'DELE 3' '+OK\r\n'
	} >session
	{ cat session; leave; } | peer
	expect_error 1 'message 2' retr -d 1 2 3 >out
	peer_ok
	{ cat session; answer QUIT '-ERR some are left\r\n'; } | peer
	expect_status 75 retr -d 1 2 3 >out 2>err
	grep -q 'maybe not all was deleted: .*some are left' err
	{ cat session; echo 'C: QUIT'; } | peer
	expect_status 75 retr -d 1 2 3 >out 2>err
	grep -q 'maybe not all was deleted' err
	{ log_in; answer 'RETR 1' '+OK\r\nA: b\r\n.\r\n'
		answer 'DELE 1' '-ERR no\r\n'; leave; } | peer
	expect_error 1 'pop.example: message 1: not deleted: no' retr -d 1 >out
	peer_ok
}

@test "two replies to a command: nothing is deleted" {
	{ log_in; answer 'RETR 1' '+OK\r\nA: b\r\n.\r\n+OK\r\n'; echo eof; } | peer
	expect_error 76 'more than it was asked' retr -d 1 >out
	peer_ok
}

@test "deletion: not asked for while a message was not written" {
	{ log_in; answer 'RETR 1' '+OK\r\nA: b\r\n.\r\n'; echo eof; } >session
	peer <session
	expect_error 74 stdout retr -d 1 >/dev/full
	peer_ok
	peer <session
	expect_error 74 stdout retr -d 1 >&-
	peer_ok
}

@test "deletion: to a file, only after the file is on the disk" {
	need_plain_build
	need strace
	{ log_in; answer 'RETR 1' '+OK\r\nA: b\r\n.\r\n'
		answer 'DELE 1' '+OK\r\n'; leave; } | peer
	strace -o trace -e trace=write,fsync,close pop3retr -d \
		-A pop3+plain://u@pop.example -o "tunnel=$tunnel" 1 >out
	grep -n -e 'write(1,' -e 'fsync(1)' -e 'close(1)' -e DELE -e QUIT trace |
		sed -E 's/.*(write\(1|fsync|close|DELE|QUIT).*/\1/' |
		tr '\n' ' ' >order
	[ "$(cat order)" = 'write(1 fsync close DELE QUIT ' ] || fail "$(cat order)"
}

@test "Dovecot drops no end of a text, for QUIT comes behind it" {
	{
		greet USER PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: RETR 1' 'S: +OK' \
			'S: +OK' 's: +OK\r\nA: b\r\n' idle 'S: .'
		leave
	} | peer
	pipelining=yes retr 1 >out
	printf 'A: b\n' | cmp - out
	peer_ok
}

@test "a server that deletes by itself what was retrieved, unasked" {
	{
		greet USER PIPELINING 'EXPIRE 0'
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: RETR 1' 'S: +OK' \
			'S: +OK' 's: +OK\r\nA: b\r\n.\r\n'
	} >session
	{ cat session; echo eof; } | peer
	pipelining=yes retr 1 >out
	peer_ok
	printf 'A: b\n' | cmp - out
	pipelining=yes expect_error 74 stdout retr 1 >/dev/full
	peer_ok
	# A part of it is not the message.
	sed 's/RETR 1/TOP 1 0/' session >top
	{ cat top; leave; } | peer
	pipelining=yes retr -l 0 1 >out
	peer_ok
	# It is to be deleted, and QUIT is said when it is safe.
	{ cat session; printf '%s\n' 'C: DELE 1' 'C: QUIT' 'S: +OK' 'S: +OK'
	} | peer
	pipelining=yes retr -d 1 >out
	peer_ok
}

# Whatever is cut, no half message comes out, and nothing is deleted.
check_cut() {
	[ "$status" -ne 0 ] || cmp -s out whole || fail "cut $1: 0"
	[ ! -s out ] || cmp -s out whole || cmp -s out first ||
		fail "cut $1: half a message"
	if [ "$status" -eq 0 ]; then
		grep -q '^C: QUIT' "$PEER_LOG" || fail "cut $1: 0"
	else
		[ "$status" -eq 75 ] || fail "cut $1: status $status"
		[ "$(wc -l <err)" -eq 1 ] || fail "cut $1: $(cat err)"
	fi
}

@test "cut at each byte" {
	{
		log_in
		answer 'RETR 1' '+OK\r\nA: b\r\n\r\n..\r\n.\r\n'
		answer 'RETR 2' '+OK\r\nC: d\r\n.\r\n'
		leave
	} >session
	printf '%s\n' 'From MAILER-DAEMON Tue Nov 14 22:13:20 2023' 'A: b' '' \
		. '' >first
	each_cut retr 1 2
}

@test "deletion, cut at each byte" {
	{
		log_in
		answer 'RETR 1' '+OK\r\nA: b\r\n.\r\n'
		answer 'DELE 1' '+OK\r\n'
		leave
	} >session
	for ((n = 0; n <= 69; n++)); do
		{ echo "cut $n"; cat session; } | peer
		status=0
		retr -d 1 >out 2>err || status=$?
		# 0 is for a session that was confirmed to its last byte.
		[ "$status" -eq $((n < 69 ? 75 : 0)) ] || fail "cut $n: $status"
		[ ! -s out ] || [ "$(cat out)" = 'A: b' ] || fail "cut $n"
		if grep -q QUIT "$PEER_LOG"; then [ -s out ]; fi
	done
}

@test "a message over a mebibyte that is cut: said so, and nothing deleted" {
	head -c 1500000 /dev/zero | tr '\0' x >big
	{ log_in; printf '%s\n' 'C: RETR 1' 'S: +OK' "send $PWD/big"; } | peer
	expect_error 75 'the beginning that was written is no message' \
		retr -d 1 >out
	[ -s out ]
	! grep -q DELE "$PEER_LOG" || false
}

@test "the end glued to the last line, or stuck to LF, is no end" {
	for end in 'A: b.\r\n' 'A: b\n.\r\n' 'A: b\r\n.\n' 'A: b\r\n.'; do
		{ log_in; answer 'RETR 1' "+OK\r\n$end"; } | peer
		expect_error 75 'message 1 was cut' retr -d 1 >out
		[ ! -s out ]
	done
}

@test "dots at the borders of every read" {
	awk 'BEGIN { for (i = 0; i < 60000; i++)
		printf "%s\r\n", substr("....................", 1, 2 + i % 19)
		printf ".\r\n" }' >wire
	sed '$d; s/^\.//; s/\r$//' wire >want
	for mode in fast slow; do
		[ $mode = fast ] || { { head -c 3000 wire | sed '$d'
			printf '.\r\n'; } >short; mv short wire
			sed '$d; s/^\.//; s/\r$//' wire >want; }
		{ log_in; printf '%s\n' $mode 'C: RETR 1' 'S: +OK' \
			"send $PWD/wire" fast; leave; } | peer
		retr 1 >out
		cmp want out
	done
}

@test "a status that is none, after the login" {
	for status in '+OKAY not really' '+ok' '-err' ''; do
		{ log_in; answer 'RETR 1' "$status\r\n"; echo eof; } | peer
		expect_error 76 'RETR 1' retr -d 1
		peer_ok
		{ log_in; answer 'RETR 1' '+OK\r\nA: b\r\n.\r\n'
			answer 'DELE 1' "$status\r\n"; echo eof; } | peer
		expect_error 76 'nothing was deleted' retr -d 1 >out
		peer_ok
	done
}

@test "PIPELINING that is a lie: one by one, before anything is written" {
	{
		greet USER PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: RETR 1' 'C: RETR 2' \
			'S: +OK' 'S: +OK' 's: +OK\r\nA: b\r\n.\r\n' close
	} >lie
	{
		greet USER PIPELINING
		answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'
		answer 'RETR 1' '+OK\r\nA: b\r\n.\r\n'
		answer 'RETR 2' '+OK\r\nC: d\r\n.\r\n'
		leave
	} >honest
	peers lie honest
	pipelining=yes retr 1 2 | grep ': ' >out
	printf 'A: b\nC: d\n' | cmp - out
	peer_ok
}

@test "a large message passes in a small memory" {
	need_plain_build
	yes 'a line of a large message, with nothing special about it' |
		sed 's/$/\r/' | head -c 57000000 >body
	{ log_in; printf '%s\n' 'C: RETR 1' 'S: +OK' "send $PWD/body" \
		's: \r\n.\r\n'; leave; } | peer
	tunnel="ulimit -S -v unlimited; $tunnel"
	(ulimit -S -v 16000; retr 1) | cmp - <(tr -d '\r' <body; echo)
}

@test "the examples of the page" {
	one='From: ann@example.org\r\nSubject: lunch\r\n\r\nAt noon?\r\n.\r\n'
	two='Subject: report\r\n\r\n.\r\n'
	both='+OK\r\n1 9\r\n2 9\r\n.\r\n'
	{ log_in; answer 'RETR 1' "+OK\r\n$one"; leave; } >1
	{ log_in; answer LIST "$both"
		answer 'TOP 1 0' '+OK\r\nSubject: lunch\r\n\r\n.\r\n'
		answer 'TOP 2 0' "+OK\r\n$two"; leave; } >2
	names='+OK\r\n1 a\r\n2 b\r\n.\r\n'
	{ log_in; answer LIST "$both"; answer UIDL "$names"; } >listed
	{ answer 'RETR 1' "+OK\r\n$one"; answer 'RETR 2' "+OK\r\n$two"; } >got
	{ cat listed got; leave; } >new
	{ cat listed; leave; } >none
	{ cat listed; answer 'RETR 1' "+OK\r\n$one"; leave; } >first
	{ greet USER UIDL TOP; answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'; answer LIST "$both"
		answer 'TOP 1 0' '+OK\r\nFrom: <ann@example.org>\r\n\r\n.\r\n'
		answer 'TOP 2 0' "+OK\r\n$two"
		answer 'RETR 1' "+OK\r\n$one"; leave; } >filter
	{ log_in; answer LIST "$both"; answer 'RETR 1' "+OK\r\n$one"
		answer 'RETR 2' "+OK\r\n$two"; answer 'DELE 1' '+OK\r\n'
		answer 'DELE 2' '+OK\r\n'; leave; } >3
	{ log_in; answer 'RETR 7' '-ERR no such message\r\n'; leave; } >4
	peers 1 2 new none new first filter 3 4
	mkdir -p .config/mailpipe
	printf '%s\n' '[home]' 'pop3 = pop3+plain://u@pop.example' \
		"tunnel = $tunnel" 'pipelining = no' >.config/mailpipe/accounts
	man_examples "$root/man/pop3retr.1"
}

# real SCHEME USER ARGUMENT...: at Dovecot.
real() {
	local scheme=$1 user=$2 port=$POP3_PORT
	shift 2
	[ "$scheme" != pop3s ] || port=$POP3S_PORT
	pop3retr -A "$scheme://$user@localhost:$port" -o tls_ca="$SERVERS_CA" "$@"
}

@test "Dovecot: what it has is what comes" {
	need_servers
	printf 'Subject: \351\n\n.\n..\n.a\n\r\na\rb\n\377\200\n>From x\nFrom y\n\n' >odd
	give_mail pretr1 odd
	sed 's/\r$//' odd >want
	for scheme in pop3 pop3+starttls pop3s; do
		real $scheme pretr1 1 >got
		cmp want got
		real $scheme pretr1 -o auth=plain -o pipelining=no 1 | cmp want -
	done
	{
		echo 'From MAILER-DAEMON Tue Nov 14 22:13:20 2023'
		sed 's/^>*From />&/' want
		echo
	} >mbox
	real pop3s pretr1 all | cmp mbox -
	real pop3s pretr1 -l 1 1 | cmp - <(printf 'Subject: \351\n\n.\n')
	expect_error 1 'message 7' real pop3s pretr1 7
}

@test "Dovecot: NUL, 8-bit bytes, dots, long lines, no newline at the end" {
	need_servers
	printf 'A: b\n\n.\n..\na\0b\0\n\377\200\001\n.last' >odd
	{ printf 'A: b\n\n.'; head -c 300000 /dev/zero | tr '\0' y; } >long
	for file in odd long; do
		give_mail pretr9$file $file
		for scheme in pop3 pop3s; do
			real $scheme pretr9$file 1 | cmp - <(cat $file; echo)
		done
	done
}

@test "Dovecot: deleted, and only what was written" {
	need_servers
	for n in 1 2 3; do printf 'Subject: %s\n\nbody\n' $n >m$n; done
	give_mail pretr2 m1
	give_mail pretr2 m2 m3
	expect_error 74 stdout real pop3s pretr2 -d all >/dev/full
	real pop3s pretr2 all | grep -c '^Subject' | grep -qx 3
	expect_error 1 'message 9' real pop3s pretr2 -d 2 9 >out
	[ "$(grep -c '^Subject' out)" -eq 1 ]
	real pop3s pretr2 -d all >rest
	[ "$(cat out rest | grep '^Subject' | sort)" = "$(cat m? | grep '^S')" ]
	real pop3 pretr2 all >out
	[ ! -s out ]
}

@test "Dovecot: 100 MB in a small memory, and 2,000 messages" {
	need_plain_build
	need_servers
	{
		printf 'Subject: large\n\n'
		yes '.a line of a large message that begins with a dot' |
			head -c 99999999
		echo
	} >large
	give_mail pretr3 large
	(ulimit -S -v 16000; real pop3 pretr3 1) | cmp large -
	real pop3s pretr3 1 | cmp large -
	box=$SERVERS/mail/pretr4/Maildir
	mkdir -p "$box"/{tmp,new,cur}
	for ((n = 1; n <= 2000; n++)); do
		printf 'Subject: %d\n\nbody\n' $n >"$box/new/1700000000.$n.test"
	done
	chown -R mail:mail "$SERVERS/mail/pretr4"
	real pop3s pretr4 all >out
	[ "$(grep -c '^From MAILER' out)" -eq 2000 ]
	[ "$(grep '^Subject: ' out | sort -u | wc -l)" -eq 2000 ]
}
