# SPDX-License-Identifier: ISC
load lib
load pop3
load servers

list() {
	at_peer pop3list "$@"
}

@test "with PIPELINING: the login and the listing in one flight" {
	{
		greet USER UIDL PIPELINING 'SASL PLAIN'
		cat <<-'END'
		C: USER u
		C: PASS secret
		C: LIST
		C: UIDL
		S: +OK
		S: +OK welcome
		s: +OK 2 messages\r\n1 120\r\n2 200\r\n.\r\n
		s: +OK\r\n1 whqtswO00WBw418f9t5JxYwZ\r\n2 QhdPYR:00WBw1Ph7x7\r\n.\r\n
		C: QUIT
		S: +OK bye
		END
	} | peer
	list >out
	printf '%s\t%s\t%s\n' 1 120 whqtswO00WBw418f9t5JxYwZ \
		2 200 QhdPYR:00WBw1Ph7x7 | cmp - out
	peer_ok
}

@test "without it, and with pipelining = no: each command waits its turn" {
	idle=1
	for capabilities in 'USER UIDL' 'USER UIDL PIPELINING'; do
		{
			# shellcheck disable=SC2086
			greet $capabilities
			answer 'USER u' '+OK\r\n'
			answer 'PASS secret' '+OK\r\n'
			answer LIST '+OK\r\n1 120\r\n.\r\n'
			answer UIDL '+OK\r\n1 a\r\n.\r\n'
			leave
		} | peer
		list -o pipelining=no >out
		printf '1\t120\ta\n' | cmp - out
		peer_ok
	done
}

@test "a server of RFC 1939, without CAPA and UIDL" {
	{
		printf '%s\n' 'S: +OK' 'C: CAPA' 'S: -ERR what?'
		answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'
		answer LIST '+OK\r\n1 120\r\n.\r\n'
		answer UIDL '-ERR what?\r\n'
		leave
	} >session
	peer <session
	list >out
	printf '1\t120\t\n' | cmp - out
	peer_ok
	sed '/QUIT/,$d' session | peer
	expect_error 69 'pop.example: the server has no UIDL' list u:a
}

@test "totals, header lines, what is offered" {
	{ log_in; answer STAT '+OK 2 320 and more\r\n'; leave; } >session
	peer <session
	[ "$(list -t)" = $'2\t320' ]
	peer <session
	[ "$(list -tH)" = $'messages\toctets\n2\t320' ]
	{ log_in; answer STAT '+OK 2 -1\r\n'; leave; } | peer
	[ "$(list -t)" = $'2\t' ]
	{ log_in; answer STAT '+OK many\r\n'; } | peer
	expect_error 76 'STAT' list -t
	{ log_in; answer STAT '-ERR no\r\n'; } | peer
	expect_error 69 'pop3list: pop.example: STAT: no' list -t
	listing '+OK\r\n1 9\r\n.\r\n' '+OK\r\n1 a\r\n.\r\n'
	[ "$(list -H)" = $'number\toctets\tuidl\n1\t9\ta' ]
	{
		greet USER
		answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'
		answer CAPA '+OK\r\nTOP\r\nSASL PLAIN LOGIN\r\n\x1b[2J\r\n.\r\n'
		leave
	} | peer
	list -SH >out
	printf '%s\t%s\n' capability parameters TOP '' SASL 'PLAIN LOGIN' \
		'\x1B[2J' '' | cmp - out
}

@test "what is offered is told without a login" {
	{ greet TOP; answer CAPA '+OK\r\nTOP\r\n.\r\n'; leave; } | peer
	pop3list -S -A pop3+plain://pop.example -o "tunnel=$tunnel" >out
	printf 'TOP\t\n' | cmp - out
	peer_ok
	expect_error 78 'no user' pop3list -A pop3+plain://pop.example \
		-o "tunnel=$tunnel"
}

@test "what is offered without end is not listed without end" {
	{ greet TOP; echo 'C: CAPA'; echo 'S: +OK'; echo 'flood: X'; } | peer
	expect_error 76 'CAPA: more than' pop3list -S \
		-A pop3+plain://pop.example -o "tunnel=$tunnel" >out
}

# headers: a box of two, and what TOP says of them.
headers() {
	log_in | sed 's/UIDL/UIDL\\r\\nTOP/'
	answer LIST '+OK\r\n1 10\r\n2 20\r\n.\r\n'
	answer UIDL '+OK\r\n1 a\r\n2 b\xe9\r\n.\r\n'
	answer 'TOP 1 0' "+OK\\r\\n$1.\\r\\n"
	answer 'TOP 2 0' "+OK\\r\\n$2.\\r\\n"
	leave
}

