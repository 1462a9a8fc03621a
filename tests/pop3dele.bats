# SPDX-License-Identifier: ISC
load lib
load pop3
load servers

# Most scripts leave out the second CAPA, which looks for PIPELINING.
dele() {
	at_peer pop3dele -o "pipelining=${pipelining:-no}" "$@"
}

# box: three messages, two of them with the same UIDL.
box() {
	log_in
	answer LIST '+OK\r\n1 10\r\n2 20\r\n3 30\r\n.\r\n'
	answer UIDL '+OK\r\n1 a\r\n2 b\r\n3 a\r\n.\r\n'
}

@test "by UIDL: every message that has it, and nothing is printed" {
	{ box; answer 'DELE 2' '+OK\r\n'; leave; } | peer
	[ -z "$(dele u:b 2>&1)" ]
	peer_ok
	{ box; answer 'DELE 1' '+OK\r\n'; answer 'DELE 3' '+OK\r\n'; leave; } |
		peer
	dele u:a
	peer_ok
}

@test "rows of a list, whatever their numbers say" {
	{ box; answer 'DELE 2' '+OK\r\n'; leave; } | peer
	printf 'number\toctets\tuidl\n1\t10\tb\n' | dele -
	peer_ok
	{ box; leave; } | peer
	printf '2\t10\tz\n' | expect_error 1 'u:z: no such message' dele -
	peer_ok
	{ box; leave; } | peer
	dele - </dev/null
	expect_error 65 UIDL dele - <<<'1	2'
}

@test "all, and an empty mailbox" {
	{ log_in; answer LIST '+OK\r\n1 10\r\n3 30\r\n.\r\n'
		answer 'DELE 1' '+OK\r\n'; answer 'DELE 3' '+OK\r\n'; leave; } | peer
	dele all
	peer_ok
	{ log_in; answer LIST '+OK\r\n.\r\n'; leave; } | peer
	dele all
	peer_ok
}

@test "numbers only with -N" {
	for numbers in 1 2-9 last:2 'u:a 1'; do
		# shellcheck disable=SC2086
		expect_error 64 '-N' pop3dele -A pop3+plain://u@pop.example \
			$numbers
	done
	{ log_in; answer 'DELE 7' '+OK\r\n'; leave; } | peer
	dele -N 7
	peer_ok
	{ log_in; answer LIST '+OK\r\n1 1\r\n2 2\r\n4 4\r\n.\r\n'
		answer 'DELE 2' '+OK\r\n'; answer 'DELE 4' '+OK\r\n'; leave; } | peer
	dele -N 2-9
	peer_ok
	expect_error 64 'no message' pop3dele
}

@test "four exchanges: CAPA, login and lists, all DELEs, QUIT alone" {
	{
		greet USER UIDL PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'C: UIDL' \
			'S: +OK' 'S: +OK' 's: +OK\r\n1 10\r\n2 20\r\n.\r\n' \
			's: +OK\r\n1 a\r\n2 b\r\n.\r\n' 'C: DELE 1' 'C: DELE 2' \
			'S: +OK' idle 'S: +OK'
		leave
	} | peer
	pipelining=yes dele all u:a
	peer_ok
	{
		greet USER UIDL PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: DELE 4' 'S: +OK' \
			'S: +OK' 'S: +OK'
		leave
	} | peer
	pipelining=yes dele -N 4
	peer_ok
}

@test "a refusal does not stop the others" {
	{ box; answer 'DELE 1' '-ERR \x1b[2J no\r\n'; answer 'DELE 3' '+OK\r\n'
		leave; } | peer
	expect_error 1 'pop.example: message 1: not deleted: \x1B[2J no' dele u:a
	peer_ok
	{ box; answer 'DELE 2' '-ERR [SYS/TEMP] later\r\n'; leave; } | peer
	expect_error 75 later dele u:b
	peer_ok
	{ box; answer 'DELE 2' '-ERR\r\n'; leave; } | peer
	expect_error 1 'message 2' dele u:b
	{ log_in; answer LIST '-ERR no\r\n'; } | peer
	expect_error 69 'LIST: no' dele all
	{ log_in; answer LIST '+OK\r\n.\r\n'; answer UIDL '-ERR\r\n'; } | peer
	expect_error 69 UIDL dele u:a
}

