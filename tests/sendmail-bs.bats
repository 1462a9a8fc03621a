# SPDX-License-Identifier: ISC
# sendmail -bs: SMTP on stdin and stdout, handed on to scripted servers and to
# the real one.
load lib
load servers

setup() {
	mkdir -p sbin
	ln -s "$root/bin/smtpsend" sbin/sendmail
	PATH=$PWD/sbin:$PATH
	export MAILPIPE_CONFIG=$PWD/accounts
	: >aliases
	from='MAIL FROM:<me@a.example>' to='RCPT TO:<x@y.example>'
	account '' 'smtp+plain://peer.example'
}

# account NAME URL [LINE...]
account() {
	{
		printf '%s\n' "[a$1]" "smtp = $2" 'ehlo = me.example' \
		    "aliases = $PWD/aliases" 'maildomain = here.example'
		shift 2
		[ $# -eq 0 ] || printf '%s\n' "$@"
	} >accounts
	chmod 600 accounts
}

# dialogue COMMAND[ => REPLY]...: the script of a server that accepts each, or
# replies so; to DATA, behind the text.
dialogue() {
	local step command reply
	for step; do
		command=${step%% => *} reply='250 ok'
		[ "$command" != QUIT ] || reply='221 bye'
		[ "$command" = "$step" ] || reply=${step#* => }
		echo "C: $command"
		[ "$command" != DATA ] || printf '%s\n' 'S: 354 go' C.
		echo "S: $reply"
	done
}

# greeting [EXTENSION...]: what comes before it.
greeting() {
	printf '%s\n' 'S: 220 hi' 'C: EHLO me.example' 'S: 250-hi'
	[ $# -eq 0 ] || printf 'S: 250-%s\n' "$@"
	echo 'S: 250 HELP'
}

# use_peer EXTENSION... [-- COMMAND...]: a server with these extensions, for
# this dialogue, or for the script on stdin.
use_peer() {
	local extensions=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		extensions+=("$1")
		shift
	done
	{
		greeting "${extensions[@]}"
		if [ $# -gt 0 ]; then dialogue "${@:2}"; else cat; fi
	} >script
	peer <script
	use_tunnel
}

# use_tunnel: the account's server is that of peer or of peers.
use_tunnel() {
	sed -i '/^tunnel/d' accounts
	echo "tunnel = $tunnel" >>accounts
}

# use_postfix: the real server.
use_postfix() {
	need_servers
	account '' "smtps://a@localhost:$SMTPS_PORT" 'pass = secret' \
	    "tls_ca = $SERVERS_CA"
}

# client LINE...: what a client says, each line ended by CRLF; the replies go
# to the file out, with LF, but for those to the first one.
client() {
	printf '%s\r\n' 'EHLO client.example' "$@" >said
	sendmail -bs <said >raw
	! grep -v $'\r$' raw || fail 'a reply ends in a bare LF'
	sed -e 's/\r$//' -e '1,/^250 /d' raw >out
}

replies() {
	cat >want
	diff want out || fail "$(diff want out)"
}

@test "it offers what it can hand on, and answers every command" {
	printf '%s\r\n' 'MAIL FROM:<a@b>' DATA 'HELO x' 'EHLO' 'ehlo client' 'NOOP x' \
	    'RSET' 'VRFY x' \
	    'VRFY' 'HELP me' 'EXPN x' 'STARTTLS' 'AUTH PLAIN' 'BDAT 3 LAST' \
	    'WHAT' '' 'QUIT x' 'QUIT' 'NOOP' | sendmail -bs >out
	sed 's/\r$//; 1s/^220 .* ESMTP$/220/; s/^\(250-\{0,1\}\).* $/\1/' out |
	    sed '4s/.*/250/; 6s/.*/250-/' >got
	cat >want <<-'END'
	220
	503 5.5.1 EHLO comes first
	503 5.5.1 MAIL comes first
	250
	501 5.5.4 the argument is missing
	250-
	250-PIPELINING
	250-8BITMIME
	250-SIZE
	250-SMTPUTF8
	250-DSN
	250-ENHANCEDSTATUSCODES
	250 HELP
	250 2.0.0 ok
	250 2.0.0 ok
	252 2.5.0 only the server of a message knows
	501 5.5.4 the argument is missing
	214-2.0.0 EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY HELP
	214 2.0.0 see the manual, smtpsend(1)
	502 5.5.1 not implemented
	502 5.5.1 not implemented
	502 5.5.1 not implemented
	502 5.5.1 not implemented
	500 5.5.1 unknown command
	500 5.5.1 unknown command
	501 5.5.4 there is no argument
	221 2.0.0 bye
	END
	diff want got || fail "$(diff want got)"
}

@test "what the server says to each command is what the client is told" {
	use_peer 'SIZE 1000' <<-'END'
	C: MAIL FROM:<bad@a.example>
	S: 553 5.1.8 not you
	C: RSET
	S: 250 ok
	C: MAIL FROM:<me@a.example>
	S: 250 2.1.0 you are fine
	C: RCPT TO:<no@y.example>
	S: 550-5.1.1 nobody
	S: 550 5.1.1 here
	C: RCPT TO:<later@y.example>
	S: 450 not now
	C: RCPT TO:<x@y.example>
	S: 251 2.1.5 will forward
	C: DATA
	S: 354 go
	C.
	S: 250 2.6.0 queued as 4711
	C: QUIT
	S: 221 bye
	END
	client 'MAIL FROM:<bad@a.example>' "$to" \
	    'MAIL FROM:<me@a.example> SIZE=1001' \
	    'MAIL FROM: <me@a.example> SIZE=500 BODY=8BITMIME' \
	    "$from" 'DATA' 'RCPT TO:<no@y.example>' 'DATA' \
	    'RCPT TO:<later@y.example>' 'RCPT TO:<@r.example:x@y.example>' \
	    'RCPT TO:<x@Y.example>' 'DATA' 'From: me@a.example' \
	    'To: x@y.example' 'Bcc: b@y.example' 'Date: today' \
	    'Message-ID: <1@a.example>' '' '..' '..a' 'b' '.' 'QUIT'
	replies <<-'END'
	553 5.1.8 not you
	503 5.5.1 MAIL comes first
	552 5.3.4 the server takes 1000 bytes
	250 2.1.0 you are fine
	503 5.5.1 there is a sender already
	554 5.5.1 no recipient was accepted
	550 5.1.1 nobody here
	554 5.5.1 no recipient was accepted
	450 4.0.0 not now
	251 2.1.5 will forward
	250 2.1.5 recipient ok
	354 the message, and a line with a dot alone
	250 2.6.0 queued as 4711
	221 2.0.0 bye
	END
	peer_ok
	printf '%s\r\n' 'From: me@a.example' 'To: x@y.example' 'Date: today' \
	    'Message-ID: <1@a.example>' '' '..' '..a' 'b' . | cmp - "$PEER_OUT"
}

# message REPLY: a server that says this to a message for two.
message() {
	use_peer PIPELINING < <(dialogue "$from" "$to" 'RCPT TO:<z@y.example>'
		printf '%s\n' 'C: DATA' 'S: 354 go' C. "$1")
	client "$from" "$to" \
	    'RCPT TO:<z@y.example>' DATA 'Subject: x' '' x .
	sed '1,/^354/d' out >last
	mv last out
}

@test "250 is said when the server has said so, and its reason if not" {
	message 'S: 250 2.0.0 yes'
	replies <<<'250 2.0.0 yes'
	message 'S: 554 5.7.1 spam'
	replies <<<'554 5.7.1 spam'
	message 'S: 452 full'
	replies <<<'452 4.0.0 full'
	message 'close'
	grep -q '^451 4.4.0 uncertain whether it was delivered' out
	message 'S: 600 what'
	grep -q '^451 4.5.0 .*uncertain' out
}

@test "several messages travel over one connection, or over two" {
	local mail=("$from" "$to" DATA 'Subject: x' '' x .) \
	    taken=("$from" "$to" 'DATA => 250 taken')
	use_peer x -- "${taken[@]}" "${taken[@]}" QUIT
	client "${mail[@]}" "${mail[@]}" QUIT
	peer_ok
	[ "$(grep -c '^250 2.0.0 taken' out)" -eq 2 ]
	{ greeting; dialogue "${taken[@]}"; echo close; } >1
	{ greeting; dialogue "${taken[@]}" "${taken[@]}"; } >2
	peers "$PWD/1" "$PWD/2"
	use_tunnel
	client "${mail[@]}" "${mail[@]}" "${mail[@]}" QUIT
	[ "$(grep -c '^250 2.0.0 taken' out)" -eq 3 ]
}

@test "a server that is lost before the message is called once more" {
	{ greeting; dialogue "$from" "$to"
		printf '%s\n' 's: 421 too slow\r\n' close; } >1
	{ greeting; dialogue "$from" "$to" 'RCPT TO:<z@y.example> => 550 no' \
		DATA; } >2
	peers "$PWD/1" "$PWD/2"
	use_tunnel
	client "$from" "$to" \
	    'RCPT TO:<z@y.example>' DATA 'Subject: x' '' x . QUIT
	tail -n 2 out | head -n 1 >last
	[ "$(cat last)" = \
	    '554 5.0.0 sent, but not to all: not to z@y.example: 550 no' ]
}

@test "a server that refuses RSET, or MAIL for now" {
	local mail=('MAIL FROM:<me@a.example>' 'RCPT TO:<x@y.example>' DATA \
	    'Subject: x' '' x .)
	printf '%s\n' 'S: 220 hi' 'C* EHLO' 'S: 250 hi' 'C* MAIL' 'S: 250 ok' \
	    'C: RCPT TO:<no@y.example>' 'S: 550 no' 'C: RSET' 'S: 500 what' >1
	printf '%s\n' 'S: 220 hi' 'C* EHLO' 'S: 250 hi' 'C* MAIL' 'S: 250 ok' \
	    'C: RCPT TO:<x@y.example>' 'S: 250 ok' 'C: DATA' 'S: 354 go' C. \
	    'S: 250 taken' 'C: QUIT' >2
	peers "$PWD/1" "$PWD/2"
	echo "tunnel = $tunnel" >>accounts
	client 'MAIL FROM:<me@a.example>' 'RCPT TO:<no@y.example>' RSET \
	    "${mail[@]}" QUIT
	tail -n 2 out | head -n 1 | grep -q '^250 2.0.0 taken'
	account '' 'smtp+plain://peer.example' 'queue = yes'
	use_peer x <<-'END'
	C: MAIL FROM:<me@a.example>
	S: 451 later
	C: RSET
	S: 250 ok
	C: MAIL FROM:<me@a.example>
	S: 451 still later
	C: QUIT
	END
	client "${mail[@]}" QUIT
	peer_ok
	grep -q '^250 2.0.0 queued as' out || fail "$(cat out)"
	smtpq -l | grep -q x@y.example
}

@test "the queue takes what no server takes now" {
	account '' smtp://localhost:1 'queue = yes'
	client "$from" "$to" DATA \
	    'Subject: x' '' 'y' . QUIT
	grep -q '^250 2.0.0 queued as ' out
	[ "$(smtpq -l | wc -l)" -eq 1 ]
	smtpq -l | grep -q x@y.example
	account '' smtp://localhost:1
	client "$from" QUIT
	grep -q '^451 4.4.0 .*Connection refused' out
	account '' 'smtp+plain://peer.example' 'queue = yes'
	use_peer PIPELINING -- "$from" 'RCPT TO:<now@y.example>' \
	    'RCPT TO:<later@y.example> => 450 greylisted' \
	    'RCPT TO:<no@y.example> => 550 no' 'DATA => 250 taken'
	client "$from" 'RCPT TO:<now@y.example>' \
	    'RCPT TO:<later@y.example>' 'RCPT TO:<no@y.example>' DATA \
	    'Subject: 2' '' 'y' .
	replies <<-'END'
	250 2.0.0 ok
	250 2.0.0 ok
	250 2.1.5 recipient ok
	550 5.0.0 no
	354 the message, and a line with a dot alone
	250 2.0.0 taken
	END
	smtpq -l | grep later@y.example | grep -qv now@y.example
	account '' smtp://localhost:1 'queue = /proc/none/'
	client "$from" "$to" DATA x . QUIT
	grep -q '^45[0-9] 4.3.[0-9] not queued' out
}

@test "names get an alias, senders the account's address" {
	account '' smtp+plain://peer.example 'from = own@a.example' \
	    'from_rewrite = yes'
	echo 'root: me@far.example, two@far.example' >aliases
	echo 'bad: two@far.example, no@far.example' >>aliases
	use_peer x -- 'MAIL FROM:<own@a.example>' 'RCPT TO:<me@far.example>' \
	    'RCPT TO:<two@far.example>' 'RCPT TO:<postmaster@here.example>' DATA \
	    'MAIL FROM:<>' 'RCPT TO:<two@far.example>' \
	    'RCPT TO:<no@far.example> => 550 no' RSET \
	    'MAIL FROM:<>' 'RCPT TO:<x@far.example>' DATA QUIT
	client 'MAIL FROM:<cron>' 'RCPT TO:<root>' 'RCPT TO:<postmaster>' DATA \
	    'From: cron' '' x . \
	    'MAIL FROM:<>' 'RCPT TO:<bad>' 'RCPT TO:<x@far.example>' DATA \
	    'Subject: x' '' 'x' . QUIT
	grep -v '^250\|^354' out >rest || true
	diff rest - <<<'550 5.0.0 no
221 2.0.0 bye' || fail "$(cat out)"
}

@test "SMTPUTF8 is used where it is needed, and missed where it is not there" {
	local mail=('From: me@a.example' 'To: x' 'Date: d' 'Message-ID: <1@a>')
	use_peer SMTPUTF8 8BITMIME -- \
	    "$from BODY=8BITMIME SMTPUTF8" 'RCPT TO:<ü@y.example>' DATA \
	    "$from BODY=8BITMIME SMTPUTF8" "$to" RSET \
	    "$from BODY=8BITMIME" "$to" DATA QUIT
	sed -i 's/ü/\\xc3\\xbc/' peer.script
	client 'MAIL FROM:<ü@a.example>' 'MAIL FROM:<me@a.example>  SMTPUTF8' \
	    'RCPT TO:<ü@y.example>' DATA "${mail[@]}" '' . \
	    'MAIL FROM:<me@a.example> SMTPUTF8' "$to" DATA \
	    "${mail[@]}" '' 'ü' .
	head -n 1 out | grep -q '^553 5.6.7'
	peer_ok
	use_peer 8BITMIME -- "$from BODY=8BITMIME"
	client 'MAIL FROM:<ü@a.example> SMTPUTF8' \
	    'MAIL FROM:<me@a.example> SMTPUTF8' 'RCPT TO:<ü@y.example>'
	cut -c 1-9 out >codes
	diff codes - <<<'554 5.0.0
250 2.0.0
553 5.6.7' || fail "$(cat out)"
}

@test "lines end in CR LF alone, and a message in its dot alone" {
	use_peer x -- "$from" "$to" DATA QUIT
	{
		printf 'EHLO x\nEHLO x\r\nNO\0OP\r\nNOOP \rx\r\n'
		head -c 5000 /dev/zero | tr '\0' n
		printf '\r\nNOOP '
		head -c 4091 /dev/zero | tr '\0' n
		printf '\r\nMAIL FROM:<me@a.example>\r\n'
		printf 'RCPT TO:<x@y.example>\r\nDATA\r\n'
		printf 'From: a@b.example\r\nTo: x\r\nDate: d\r\n'
		printf 'Message-ID: <1@b>\r\n\r\n'
		printf 'a\n.\nMAIL\n.\r\nb\r.\rc\r\n.\nd\r\n..\ne\r.\r\n'
		printf '\r\n.\r\nQUIT\r\n'
	} | drip | sendmail -bs | cut -c 1-9 | tr -d '\r' >out
	peer_ok
	sed -i '/^250-/d; 1d' out
	diff out - <<-'END' || fail "$(cat out)"
	500 5.5.2
	250 HELP
	500 5.5.2
	500 5.5.2
	500 5.5.2
	250 2.0.0
	250 2.0.0
	250 2.0.0
	354 the m
	250 2.0.0
	221 2.0.0
	END
	printf '%s\r\n' 'From: a@b.example' 'To: x' 'Date: d' \
	    'Message-ID: <1@b>' '' a .. MAIL .. b .. c '' d .. e .. '' . |
	    cmp - "$PEER_OUT"
}

@test "addresses and parameters that are none are refused" {
	use_peer x -- 'MAIL FROM:<"a>b"@a.example>' 'RCPT TO:<"x y\\\\\\">"@y.example>'
	client 'MAIL FROM:me@a.example' 'MAIL FROM:<a@b' 'MAIL TO:<a@b>' \
	    'MAIL FROM:<a b@c>' 'MAIL FROM:<a@b>x' 'MAIL FROM:<a@b> X=1' \
	    'MAIL FROM:<a@b> SIZE=1e3' 'MAIL FROM:<a@b> BODY=BINARYMIME' \
	    'MAIL FROM:<a@b> SMTPUTF8=1' 'MAIL FROM:<"a>b"@a.example>' \
	    'RCPT TO:<>' 'RCPT TO:<a@b> SIZE=1' 'RCPT TO:<@a:b' \
	    'RCPT TO:<<a@b>>' 'RCPT TO:<a@b@c>' 'RCPT TO:<"x y\\\">"@y.example>'
	cut -c 1-9 out >codes
	diff codes - <<-'END' || fail "$(cat out)"
	501 5.1.3
	501 5.1.3
	501 5.5.4
	553 5.1.7
	501 5.1.3
	555 5.5.4
	555 5.5.4
	555 5.5.4
	555 5.5.4
	250 2.0.0
	501 5.1.3
	555 5.5.4
	501 5.1.3
	501 5.1.3
	553 5.1.3
	250 2.0.0
	END
}

@test "recipients that come together are asked for together" {
	use_peer PIPELINING 8BITMIME <<-'END'
	C: MAIL FROM:<me@a.example> BODY=8BITMIME
	S: 250 ok
	C: RCPT TO:<a@y.example>
	C: RCPT TO:<no@y.example>
	C: RCPT TO:<b@y.example>
	C: RCPT TO:<c@here.example>
	S: 250 a
	S: 550 no
	S: 250 b
	S: 550 c
	C: RCPT TO:<no@y.example>
	S: 550 still no
	C: RCPT TO:<one@far.example>
	S: 250 1
	C: RCPT TO:<two@far.example>
	S: 250 2
	C: RCPT TO:<d@y.example>
	C: RCPT TO:<e@y.example>
	S: 450 d
	S: 250 e
	C: DATA
	S: 354 go
	C.
	S: 250 taken
	C: QUIT
	S: 221 bye
	END
	echo 'list: one@far.example, two@far.example' >aliases
	client 'MAIL FROM:<me@a.example>' 'RCPT TO:<a@y.example>' \
	    'RCPT TO:<no@y.example>' 'RCPT TO:<b@y.example>' 'RCPT TO:<c>' \
	    'RCPT TO:<no@y.example>' 'RCPT TO:<list>' 'RCPT TO:<d@y.example>' \
	    'RCPT TO:<e@y.example>' 'RCPT TO:<a@y.example>' 'RCPT TO:<a b>' \
	    DATA 'Subject: x' '' x . QUIT
	peer_ok
	replies <<-'END'
	250 2.0.0 ok
	250 2.0.0 a
	550 5.0.0 no
	250 2.0.0 b
	550 5.0.0 c
	550 5.0.0 still no
	250 2.0.0 1
	450 4.0.0 d
	250 2.0.0 e
	250 2.1.5 recipient ok
	553 5.1.3 recipient: a b: bad character in the address
	354 the message, and a line with a dot alone
	250 2.0.0 taken
	221 2.0.0 bye
	END
}

@test "a server that goes among them is asked for all once more" {
	printf '%s\n' 'S: 220 hi' 'C* EHLO' 'S: 250-hi' 'S: 250 PIPELINING' \
	    'C: MAIL FROM:<me@a.example>' 'S: 250 ok' 'C: RCPT TO:<a@y.example>' \
	    'C: RCPT TO:<no@y.example>' 'C: RCPT TO:<b@y.example>' \
	    'C: RCPT TO:<c@y.example>' 'S: 250 ok' 'S: 550 no' close >1
	printf '%s\n' 'S: 220 hi' 'C* EHLO' 'S: 250-hi' 'S: 250 PIPELINING' \
	    'C: MAIL FROM:<me@a.example>' 'C: RCPT TO:<a@y.example>' \
	    'C: RCPT TO:<b@y.example>' 'C: RCPT TO:<c@y.example>' 'C: DATA' \
	    'S: 250 ok' 'S: 250 ok' 'S: 250 ok' 'S: 250 ok' 'S: 354 go' C. \
	    'S: 250 taken' 'C: QUIT' 'S: 221 bye' >2
	peers "$PWD/1" "$PWD/2"
	echo "tunnel = $tunnel" >>accounts
	client 'MAIL FROM:<me@a.example>' 'RCPT TO:<a@y.example>' \
	    'RCPT TO:<no@y.example>' 'RCPT TO:<b@y.example>' \
	    'RCPT TO:<c@y.example>' DATA 'Subject: x' '' x . QUIT
	cut -c 1-3 out | tr '\n' ' ' >codes
	[ "$(cat codes)" = '250 250 550 250 250 354 250 221 ' ] || fail "$(cat out)"
	peer_ok
}

@test "what is asked of reports reaches the server, by way of the queue too" {
	local dsn='ENVID=a+2Bb+20c' mail
	mail=("MAIL FROM:<me@a.example> $dsn RET=hdrs" \
	    'RCPT TO:<x@y.example> NOTIFY=success,Delay ORCPT=rfc822;o+2Bx@y' \
	    'RCPT TO:<y@y.example> NOTIFY=NEVER' 'RCPT TO:<z@y.example>' \
	    'RCPT TO:<list> NOTIFY=FAILURE' DATA 'Subject: x' '' x . QUIT)
	echo 'list: one@far.example' >aliases
	step() {
		printf '%s\n' "C: MAIL FROM:<me@a.example> RET=HDRS $dsn" \
		    'C: RCPT TO:<x@y.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;o+2Bx@y' \
		    'C: RCPT TO:<y@y.example> NOTIFY=NEVER ORCPT=rfc822;y@y.example' \
		    'C: RCPT TO:<z@y.example>' \
		    'C: RCPT TO:<one@far.example> NOTIFY=FAILURE'
	}
	{ step | sed '1a S: 250 ok'; printf 'S: 250 ok\n%.0s' 1 2 3 4
	    printf '%s\n' 'C: DATA' 'S: 354 go' C. 'S: 250 taken' 'C: QUIT'; } >now
	use_peer PIPELINING DSN <now
	client "${mail[@]}"
	peer_ok
	grep -q '^250 2.0.0 taken' out || fail "$(cat out)"
	account '' smtp://localhost:1 'queue = yes'
	client "${mail[@]}"
	grep -q '^250 2.0.0 queued' out || fail "$(cat out)"
	{ step; printf '%s\n' 'C: DATA' 'S: 250 ok' 'S: 250 ok' 'S: 250 ok' \
	    'S: 250 ok' 'S: 250 ok' 'S: 354 go' C. 'S: 250 taken' 'C: QUIT'; } |
	    sed 's/me@a.example> RET/me@a.example> BODY=8BITMIME RET/' >later
	use_peer PIPELINING DSN 8BITMIME <later
	smtpq -f
	peer_ok
	[ -z "$(smtpq -l)" ]
}

@test "reports that the server does not know are asked for in vain" {
	use_peer x <<-'END'
	C: MAIL FROM:<me@a.example>
	S: 250 ok
	C: RCPT TO:<x@y.example>
	S: 250 ok
	C: RCPT TO:<y@y.example>
	S: 250 ok
	END
	client 'MAIL FROM:<me@a.example> RET=FULL' \
	    'RCPT TO:<x@y.example> NOTIFY=NEVER' \
	    'RCPT TO:<y@y.example> NOTIFY=NEVER' 2>err
	[ "$(grep -c 'the server has no DSN' err)" -eq 1 ]
	use_peer x </dev/null
	client 'MAIL FROM:<a@b> RET=ALL' 'MAIL FROM:<a@b> RET=FULL RET=FULL' \
	    'MAIL FROM:<a@b> ENVID=' 'MAIL FROM:<a@b> ENVID=a+0Ab' \
	    'MAIL FROM:<a@b> ENVID=a+00' 'MAIL FROM:<a@b> ENVID=+2' \
	    'MAIL FROM:<a@b> NOTIFY=NEVER' 'RCPT TO:<a@b> RET=FULL' \
	    'RCPT TO:<a@b> NOTIFY=NEVER,DELAY' 'RCPT TO:<a@b> NOTIFY' \
	    'RCPT TO:<a@b> ORCPT=a@b' 'RCPT TO:<a@b> ORCPT=x;a=b' \
	    "RCPT TO:<a@b> ORCPT=rfc822;$(printf '%0500d' 1)" \
	    'RCPT TO:<a@b> ORCPT=rfc822;a+0'
	[ "$(grep -c '^555 5.5.4 parameter' out)" -eq 14 ] || fail "$(cat out)"
}

@test "a text behind a DATA that was refused is not read as commands" {
	use_peer x -- "$from" "$to => 550 no" QUIT
	printf '%s\r\n' 'EHLO x' "$from" \
	    "$to" DATA 'Subject: x' '' \
	    'RSET' 'MAIL FROM:<evil@a.example>' "$to" >said
	expect_error 65 'a text follows a DATA that was refused' \
	    sendmail -bs <said >out
	tail -n 1 out | grep -q '^421 4.7.0'
	peer_ok
}

@test "a client that goes: nothing is sent of what is not whole" {
	local n size
	printf '%s\r\n' 'EHLO x' "$from" \
	    "$to" DATA 'Subject: x' '' x >said
	size=$(wc -c <said)
	printf '.\r\n' >>said
	for ((n = 0; n < size + 3; n++)); do
		[ "$n" -lt 67 ] && [ $((n % 8)) -ne 0 ] && continue
		use_peer x -- "$from" "$to" QUIT
		sed -i 's|^tunnel.*|& 2>/dev/null|' accounts
		status=0
		head -c "$n" said | sendmail -bs >out 2>err || status=$?
		! grep -q '^C: DATA' "$PEER_LOG" 2>/dev/null || fail "$n: DATA"
		if grep -q '^354' out; then
			[ "$status" -eq 65 ]
			grep -q 'within a message' err
		else
			[ "$status" -eq 0 ] && [ ! -s err ]
		fi
	done
	use_peer x -- "$from" "$to" DATA QUIT
	sendmail -bs <said >out
	peer_ok
	tail -n 1 out | grep -q '^250 2.0.0 ok'
	expect_status 74 sendmail -bs <said >/dev/full 2>err
}

@test "messages that cannot be sent are refused, and the session goes on" {
	use_peer x -- "$from" "$to" RSET "$from" "$to" QUIT
	client "$from" "$to" DATA \
	    'Subject: x' 'no field' '' x . \
	    "$from" "$to" DATA \
	    'Content-Type: multipart/mixed; boundary=b' '' '--b' '' 'cut' . QUIT
	peer_ok
	[ "$(grep -c '^554 5.6.0' out)" -eq 2 ]
}

@test "the account is that of the sender" {
	{ greeting; dialogue 'MAIL FROM:<b@b.example> => 250 b' QUIT; } >b.script
	{ greeting; dialogue 'MAIL FROM:<c@c.example> => 250 c' RSET \
		'MAIL FROM:<c@c.example> => 250 d'; } >c.script
	peer </dev/null
	cat >accounts <<-END
	[b]
	smtp = smtp+plain://b.example
	from = b@b.example
	ehlo = me.example
	tunnel = '$root/tests/build/peer' '$PWD/b.script'
	[c]
	smtp = smtp+plain://c.example
	from = c@c.example
	ehlo = me.example
	tunnel = '$root/tests/build/peer' '$PWD/c.script'
	END
	client 'MAIL FROM:<b@b.example>' RSET 'MAIL FROM:<c@c.example>' RSET \
	    'MAIL FROM:<c@c.example>'
	diff out - <<-'END' || fail "$(cat out)"
	250 2.0.0 b
	250 2.0.0 ok
	250 2.0.0 c
	250 2.0.0 ok
	250 2.0.0 d
	END
}

@test "no password of the environment reaches another account's server" {
	greeting 'AUTH PLAIN' >c
	{ cat c; dialogue 'AUTH PLAIN AG1lAHNlY3JldA== => 235 ok' \
		'MAIL FROM:<b@b.example> => 250 b' QUIT; } >b
	peer </dev/null
	cat >accounts <<-END
	[b]
	smtp = smtp+plain://me@b.example
	from = b@b.example
	ehlo = me.example
	tunnel = '$root/tests/build/peer' '$PWD/b'
	[c]
	smtp = smtp+plain://me@c.example
	from = c@c.example
	ehlo = me.example
	tunnel = '$root/tests/build/peer' '$PWD/c'
	END
	MAILPIPE_PASSWORD=secret client 'MAIL FROM:<b@b.example>' RSET \
	    'MAIL FROM:<c@c.example>'
	grep -q '^250 2.0.0 b' out
	tail -n 1 out | grep -q '^451 4.3.5'
	[ "$(grep -c '^C: AUTH PLAIN' "$PEER_LOG")" -eq 1 ]
}

@test "as swaks calls it" {
	need swaks
	use_postfix
	swaks --pipe 'sendmail -bs' --pipeline -f me@example.org \
	    -t smb1@example.org,smb2@example.org --body $'.\nhi\n.' >out 2>&1 ||
		fail "$(cat out)"
	for user in smb1 smb2; do
		mimeparse -b "$(mail_of $user 1)" | grep -Fqx hi
	done
	expect_status 24 swaks --pipe 'sendmail -bs' -f me@example.org \
	    -t unknown@example.org >out 2>&1
	grep -q '^<\*\* 550 5.1.1' out
}

@test "as Python's smtplib speaks with it" {
	need python3
	use_postfix
	cat >send.py <<-'END'
	import smtplib, socket, subprocess, sys
	class Pipe(smtplib.SMTP):
	    def _get_socket(self, host, port, timeout):
	        ours, theirs = socket.socketpair()
	        self.child = subprocess.Popen(['sendmail', '-bs'],
	            stdin=theirs, stdout=theirs)
	        theirs.close()
	        return ours
	s = Pipe('pipe')
	for n in 1, 2:
	    refused = s.sendmail('me@example.org', ['smb3@example.org',
	        'unknown@example.org', 'later@example.org'],
	        'Subject: %d\r\n\r\n.\r\n..\r\n' % n)
	    print(sorted((a, r[0]) for a, r in refused.items()))
	try:
	    s.sendmail('me@example.org', ['unknown@example.org'], 'x')
	except smtplib.SMTPRecipientsRefused as e:
	    print(list(e.recipients))
	s.quit()
	sys.exit(s.child.wait())
	END
	python3 send.py >out
	diff out - <<-'END'
	[('later@example.org', 450), ('unknown@example.org', 550)]
	[('later@example.org', 450), ('unknown@example.org', 550)]
	['unknown@example.org']
	END
	mimeparse -b "$(mail_of smb3 2 | head -n 1)" | head -n 2 | diff - <(printf '.\n..\n')
}

@test "reports come as the client has asked for them" {
	use_postfix
	client 'MAIL FROM:<smb4@example.org> RET=HDRS ENVID=an+2Bid' \
	    'RCPT TO:<smb5@example.org> NOTIFY=SUCCESS ORCPT=rfc822;old+2B@a.example' \
	    'RCPT TO:<smb6@example.org> NOTIFY=NEVER' DATA 'Subject: x' '' x . QUIT
	mail_of smb6 1 >/dev/null
	mimeparse -p message/delivery-status "$(mail_of smb4 1)" >report
	grep -qx 'Original-Envelope-Id: an+id' report || fail "$(cat report)"
	grep -qx 'Original-Recipient: rfc822;old+@a.example' report
	! grep -q smb6 report || fail "a report on smb6"
}