@test "header fields as columns, decoded, and as JSON" {
	need jq
	from='From: =?utf-8?q?J=C3=B6rg?= <j@b.example>\r\n'
	headers "${from}X: 1\r\nSubject: a\r\n\tb\x1b\r\nx: 2\r\n\r\n" \
		'Subject: \xe9\r\n' >session
	peer <session
	list -o pipelining=no -H -f from,Subject,x >out
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' number octets uidl from subject x \
		1 10 a 'Jörg <j@b.example>' 'a\tb\x1B' '1\n2' \
		2 20 'b\xE9' '' $'\357\277\275' '' |
		cmp - out
	peer_ok
	peer <session
	list -o pipelining=no -Hj -f from,Subject,x >out
	jq -c 'keys_unsorted' out | cmp - <(printf '%s\n' \
		'["number","octets","uidl","from","subject","x"]' \
		'["number","octets","uidl","subject"]')
	[ "$(jq -r 'select(.number == 1) | .from' out)" = 'Jörg <j@b.example>' ]
	peer <session
	MAILPIPE_CHARSET=koi8-r list -o pipelining=no -f Subject >out
	[ "$(sed -n 2p out | cut -f 4)" = И ]
	listing '+OK\r\n1 x\r\n18446744073709551615 5\r\n.\r\n' \
		'+OK\r\n1 a"\\\\\r\n18446744073709551615 b\r\n.\r\n'
	list -j >out
	printf '%s\n' '{"number":1,"uidl":"a\"\\\\"}' '{"octets":5,"uidl":"b"}' |
		cmp - out
	{ log_in; answer STAT '+OK 2 320\r\n'; leave; } | peer
	[ "$(list -jt)" = '{"messages":2,"octets":320}' ]
	{ log_in; answer CAPA '+OK\r\nTOP\r\nSASL PLAIN\r\n.\r\n'; leave; } |
		peer
	list -jS | cmp - <(printf '%s\n' '{"capability":"TOP"}' \
		'{"capability":"SASL","parameters":"PLAIN"}')
}

@test "headers: in one flight, of those that are asked for" {
	{
		greet USER UIDL TOP PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'C: UIDL' \
			'S: +OK' 'S: +OK' \
			's: +OK\r\n1 1\r\n2 2\r\n3 3\r\n.\r\n' \
			's: +OK\r\n1 a\r\n2 b\r\n3 c\r\n.\r\n' 'C: TOP 1 0' 'C: TOP 3 0' \
			's: +OK\r\nSubject: x\r\n\r\n.\r\n' 's: -ERR gone\r\n'
		leave
	} | peer
	expect_error 1 'pop.example: message 3: no header: gone' \
		list -f subject 1 u:c >out
	printf '1\t1\ta\tx\n3\t3\tc\t\n' | cmp - out
	peer_ok
}

@test "headers: one without end" {
	{ log_in | sed 's/UIDL/UIDL\\r\\nTOP/'; answer LIST '+OK\r\n1 10\r\n.\r\n'
		answer UIDL '+OK\r\n1 a\r\n.\r\n'
		printf '%s\n' 'C: TOP 1 0' 'S: +OK' 'flood: X: y'; } | peer
	expect_error 76 'TOP 1: more than' list -o pipelining=no -f x
}

@test "headers: what is no name, and a server without TOP" {
	for names in '' , a, ,a 'a b' a:b $'a\nb' 'a*'; do
		expect_error 64 'is no name' pop3list -f "$names" \
			-A pop3+plain://u@pop.example
	done
	expect_error 64 '-S and -t' pop3list -tf from
	expect_error 64 '-S and -t' pop3list -Sk
	{ greet USER UIDL; answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'
		answer CAPA '+OK\r\nUIDL\r\n.\r\n'; } | peer
	expect_error 69 'pop.example: the server has no TOP' list -f from
	{ headers 'A: b\r\n' 'A: ' | sed '/TOP 2/,$d'; echo 'C: TOP 2 0'
		echo 'S: +OK'; echo close; } | peer
	expect_error 75 'TOP 2: ' list -o pipelining=no -f a
}