@test "deleted is what QUIT confirms" {
	{ box; answer 'DELE 2' '+OK\r\n'; answer QUIT '-ERR some are left\r\n'; } |
		peer
	expect_error 75 'maybe not all was deleted: pop.example: QUIT: some' \
		dele u:b
	{ box; answer 'DELE 2' '+OK\r\n'; answer QUIT '-ERR [SYS/PERM] no\r\n'; } |
		peer
	expect_error 69 'maybe not all was deleted' dele u:b
	{ box; answer 'DELE 2' '+OK\r\n'; echo 'C: QUIT'; } | peer
	expect_error 75 'maybe not all was deleted' dele u:b
	{ box; echo 'C: DELE 2'; } | peer
	expect_error 75 'nothing was deleted' dele u:b
	for status in '+OKAY' '+ok' '-err' ''; do
		{ box; answer 'DELE 2' "$status\r\n"; echo eof; } | peer
		expect_error 76 'nothing was deleted: DELE 2' dele u:b
		peer_ok
		{ box; answer 'DELE 2' '+OK\r\n'; answer QUIT "$status\r\n"; } |
			peer
		expect_error 76 'maybe not all was deleted' dele u:b
	done
}

@test "lists that lie: what only one of them has is not deleted" {
	{ log_in; answer LIST '+OK\r\n1 1\r\n2 2\r\n.\r\n'
		answer UIDL '+OK\r\n1 a\r\n1 b\r\n3 c\r\n2 \r\n.\r\n'; leave; } |
		peer
	expect_status 1 dele u:b u:c 2>err
	printf 'pop3dele: u:%s: no such message\n' b c | cmp - err
	peer_ok
}

# Each row of a hostile listing: no hang, no DELE.
@test "hostile listings: no DELE" {
	for row in 'x a' '0 a' '-1 a' '18446744073709551616 a' ''; do
		{ log_in; answer LIST '+OK\r\n1 1\r\n.\r\n'
			answer UIDL "+OK\r\n$row\r\n.\r\n"; echo eof; } | peer
		expect_error 76 UIDL dele u:a
		peer_ok
	done
	{ log_in; answer LIST '+OK\r\n1 1\r\n'; } | peer
	expect_error 75 LIST dele all
}

# Without QUIT nothing is deleted, and 0 is for a confirmed one.
check_cut() {
	[ "$status" -ne 0 ] || [ "$1" -ge "$confirmed" ] || fail "cut $1: 0"
	[ "$status" -eq 0 ] || [ "$status" -eq 75 ] || fail "cut $1: $status"
	[ "$status" -eq 0 ] || [ "$(wc -l <err)" -eq 1 ] || fail "cut $1"
	if grep -q '^C: QUIT' "$PEER_LOG"; then
		[ "$status" -eq 0 ] || grep -q 'maybe not all' err
	else
		! grep -q maybe err || false
	fi
}

