# SPDX-License-Identifier: ISC
load lib
load pop3
load servers

# shell [LINE...]: a session with these lines.
shell() {
	printf '%s\n' "$@" | at_peer pop3sh
}

message='+OK 9 octets\r\nA: b\r\n\r\n..\r\nc\x1b\xe9\r\n.\r\n'

@test "each command, in letters of any case" {
	{
		log_in
		answer STAT '+OK 2 320\r\n'
		answer LIST '+OK 2 messages\r\n1 120\r\n2 200\r\n.\r\n'
		answer 'LIST 2' '+OK 2 200\r\n'
		answer UIDL '+OK\r\n1 a\r\n2 b\r\n.\r\n'
		answer 'UIDL 1' '+OK 1 a\r\n'
		answer 'RETR 1' "$message"
		answer 'TOP 1 0' '+OK\r\nA: b\r\n\r\n.\r\n'
		answer 'TOP 2 7' '+OK\r\n.\r\n'
		answer 'DELE 2' '+OK marked\r\n'
		answer RSET '+OK\r\n'
		answer NOOP '+OK\r\n'
		answer CAPA '+OK\r\nTOP\r\n.\r\n'
		leave
	} | peer
	shell stat LIST 'List 2' '  uidl  ' 'UIDL 1' 'RETR 1' 'top 1' 'Top 2 7' \
		'dele 2' Rset noOp capa '# a comment' '' $'quit\r' dele >out
	peer_ok
	printf '%s\n' '+OK 2 320' '+OK 2 messages' '1 120' '2 200' '+OK 2 200' \
		'+OK' '1 a' '2 b' '+OK 1 a' '+OK 9 octets' 'A: b' '' . \
		'c\x1B\xE9' '+OK' 'A: b' '' '+OK' '+OK marked' '+OK' '+OK' '+OK' \
		TOP '+OK bye' | cmp - out
}

@test "a script in a file, and what is none" {
	{ log_in; answer NOOP '+OK\r\n'; leave; } | peer
	printf 'noop\nquit\n' >file
	at_peer pop3sh file >out
	printf '+OK\n+OK bye\n' | cmp - out
	peer_ok
	expect_error 66 nowhere at_peer pop3sh nowhere
	expect_error 64 'more than one' at_peer pop3sh a b
	expect_error 78 'no user' pop3sh -A pop3+plain://pop.example </dev/null
}

@test "help" {
	{ log_in; leave; } | peer
	shell help ? | head -n 1 | grep -q '^stat '
}

@test "lines that are no commands: 64, and the script ends" {
	for line in hello retr 'retr x' 'retr 0' 'retr 1 2' 'retr -1' 'stat 1' \
	    'dele' 'dele all' 'dele 18446744073709551616' 'top 1 x' 'quit now' \
	    'top 1 2 3' 'retr 1 >' 'retr 1 |' 'list 1 > x' 'dele 1 > x' \
	    'retr 1 >> x' 'retr 1 > a b' 'retr 1 > a; noop' "retr 1 > ''" \
	    'user u' 'noop|x' help\ me; do
		{ log_in; leave; } | peer
		expect_error 64 'line 1: ' shell "$line" 'dele 1' quit
		peer_ok
		[ ! -e x ]
	done
}

@test "a text goes to a file or to a command, every byte of it" {
	printf 'A: b\n\n.\nc\033\351\n' >want
	{ log_in; answer 'RETR 1' "$message"; answer 'RETR 1' "$message"
		answer LIST '+OK\r\n1 9\r\n.\r\n'; answer 'TOP 1 0' "$message"
		leave; } | peer
	shell "retr 1 > 'a file'" 'retr 1|cat >b' 'list>c' 'top 1 > /dev/null' \
		quit >out
	cmp want 'a file'
	cmp want b
	printf '1 9\n' | cmp - c
	[ -c /dev/null ]
	printf '%s\n' '+OK 9 octets' '+OK 9 octets' +OK '+OK 9 octets' \
		'+OK bye' | cmp - out
	[ "$(stat -c %a 'a file')" = 600 ]
	# What is there is replaced.
	{ log_in; answer 'RETR 1' "$message"; leave; } | peer
	shell 'retr 1 > b' quit >out
	cmp want b
}

@test "a file or a command that fails: the script ends, nothing is deleted" {
	{ log_in; answer 'RETR 1' "$message"; leave; } >session
	peer <session
	expect_error 73 'line 1: nowhere/x' shell 'retr 1 > nowhere/x' 'dele 1' quit
	peer <session
	expect_error 1 'line 1: the command ended with 3' \
		shell 'retr 1 | cat >/dev/null; exit 3' 'dele 1' quit
	peer <session
	expect_error 74 'line 1: /dev/full' shell 'retr 1 > /dev/full' 'dele 1'
	peer <session
	expect_error 0 'the command ended' shell '-retr 1 | false' quit
	peer_ok
	# A command need not read all.
	yes 'a long message' | sed 's/$/\r/' | head -c 1000000 >big
	{ log_in; printf '%s\n' 'C: RETR 1' 'S: +OK' "send $PWD/big" 's: \r\n.\r\n'
		leave; } | peer
	shell 'retr 1 | head -n 1 >one' quit >out
	[ "$(cat one)" = 'a long message' ]
	peer_ok
}