@test "-k marks as taken, without a fetch; new and the column taken" {
	export XDG_STATE_HOME=$PWD/state
	two='+OK\r\n1 1\r\n2 2\r\n3 3\r\n.\r\n'
	uidl='+OK\r\n1 a\r\n2 b\r\n3 c\r\n.\r\n'
	listing "$two" "$uidl"
	list -k u:b 3 >out
	printf '2\t2\tb\n3\t3\tc\n' | cmp - out
	! grep -qE '^C: (RETR|TOP|DELE)' "$PEER_LOG" || false
	listing "$two" "$uidl"
	list -H -f taken >out
	printf '%s\t%s\t%s\t%s\n' number octets uidl taken 1 1 a '' 2 2 b yes \
		3 3 c yes | cmp - out
	listing "$two" "$uidl"
	[ "$(list new)" = $'1\t1\ta' ]
	listing "$two" "$uidl"
	[ "$(list -j -f taken 2)" = '{"number":2,"octets":2,"uidl":"b","taken":true}' ]
	# Not what could not be printed.
	{ log_in; answer LIST "$two"; answer UIDL "$uidl"; echo eof; } | peer
	expect_error 74 stdout list -k >/dev/full
	listing "$two" "$uidl"
	list -k >out
	listing "$two" "$uidl"
	list new | cmp - /dev/null
	{ log_in; answer LIST '+OK\r\n1 1\r\n.\r\n'; answer UIDL '-ERR\r\n'; } | peer
	expect_error 69 UIDL list -k
}

@test "an empty mailbox" {
	listing '+OK\r\n.\r\n' '+OK\r\n.\r\n'
	list >out
	[ ! -s out ]
	listing '+OK\r\n.\r\n' '+OK\r\n.\r\n'
	expect_error 1 '1: no such message' list all last:3 1
}

@test "selectors" {
	all='+OK\r\n1 10\r\n2 20\r\n3 30\r\n5 50\r\n.\r\n'
	uidl='+OK\r\n1 a\r\n2 b\r\n3 a\r\n5 d\\e\r\n.\r\n'
	while read -r want selectors; do
		listing "$all" "$uidl"
		# shellcheck disable=SC2086
		[ "$(list $selectors | cut -f 1 | tr '\n' ,)" = "$want" ] ||
			fail "$selectors: not $want"
	done <<-'END'
	2, 2
	1,3, u:a
	2,3,5, 2-9
	3,5, last:2
	1,2,3,5, last:9
	5, u:d\\e
	1,2,3,5, 3 all u:b
	END
	listing "$all" "$uidl"
	expect_error 1 '4: no such message' list 4 2
	listing "$all" "$uidl"
	expect_error 1 '6-9: no such message' list 6-9
	listing "$all" "$uidl"
	expect_error 1 'u:c: no such message' list u:c
	listing "$all" "$uidl"
	list -H u:b 5 >rows
	listing "$all" "$uidl"
	list - <rows | tail -n 1 >out
	printf '5\t50\td\\\\e\n' | cmp - out
}

@test "selectors that are none, and options that do not go together" {
	for bad in 0 -1 2- 9-2 x last: last:0 u: 99999999999999999999; do
		expect_error 64 '' pop3list -- "$bad"
	done
	expect_error 64 '' pop3list -tS
	expect_error 64 '' pop3list -t 1
	expect_error 65 UIDL pop3list - <<<'1	2'
}

@test "LIST that lies: sizes that are none, an order that is none" {
	last=18446744073709551615
	sizes='3 99999999999999999999\r\n1 -1\r\n1 7\r\n2 0x10 y\r\n4\r\n'
	listing "+OK\r\n$sizes$last 5 x\r\n.\r\n" \
		"+OK\r\n1 a\r\n2 b\r\n3 c\r\n4 d\r\n$last e\r\n.\r\n"
	list >out
	sed 's/^1	[0-9]*	/1	?	/' out >got
	printf '%s\t%s\t%s\n' 1 '?' a 2 '' b 3 '' c 4 '' d \
		$last 5 e | cmp - got
	for row in 'x 1' '0 1' '-1 1' '1x 1' '18446744073709551616 1' ''; do
		refuse_rows "+OK\r\n$row\r\n.\r\n"
		expect_error 76 'LIST: a line of the listing' list
	done
}

@test "UIDLs in the wild" {
	long=$(printf '%0200d' 7)
	wild='3 \xe9\x1b]0;x\x07\r\n4 same\r\n5 same\r\n.\r\n'
	listing '+OK\r\n1 1\r\n2 2\r\n3 3\r\n4 4\r\n5 5\r\n.\r\n' \
		"+OK\r\n1    many  blanks \r\n2 $long\r\n$wild"
	list >out
	printf '%s\t%s\t%s\n' 1 1 'many  blanks' 2 2 "$long" \
		3 3 '\xE9\x1B]0;x\x07' 4 4 same 5 5 same | cmp - out
	listing '+OK\r\n1 1\r\n.\r\n' '+OK\r\n1 \xe9\x1b]0;x\x07\r\n.\r\n'
	list - < <(sed -n 3p out) | cmp - <(printf '1\t1\t\\xE9\\x1B]0;x\\x07\n')
}