@test "cut at each byte" {
	{ box; answer 'DELE 2' '+OK\r\n'; leave; } >session
	confirmed=$(sed -nE 's/^[Ss]: //p' session | sed 's/\\r\\n$/xx/
		s/\\r\\n/xx/g' | tr -d '\n' | wc -c)
	confirmed=$((confirmed + 0))
	each_cut dele u:b
}

@test "PIPELINING that is a lie: all is asked again, one by one" {
	{
		greet USER UIDL PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'S: +OK' \
			'S: +OK' 's: +OK\r\n1 10\r\n2 20\r\n.\r\n' 'C: DELE 1' \
			'C: DELE 2' 'S: +OK' close
	} >lie
	{
		greet USER UIDL PIPELINING
		answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'
		answer LIST '+OK\r\n1 10\r\n2 20\r\n.\r\n'
		answer 'DELE 1' '+OK\r\n'
		answer 'DELE 2' '+OK\r\n'
		leave
	} >honest
	peers lie honest
	pipelining=yes dele all
	peer_ok
	# Behind QUIT nothing is done again.
	sed -e 's/^close/S: +OK/' -e '$a C: QUIT' -e '$a close' lie >late
	peers late honest
	pipelining=yes expect_error 75 'maybe not all' dele all
	[ "$(cat peers.left)" = honest ]
}

@test "1,600 messages in windows" {
	{
		greet USER PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'S: +OK' 'S: +OK'
		echo 'S: +OK'
		for ((n = 1; n <= 1600; n++)); do echo "S: $n 10"; done
		echo 'S: .'
		for ((n = 1; n <= 512; n++)); do echo "C: DELE $n"; done
		for ((n = 1; n <= 1600; n++)); do
			echo 'S: +OK'
			((n % 256 == 0)) || continue
			for ((i = n + 257; i <= n + 512 && i <= 1600; i++)); do
				echo "C: DELE $i"
			done
		done
		leave
	} | peer
	pipelining=yes dele all
	peer_ok
}

@test "the examples of the page" {
	all='+OK\r\n1 1204\r\n2 88120\r\n.\r\n'
	uidl='+OK\r\n1 0000000163a1f3c2\r\n2 0000000263a1f3c2\r\n.\r\n'
	{ log_in; answer LIST "$all"; answer UIDL "$uidl"; } >session
	{ cat session; answer 'DELE 1' '+OK\r\n'; leave; } >1
	{ cat session; leave; } >2
	{ cat session; answer 'DELE 2' '+OK\r\n'; leave; } >3
	{ log_in; answer LIST '+OK\r\n.\r\n'; answer UIDL '+OK\r\n.\r\n'
		leave; } >4
	peers 1 2 3 4
	mkdir -p .config/mailpipe
	printf '%s\n' '[home]' 'pop3 = pop3+plain://u@pop.example' \
		"tunnel = $tunnel" 'pipelining = no' >.config/mailpipe/accounts
	# pop3list and pop3dele dial at once: the list first.
	sed 's/| pop3dele -$/>rows; pop3dele - <rows/' "$root/man/pop3dele.1" >page
	man_examples page
}

# real SCHEME USER PROGRAM ARGUMENT...: at Dovecot.
real() {
	local scheme=$1 user=$2 program=$3 port=$POP3_PORT
	shift 3
	[ "$scheme" != pop3s ] || port=$POP3S_PORT
	"$program" -A "$scheme://$user@localhost:$port" \
		-o tls_ca="$SERVERS_CA" "$@"
}

@test "Dovecot: exactly these, in each kind of session" {
	need_servers
	for scheme in pop3 pop3+starttls pop3s; do
		user=pdele_$scheme
		user=${user//+/_}
		for n in 1 2 3 4 5; do printf 'Subject: %s\n\nbody\n' $n >m$n; done
		for n in 1 2 3 4 5; do give_mail "$user" m$n; done
		real $scheme "$user" pop3list >rows
		real $scheme "$user" pop3dele u:"$(sed -n '2s/.*\t//p' rows)"
		real $scheme "$user" pop3retr all >left
		[ "$(grep -c ^Subject left)" -eq 4 ]
		sed -n '4,5p' rows | real $scheme "$user" pop3dele -o pipelining=no -
		expect_error 1 "u:$(sed -n '2s/.*\t//p' rows): no such message" \
			real $scheme "$user" pop3dele - < <(sed -n 1,2p rows)
		real $scheme "$user" pop3list | cut -f 3 |
			cmp - <(sed -n '3s/.*\t//p' rows)
		real $scheme "$user" pop3dele -N 1
		real $scheme "$user" pop3list | cmp - /dev/null
		expect_error 1 'message 1' real $scheme "$user" pop3dele -N 1
	done
}

@test "Dovecot: a thousand at once" {
	need_servers
	box=$SERVERS/mail/pdele2/Maildir
	mkdir -p "$box"/{tmp,new,cur}
	for ((n = 1; n <= 1000; n++)); do
		printf 'Subject: %d\n\nbody\n' $n >"$box/new/1700000000.$n.test"
	done
	chown -R mail:mail "$SERVERS/mail/pdele2"
	real pop3s pdele2 pop3list >rows
	sed 1~2d rows | real pop3s pdele2 pop3dele -
	real pop3s pdele2 pop3list | cut -f 3 >left
	sed -n '1~2s/.*\t//p' rows | cmp - left
	real pop3s pdele2 pop3dele all
	[ "$(real pop3s pdele2 pop3list -t)" = $'0\t0' ]
}