@test "-ERR: the script ends with it, unless - stands before" {
	while read -r want code; do
		{ log_in; answer 'RETR 9' "-ERR $code\r\n"; leave; } | peer
		expect_error "$want" 'line 1: pop.example: retr 9: ' \
			shell 'retr 9' 'dele 1' quit >out
		peer_ok
	done <<-'END'
	1 no \x1b[2J such
	1
	75 [SYS/TEMP] later
	69 [SYS/PERM] never
	END
	{ log_in; answer 'DELE 9' '-ERR no\r\n'; answer 'DELE 1' '+OK\r\n'
		leave; } | peer
	expect_error 0 'dele 9: no' shell '-dele 9' 'dele 1' quit >out
	printf '%s\n' '-ERR no' +OK '+OK bye' | cmp - out
	peer_ok
}

@test "leaving without quit deletes nothing, and says so" {
	{ log_in; answer 'DELE 1' '+OK\r\n'; echo eof; } | peer
	expect_error 1 'left without quit: nothing was deleted' shell 'dele 1'
	peer_ok
	{ log_in; answer 'DELE 1' '+OK\r\n'; answer RSET '+OK\r\n'; leave; } | peer
	shell 'dele 1' rset >out
	peer_ok
	{ log_in; answer 'DELE 1' '+OK\r\n'; echo 'C: NOOP'; } | peer
	expect_error 75 'nothing was deleted: NOOP: ' shell 'dele 1' noop quit
	{ log_in; answer 'DELE 1' '+OK\r\n'; answer NOOP '+OKAY\r\n'; } | peer
	expect_error 76 'nothing was deleted: NOOP: ' shell 'dele 1' noop quit
	{ log_in; answer 'DELE 1' '+OK\r\n'; answer QUIT '-ERR some\r\n'; } | peer
	expect_error 75 'maybe not all was deleted: pop.example: quit: some' \
		shell 'dele 1' quit
	{ log_in; answer 'DELE 1' '+OK\r\n'; echo 'C: QUIT'; } | peer
	expect_status 75 shell 'dele 1' quit 2>err
	grep -q 'maybe' err
}

@test "a server that deletes by itself is left without a word" {
	{ greet USER 'EXPIRE 0'; answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'; answer 'RETR 1' "$message"
		echo eof; } | peer
	shell 'retr 1' >out
	peer_ok
}

@test "a login that is refused; PIPELINING that is a lie" {
	{ greet USER; answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '-ERR no\r\n'; echo eof; } | peer
	expect_error 77 'login refused: no' shell stat
	peer_ok
	{ greet USER PIPELINING; printf '%s\n' 'C: USER u' 'C: PASS secret' \
		'S: +OK' close; } >lie
	{ greet USER PIPELINING; answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'; leave; } >honest
	peers lie honest
	[ "$(shell quit)" = '+OK bye' ]
	peer_ok
}

# Whatever is cut, no half message has a name.
check_cut() {
	[ ! -e got ] || cmp got want || fail "cut $1: half a message"
	[ -z "$(ls got.* 2>/dev/null)" ] || fail "cut $1: $(ls)"
	rm -f got
	[ "$status" -eq 0 ] || [ "$status" -eq 75 ] || fail "cut $1: $status"
	[ "$status" -eq 0 ] || [ "$(wc -l <err)" -eq 1 ] || fail "cut $1"
}

@test "cut at each byte" {
	printf 'A: b\n\n.\nc\033\351\n' >want
	{ log_in; answer 'RETR 1' "$message"; answer 'DELE 1' '+OK\r\n'
		leave; } >session
	each_cut shell 'retr 1 > got' 'dele 1' quit
}

@test "a command does not see the end of a message that is cut" {
	yes 'a long message' | sed 's/$/\r/' | head -c 1000000 >big
	{ log_in; printf '%s\n' 'C: RETR 1' 'S: +OK' "send $PWD/big" close; } | peer
	expect_error 75 'connection lost' shell 'retr 1 | cat >/dev/null; echo >end'
	[ ! -e end ]
}

# begun: waits till the file of a text is there.
begun() {
	local i
	for ((i = 0; i < 400; i++)); do
		[ -z "$(ls got.* 2>/dev/null)" ] || return 0
		sleep 0.05
	done
	fail "no text comes"
}

# stalls: a server that ends a message with what the FIFO rest gives it, and
# then answers two commands.
stalls() {
	cat >stalls <<-'END'
	printf '+OK\r\n'
	for answer in '+OK\r\nUSER\r\n.' +OK +OK +OK '+OK\r\nA: b'; do
		read -r line
		printf "$answer\r\n"
	done
	cat rest
	for answer in 1 2; do
		read -r line
		printf '+OK\r\n'
	done
	END
	[ -p rest ] || mkfifo rest
	printf '%s\n' 'dele 2' '-retr 1 > got' noop quit >lines
	# A shell lets its background ignore SIGINT: env undoes that.
	env --default-signal=INT pop3sh -A pop3+plain://u@pop.example \
		-o tunnel='sh stalls' lines >out 2>err &
	begun
}

@test "Ctrl-C ends the text, and then the session" {
	stalls
	kill -INT $!
	printf 'C: d\r\n.\r\n' >rest
	expect_status 0 wait $!
	[ ! -e got ] && [ -z "$(ls got.* 2>/dev/null)" ]
	printf 'pop3sh: interrupted\n' | cmp - err
	[ "$(grep -c '^+OK' out)" -eq 4 ]
	for signal in INT TERM HUP; do
		stalls
		# Two that come at once are one: again until it goes.
		for ((i = 0; i < 400; i++)); do
			kill -$signal $! 2>/dev/null || break
			sleep 0.05
		done
		status=0
		wait $! || status=$?
		: >rest
		[ "$status" -eq $((128 + $(kill -l $signal))) ] || fail "$status"
		[ ! -e got ] && [ -z "$(ls got.* 2>/dev/null)" ]
		grep -q 'left without quit: nothing was deleted' err
	done
}

@test "on a terminal: a prompt, and no end at what fails" {
	need script
	{ log_in; answer 'RETR 9' '-ERR no such\r\n'; answer STAT '+OK 0 0\r\n'
		leave; } | peer
	printf 'retr 9\nhello\nstat\nquit\n' | script -qec "pop3sh \
		-A pop3+plain://u@pop.example -o \"tunnel=$tunnel\"" /dev/null |
		tr -d '\r' >out
	# The terminal shows what is typed too, whenever it comes.
	grep -q -e '-ERR no such$' out
	[ "$(grep -o 'pop3> ' out | wc -l)" -eq 4 ]
	grep -q 'pop3sh: "hello": no such command' out
	grep -q '+OK 0 0$' out
	peer_ok
	leave | { log_in; cat; } | peer
	shell quit | cmp - <(echo '+OK bye')
}

@test "stdout that takes nothing: 74, and nothing is deleted" {
	{ log_in; answer 'DELE 1' '+OK\r\n'; echo eof; } | peer
	expect_error 74 stdout shell 'dele 1' quit >/dev/full
	peer_ok
}

@test "lines and texts of any size" {
	head -c 300000 /dev/zero | tr '\0' x >long
	{ log_in; printf '%s\n' 'C: RETR 1' 'S: +OK' "send $PWD/long" \
		's: \r\n.\r\n'; leave; } | peer
	shell 'retr 1' quit >out
	{ echo +OK; cat long; printf '\n+OK bye\n'; } | cmp - out
	{ log_in; echo eof; } | peer
	expect_error 65 '' at_peer pop3sh long
}

@test "the examples of the page" {
	mail='From: ann@example.org\r\nSubject: lunch\r\n\r\nAt noon?\r\n.\r\n'
	{ log_in; answer 'RETR 1' "+OK 64 octets\r\n$mail"; } >2
	{ cat 2; answer 'DELE 1' '+OK\r\n'; leave; } >1
	leave >>2
	{ log_in; answer 'DELE 1' '+OK\r\n'
		answer 'RETR 2' '-ERR no such message\r\n'; } >3
	peers 1 2 3
	mkdir -p .config/mailpipe
	printf '%s\n' '[home]' 'pop3 = pop3+plain://u@pop.example' \
		"tunnel = $tunnel" 'pipelining = no' >.config/mailpipe/accounts
	man_examples "$root/man/pop3sh.1"
	grep -q lunch lunch.eml
}

@test "Dovecot: a session in each kind of connection" {
	need_servers
	for scheme in pop3 pop3+starttls pop3s; do
		user=psh_${scheme//+/_} port=$POP3_PORT
		[ $scheme != pop3s ] || port=$POP3S_PORT
		printf 'Subject: \351\n\n.\nFrom me\n' >one
		give_mail "$user" one one one
		printf '%s\n' stat list uidl 'top 1 0' 'retr 2 > got' 'dele 2' \
			'-dele 2' noop capa quit |
			pop3sh -A "$scheme://$user@localhost:$port" \
			-o tls_ca="$SERVERS_CA" >out 2>err
		cmp one got
		rm got
		grep -q '^+OK 3 ' out
		grep -qx 'Subject: \\xE9' out
		grep -q 'dele 2: ' err
		[ "$(pop3list -A "$scheme://$user@localhost:$port" \
			-o tls_ca="$SERVERS_CA" | wc -l)" -eq 2 ]
	done
}