@test "LIST and UIDL that differ: what is in both is listed, and 1" {
	listing '+OK\r\n1 1\r\n2 2\r\n3 3\r\n4 4\r\n.\r\n' \
		'+OK\r\n1 a\r\n3 c\r\n3 d\r\n4 \r\n9 z\r\n.\r\n'
	expect_error 1 '2 and 3 messages' list >out
	printf '1\t1\ta\n3\t3\tc\n' | cmp - out
}

@test "stuffed lines in a listing, and one beyond all limits" {
	refuse_rows '+OK\r\n1 1\r\n..2 3\r\n.\r\n'
	expect_error 76 'LIST' list
	head -c 20000 /dev/zero | tr '\0' x >long
	{ log_in; answer LIST '+OK\r\n'; echo "send $PWD/long"; } | peer
	expect_error 76 'LIST' list
	refuse_rows '+OK\r\n1 1\n2 2\r\n.\r\n'
	expect_error 76 'bare LF' list
}

@test "a status is +OK or -ERR, and nothing like it" {
	for status in '+OKAY not really' '+ok' '-err' 'OK' '' '+OK\0' '-ERROR' \
		'* OK' '+ OK'; do
		printf 's: %s\\r\\n\n' "$status" | peer
		expect_error 76 '' list
		{ log_in; answer LIST "$status\r\n"; } | peer
		expect_error 76 'LIST' list
		{ greet USER; answer 'USER u' "$status\r\n"; } | peer
		expect_error 76 'USER' list
	done
}

@test "two replies to one command: 76" {
	{ greet USER; answer 'USER u' '+OK\r\n+OK\r\n'; echo eof; } | peer
	expect_error 76 'more than it was asked' list
	peer_ok
	{ log_in | sed '$s/$/+OK\\r\\n/'; echo eof; } | peer
	expect_error 76 'more than it was asked' list
	peer_ok
	{ log_in; answer LIST '+OK\r\n.\r\n.\r\n'; echo eof; } | peer
	expect_error 76 'more than it was asked' list
	peer_ok
	{ printf 's: +OK\\r\\n+OK\\r\\n\n'; echo eof; } | peer
	expect_error 76 'more than it was asked' list
	peer_ok
}

@test "-ERR to each command: its exit status" {
	printf 'S: %s\n' '-ERR [SYS/TEMP] busy' | peer
	expect_error 75 'pop.example: the server is not ready: [SYS/TEMP]' list
	printf 'S: %s\n' '-ERR [SYS/PERM] gone' | peer
	expect_error 69 gone list
	{ log_in; answer LIST '-ERR no\r\n'; } | peer
	expect_error 69 'pop3list: pop.example: LIST: no' list
	{ log_in; answer LIST '-ERR [SYS/TEMP] no\r\n'; } | peer
	expect_error 75 'LIST: [SYS/TEMP] no' list
	{ log_in; answer LIST '+OK\r\n1 1\r\n.\r\n'
		answer UIDL '-ERR broken\r\n'; } | peer
	expect_error 69 'pop3list: pop.example: UIDL: broken' list
	{
		log_in
		answer LIST '+OK\r\n.\r\n'
		answer UIDL '+OK\r\n.\r\n'
		answer QUIT '-ERR so what\r\n'
	} | peer
	list
}

@test "a login that is refused" {
	{ greet USER; answer 'USER u' '-ERR who?\r\n'; } | peer
	expect_error 77 'pop.example: login refused: who?' list
	while read -r want code; do
		{
			greet USER
			answer 'USER u' '+OK\r\n'
			answer 'PASS secret' "-ERR $code\r\n"
			echo eof
		} | peer
		expect_error "$want" 'login refused' list
		peer_ok
	done <<-'END'
	77 [AUTH] no
	77
	77 wrong [IN-USE]
	75 [IN-USE] locked
	75 [in-use] locked
	75 [LOGIN-DELAY] slowly
	75 [SYS/TEMP] later
	69 [SYS/PERM] never
	END
}

@test "one flight, and its login is refused: said once, 77, not tried again" {
	{
		greet USER UIDL PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'C: UIDL' \
			'S: +OK' 'S: -ERR wrong' 'S: -ERR first log in' \
			'S: -ERR first log in'
	} | peer
	expect_error 77 'login refused: wrong' list
	sed -i 's/-ERR wrong/-ERR [LOGIN-DELAY] too soon/' peer.script
	rm peer.log
	expect_error 75 'too soon' list
	[ "$(grep -c '^C: PASS' peer.log)" -eq 1 ]
}

@test "SASL PLAIN, with the first response and without" {
	plain=AHUAc2VjcmV0
	for exchange in first asked; do
		{
			greet 'SASL PLAIN' AUTH-RESP-CODE UIDL
			echo "C: AUTH PLAIN $plain"
			[ "$exchange" = first ] ||
				printf '%s\n' 'S: +' "C: $plain"
			echo 'S: +OK'
			answer LIST '+OK\r\n.\r\n'
			answer UIDL '+OK\r\n.\r\n'
			leave
		} | peer
		list -v 2>trace
		peer_ok
		if secret_in trace; then fail "$(cat trace)"; fi
	done
}

@test "SASL: refused, and senseless" {
	{ greet 'SASL PLAIN' AUTH-RESP-CODE USER
		answer 'AUTH PLAIN AHUAc2VjcmV0' '-ERR [AUTH] no\r\n'
		echo eof; } | peer
	expect_error 77 'login refused: [AUTH] no' list
	peer_ok
	{ greet 'SASL PLAIN' AUTH-RESP-CODE
		answer 'AUTH PLAIN AHUAc2VjcmV0' '+ eHl6\r\n'
		answer '*' '-ERR\r\n'; } | peer
	expect_error 76 '' list
	peer_ok
	{ greet 'SASL GSSAPI'; echo eof; } | peer
	expect_error 69 'pop.example' list
	peer_ok
}

@test "a mechanism that is refused gives way to the next" {
	{
		greet 'SASL LOGIN' USER UIDL
		answer 'AUTH LOGIN' '-ERR not now\r\n'
		answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'
		answer LIST '+OK\r\n.\r\n'
		answer UIDL '+OK\r\n.\r\n'
		leave
	} | peer
	list
	peer_ok
}

@test "auth = login and user, announced or not" {
	{
		greet
		printf '%s\n' 'C: AUTH LOGIN' 'S: + VXNlcm5hbWU6' 'C: dQ==' \
			'S: + UGFzc3dvcmQ6' 'C: c2VjcmV0' 'S: +OK'
		answer STAT '+OK 0 0\r\n'
		leave
	} | peer
	list -t -o auth=login
	peer_ok
	{
		greet 'SASL PLAIN'
		answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'
		answer STAT '+OK 0 0\r\n'
		leave
	} | peer
	list -t -o auth=user
	peer_ok
}

@test "a password over 255 bytes goes in two steps" {
	password=$(printf '%0300d' 0)
	response=$(printf '\0u\0%s' "$password" | b64 -w 0)
	{
		greet 'SASL PLAIN'
		answer 'AUTH PLAIN' '+ \r\n'
		answer "$response" '+OK\r\n'
		answer STAT '+OK 0 0\r\n'
		leave
	} | peer
	MAILPIPE_PASSWORD=$password list -t
	peer_ok
}

@test "the password is in no trace and no error" {
	listing '+OK\r\n.\r\n' '+OK\r\n.\r\n'
	list -v 2>trace
	grep -qx 'C: PASS \*' trace
	if secret_in trace; then fail "$(cat trace)"; fi
	{ greet USER; answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '-ERR no\r\n'; } | peer
	expect_error 77 '' list
	if secret_in err; then fail "$(cat err)"; fi
}

@test "no STLS offered, or refused: 69, and no further word" {
	{ greet USER; echo eof; } | peer
	expect_error 69 'STLS' pop3list -A pop3://u@pop.example \
		-o "tunnel=$tunnel" -o tls_cmd=/bin/true
	peer_ok
	{ greet STLS; answer STLS '-ERR no\r\n'; echo eof; } | peer
	expect_error 69 'pop3list: pop.example: STLS: no' \
		pop3list -A pop3://u@pop.example \
		-o "tunnel=$tunnel" -o tls_cmd=/bin/true
	peer_ok
	printf '%s\n' 'S: +OK' 'C: CAPA' 'S: -ERR' 'C: STLS' 'S: -ERR' eof | peer
	expect_error 69 'STLS' pop3list -A pop3://u@pop.example \
		-o "tunnel=$tunnel" -o tls_cmd=/bin/true
	peer_ok
	{ greet USER; echo eof; } | peer
	expect_error 69 'STLS' pop3list -A pop3+starttls://u@localhost \
		-o "tunnel=$tunnel" -o tls_cmd=/bin/true
	peer_ok
}

@test "bytes behind the reply to STLS: 76, and no TLS" {
	for more in '+OK injected\r\n' x '\x16\x03\x03'; do
		{ greet STLS; answer STLS "+OK\r\n$more"; echo eof; } | peer
		expect_error 76 '' pop3list -A pop3://u@pop.example \
			-o "tunnel=$tunnel" -o tls_cmd=/bin/true
		peer_ok
	done
}

@test "one byte at a time" {
	{
		echo slow
		log_in
		answer LIST '+OK\r\n1 10\r\n2 20\r\n.\r\n'
		answer UIDL '+OK\r\n1 a\r\n2 b\r\n.\r\n'
		leave
	} | peer
	list >out
	printf '1\t10\ta\n2\t20\tb\n' | cmp - out
	peer_ok
}

# Before QUIT nothing may be missing.
check_cut() {
	if cmp -s whole out && [ "$status" -eq 0 ]; then
		grep -q '^C: QUIT' "$PEER_LOG" || fail "cut $1: 0"
	else
		[ "$status" -eq 75 ] || fail "cut $1: status $status"
		[ "$(wc -l <err)" -eq 1 ] || fail "cut $1: $(cat err)"
	fi
}

@test "cut at each byte" {
	{
		log_in
		answer LIST '+OK\r\n1 10\r\n2 20\r\n.\r\n'
		answer UIDL '+OK\r\n1 a\r\n2 b\r\n.\r\n'
		leave
	} >session
	each_cut list
}

@test "PIPELINING that is a lie: all is asked again, one by one" {
	{
		greet USER UIDL PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'C: UIDL' \
			'S: +OK' 'S: +OK' close
	} >lost
	{
		greet USER UIDL PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'C: UIDL' \
			'S: +OK' 'S: +OK' 'S: 1 120' close
	} >muddled
	{
		greet USER UIDL PIPELINING
		answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'
		answer LIST '+OK\r\n1 120\r\n.\r\n'
		answer UIDL '+OK\r\n1 a\r\n.\r\n'
		leave
	} >honest
	echo 'S: +OKAY' >broken
	for lie in lost muddled; do
		peers "$lie" honest
		list -H >out
		printf 'number\toctets\tuidl\n1\t120\ta\n' | cmp - out
		peer_ok
		peers "$lie" broken honest
		expect_error 76 greeting list
		grep -q '(and with PIPELINING: LIST: .*)$' err || fail "$(cat err)"
		[ "$(cat peers.left)" = honest ]
	done
}

# honest: a server that answers one by one.
honest() {
	answer 'USER u' '+OK\r\n'
	answer 'PASS secret' '+OK\r\n'
	answer LIST '+OK\r\n1 120\r\n.\r\n'
	answer UIDL '+OK\r\n1 a\r\n.\r\n'
	leave
}

# It gets ten seconds here, and not fifty.
@test "PIPELINING that is a lie, by silence: a fifth of the timeout" {
	{
		greet USER UIDL PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'C: UIDL' \
			'S: +OK' 'S: +OK' silent
	} >lie
	{ greet USER UIDL PIPELINING; honest; } >honest
	peers lie honest
	timeout 45 "$root/bin/pop3list" -A pop3+plain://u@pop.example \
		-o "tunnel=$tunnel" -o timeout=50 >out
	printf '1\t120\ta\n' | cmp - out
	peer_ok
}

@test "Courier loses what goes behind PASS: it goes when PASS is answered" {
	{
		greet USER UIDL PIPELINING 'IMPLEMENTATION Courier Mail Server'
		printf '%s\n' 'C: USER u' 'C: PASS secret' idle 'S: +OK' 'S: +OK' \
			'C: LIST' 'C: UIDL' 's: +OK\r\n1 120\r\n.\r\n' \
			's: +OK\r\n1 a\r\n.\r\n'
		leave
	} | peer
	list >out
	printf '1\t120\ta\n' | cmp - out
	peer_ok
}

@test "the second try asks nobody for the password again" {
	unset MAILPIPE_PASSWORD
	{
		greet USER UIDL PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'C: UIDL' \
			'S: +OK' 'S: +OK' close
	} >lie
	{ greet USER UIDL PIPELINING; honest; } >honest
	peers lie honest
	rm -f asked
	list -o "pass_cmd=echo >>$PWD/asked; echo secret" >out
	printf '1\t120\ta\n' | cmp - out
	[ "$(wc -l <asked)" -eq 1 ]
	peer_ok
}

@test "a server that hangs up at CAPA is called again, and not asked" {
	printf '%s\n' 'S: +OK' 'C: CAPA' close >hates
	{ echo 'S: +OK'; honest; } >honest
	peers hates honest
	list >out
	printf '1\t120\ta\n' | cmp - out
	peer_ok
	# Not for ever, and not when it has begun to answer.
	printf '%s\n' 'S: +OK' 'C: USER u' close >gone
	peers hates gone honest
	expect_error 75 'USER: ' list
	[ "$(cat peers.left)" = honest ]
	printf '%s\n' 'S: +OK' 'C: CAPA' 'S: +OK' close >begun
	peers begun honest
	expect_error 75 'connection lost' list
	[ "$(cat peers.left)" = honest ]
	# Without CAPA there is no way around TLS.
	printf '%s\n' 'S: +OK' 'C: STLS' 'S: -ERR' eof >no_tls
	peers hates no_tls
	expect_error 69 STLS pop3list -A pop3://u@pop.example \
		-o "tunnel=$tunnel" -o tls_cmd=/bin/true
	peer_ok
}

@test "stdout that takes nothing: 74" {
	listing '+OK\r\n1 1\r\n.\r\n' '+OK\r\n1 a\r\n.\r\n'
	expect_error 74 stdout list >/dev/full
	listing '+OK\r\n1 1\r\n.\r\n' '+OK\r\n1 a\r\n.\r\n'
	expect_error 74 stdout list >&-
}

@test "a million messages, and one more: 76" {
	need_plain_build
	awk 'BEGIN { for (i = 1; i <= 1000001; i++) printf "%d 1\r\n", i
		printf ".\r\n" }' >sizes
	{ log_in; printf '%s\n' 'C: LIST' 'S: +OK' "send $PWD/sizes" eof; } | peer
	expect_error 76 'LIST: the server lists more than 1000000 messages' list
	sed -i 1000001d sizes
	{
		log_in
		printf '%s\n' 'C: LIST' 'S: +OK' "send $PWD/sizes"
		answer UIDL '+OK\r\n1000000 z\r\n.\r\n'
		leave
	} | peer
	expect_error 1 '999999 and 0 messages' list 1000000 >out
	printf '1000000\t1\tz\n' | cmp - out
}

@test "UIDLs without measure are not kept: 76" {
	need_plain_build
	awk 'BEGIN { for (i = 1; i <= 40000; i++) printf "%d 1\r\n", i
		printf ".\r\n" }' >sizes
	# mawk formats no more than 8 KiB, but prints what is longer.
	awk 'BEGIN { for (u = "u"; length(u) < 16000; u = u u)
			continue
		u = substr(u, 1, 16000)
		for (i = 1; i <= 9000; i++) print i " " u "\r" }' >names
	{
		log_in
		printf '%s\n' 'C: LIST' 'S: +OK' "send $PWD/sizes" 'C: UIDL' \
		    'S: +OK' "send $PWD/names" eof
	} | peer
	expect_error 76 'UIDL: the UIDLs are longer than 134217728 bytes' list -k
}

@test "100,000 messages" {
	need_plain_build
	awk 'BEGIN { for (i = 1; i <= 100000; i++) printf "%d %d\r\n", i, i % 977
		printf ".\r\n" }' >sizes
	awk 'BEGIN { for (i = 1; i <= 100000; i++) printf "%d uid-%d\r\n", i, i
		printf ".\r\n" }' >names
	{
		log_in
		printf '%s\n' 'C: LIST' 'S: +OK' "send $PWD/sizes" \
			'C: UIDL' 'S: +OK' "send $PWD/names"
		leave
	} | peer
	tunnel="ulimit -S -v unlimited; $tunnel"
	(ulimit -S -v 16000; list) >out
	[ "$(wc -l <out)" -eq 100000 ]
	[ "$(tail -n 1 out)" = $'100000\t346\tuid-100000' ]
}

@test "the examples of the page" {
	log_in >1; cp 1 2; cp 1 3
	sed 's/UIDL/UIDL\\r\\nTOP/' 1 >5
	all='+OK\r\n1 1204\r\n2 88120\r\n.\r\n'
	uidl='+OK\r\n1 0000000163a1f3c2\r\n2 0000000263a1f3c2\r\n.\r\n'
	{ answer LIST "$all"; answer UIDL "$uidl"; leave; } | tee -a 1 >>3
	{ answer LIST "$all"; answer UIDL "$uidl"
		answer 'TOP 1 0' '+OK\r\nFrom: ann@example.org\r\nSubject: lunch\r\n\r\n.\r\n'
		answer 'TOP 2 0' '+OK\r\nFrom: bob@example.org\r\nSubject: report\r\n\r\n.\r\n'
		leave; } >>5
	{ answer STAT '+OK 2 89324\r\n'; leave; } >>2
	{ greet; answer CAPA '+OK\r\nUIDL\r\nTOP\r\nSASL PLAIN LOGIN\r\nSTLS\r\n.\r\n'
		leave; } >4
	peers 1 2 3 5 4
	mkdir -p .config/mailpipe
	printf '%s\n' '[home]' 'pop3 = pop3+plain://u@pop.example' \
		"tunnel = $tunnel" 'pipelining = no' >.config/mailpipe/accounts
	sed "s|-A pop3|-o \"tunnel=$tunnel\" &|" "$root/man/pop3list.1" >page
	man_examples page
}

# dovecot SCHEME://USER PROGRAM ARGUMENT...: at the real server.
dovecot() {
	local user=${1#*//} scheme=${1%%:*} program=$2 port=$POP3_PORT
	shift 2
	[ "$scheme" != pop3s ] || port=$POP3S_PORT
	"$program" -A "$scheme://$user@localhost:$port" -o tls_ca="$SERVERS_CA" \
		"$@"
}

@test "Dovecot: in the clear, by STLS and by TLS, with each login" {
	need_servers
	printf 'Subject: a\n\nb\n' >one
	give_mail plist1 one one
	for scheme in pop3 pop3+starttls pop3s; do
		for auth in user plain login; do
			dovecot $scheme://plist1 pop3list -o auth=$auth >out
			[ "$(cut -f 1,2 out)" = $'1\t17\n2\t17' ]
		done
		dovecot $scheme://plist1 pop3list -v 2>trace | cmp - out
		[ "$(dovecot $scheme://plist1 pop3list -t)" = $'2\t34' ]
		dovecot $scheme://plist1 pop3list u:"$(sed -n 2s/.*$'\t'//p out)" |
			cmp - <(tail -n 1 out)
		dovecot $scheme://plist1 pop3list -S | grep -q '^PIPELINING'
		grep -q '^C: AUTH SCRAM-SHA-256 ' trace
		# The login and the listings go at once, QUIT when all is there.
		dovecot $scheme://plist1 pop3list -v -o auth=user 2>trace >out
		tail -n 5 < <(grep '^C' trace) | tr '\n' ' ' >order
		[ "$(cat order)" = 'C: USER plist1 C: PASS * C: LIST C: UIDL C: QUIT ' ]
	done
}

@test "Dovecot: header fields of 300 messages" {
	need_servers
	box=$SERVERS/mail/plist3/Maildir
	mkdir -p "$box"/{tmp,new,cur}
	for ((n = 100; n < 400; n++)); do
		printf 'From: a%d@example.org\nSubject: =?utf-8?q?=C3=A9%d?=\n\n.\n' $n $n \
			>"$box/new/1700000000.$n.test"
	done
	chown -R mail:mail "$SERVERS/mail/plist3"
	for scheme in pop3 pop3s; do
		dovecot $scheme://plist3 pop3list -f from,subject >out
		cut -f 4,5 out | awk '{ print $1, $2 }' | sort | cmp - \
			<(awk 'BEGIN { for (n = 100; n < 400; n++)
				printf "a%d@example.org é%d\n", n, n }' | sort)
	done
}

@test "Dovecot: 10,000 messages" {
	need_servers
	box=$SERVERS/mail/plist4/Maildir
	mkdir -p "$box"/{tmp,new,cur}
	for ((n = 1; n <= 10000; n++)); do
		printf 'A: %d\n\n' $n >"$box/new/1700000000.$n.test"
	done
	chown -R mail:mail "$SERVERS/mail/plist4"
	dovecot pop3s://plist4 pop3list >out
	[ "$(cut -f 3 out | sort -u | wc -l)" -eq 10000 ]
	cut -f 1 out | cmp - <(seq 10000)
	[ "$(dovecot pop3s://plist4 pop3list last:1 | cut -f 1)" = 10000 ]
}

@test "Dovecot: a wrong password, a wrong certificate" {
	need_servers
	MAILPIPE_PASSWORD=wrong expect_error 77 'login refused' \
		dovecot pop3s://plist2 pop3list
	for n in 2 3 4 5; do
		expect_error 77 '' pop3list -o tls_ca="$SERVERS_CA" \
			-A "pop3s://plist2@127.0.0.$n:$POP3S_PORT"
	done
}

@test "Dovecot: users and passwords of odd characters" {
	need_servers
	while IFS=: read -r user password; do
		MAILPIPE_PASSWORD=$password expect_status 0 pop3list \
			-A "pop3s://localhost:$POP3S_PORT" -o user="$user" \
			-o tls_ca="$SERVERS_CA"
	done < <(grep -v '^#' "$root/tests/servers/users")
}

@test "new: what no journal tells of" {
	listing '+OK\r\n1 10\r\n2 20\r\n3 30\r\n.\r\n' \
		'+OK\r\n1 a\r\n2 b\r\n3 a\r\n.\r\n'
	at_peer pop3list -o pipelining=no new | cut -f 3 | tr '\n' ' ' >out
	[ "$(cat out)" = 'a b a ' ]
	peer_ok
	journal=$(echo "$HOME"/.local/state/mailpipe/pop3-u@pop.example*)
	printf 'taken\t1\t1\t10\ta\nmarked\t1\t1\t20\tb\n' >>"$journal"
	listing '+OK\r\n1 10\r\n2 20\r\n3 30\r\n.\r\n' \
		'+OK\r\n1 a\r\n2 b\r\n3 a\r\n.\r\n'
	at_peer pop3list -o pipelining=no new >out
	printf '3\t30\ta\n' | cmp - out
}
