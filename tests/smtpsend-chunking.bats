# SPDX-License-Identifier: ISC
# smtpsend by BDAT (RFC 3030): the message in one flight with the commands.
load lib
load smtp
load servers

setup() {
	message x@y.example >msg
	printf '%s\n' . .. >>msg
	sed 's/$/\r/' msg >wire
	peer </dev/null # sets $tunnel
}

send() {
	at_peer smtpsend "$@"
}

hello() {
	printf '%s\n' 'S: 220 hi' 'C: EHLO me.example' 'S: 250-peer.example' \
	    "S: 250-${1-PIPELINING}" 'S: 250 CHUNKING'
}

# flight RCPT...: all that is said before the first reply is read.
flight() {
	local rcpt
	echo 'C: MAIL FROM:<me@a.example>'
	for rcpt; do echo "C: RCPT TO:<$rcpt>"; done
	echo "C: BDAT $(wc -c <wire) LAST"
	echo "C= $(wc -c <wire)"
}

# replies LINE...: what is said to it.
replies() {
	printf 'S: %s\n' "$@"
}

# by_data: a session in which the message goes by DATA.
by_data() {
	printf '%s\n' 'C* MAIL FROM:<me@a.example>' 'S: 250 ok' \
	    'C: RCPT TO:<x@y.example>' 'S: 250 ok' 'C: DATA' 'S: 354 go' \
	    'C.' 'S: 250 queued' 'C: QUIT' 'S: 221 bye'
}

@test "one flight: MAIL, RCPT, the message and QUIT" {
	{ hello; flight x@y.example; echo 'C: QUIT'
	  replies '250 ok' '250 ok' '250 queued' '221 bye'; } | peer
	send -v x@y.example <msg 2>err
	peer_ok
	cmp wire "$PEER_OUT"
	grep -Fqx "C: BDAT $(wc -c <wire) LAST" err
	! grep hello err || false
}

@test "the octets are counted exactly, whatever the line ends" {
	head -n 5 msg >head
	for text in '\na\rb\r\nc\n\nd' '\n.\r.\n\r\n.' '\n' '\n\r\r\n\n\rx' ''; do
		{ cat head; printf "$text"; } >odd
		{ cat head; printf "$text"; } | sed 's/\r$//' | tr '\r' '\n' \
		    | awk '{ printf "%s\r\n", $0 }' >wire
		[ -n "$text" ] || printf '\r\n' >>wire
		{ hello; flight x@y.example; echo 'C: QUIT'
		  replies '250 ok' '250 ok' '250 queued' '221 bye'; } | peer
		send x@y.example <odd || fail "with $text"
		peer_ok
		cmp wire "$PEER_OUT"
	done
}

@test "some recipients are refused: the others get it, 1" {
	{ hello; flight x@y.example z@y.example; echo 'C: QUIT'
	  replies '250 ok' '550 no z' '250 ok' '250 queued' '221 bye'; } | peer
	expect_error 1 'x@y.example refused: 550 no z' send -l x@y.example \
	    z@y.example <msg >out
	peer_ok
	grep -q '^z@y.example	250	' out
}

@test "all recipients are refused, or the sender is" {
	for bdat in '503 no recipient' '554 no recipient' '250 ok, for nobody'; do
		{ hello; flight x@y.example; echo 'C: QUIT'
		  replies '250 ok' '550 no' "$bdat" '221 bye'; } | peer
		expect_error 67 'refused: 550 no' send x@y.example <msg
		peer_ok
	done
	{ hello; flight x@y.example; echo 'C: QUIT'
	  replies '550 not you' '503 no' '503 no' '221 bye'; } | peer
	expect_error 69 'sender refused: 550 not you' send x@y.example <msg
	peer_ok
	{ hello; flight x@y.example; echo 'C: QUIT'
	  replies '550 not you' '250 ok' '250 queued' '221 bye'; } | peer
	expect_error 76 uncertain send x@y.example <msg
}

@test "the message is refused: no second try" {
	{ hello; flight x@y.example; echo 'C: QUIT'
	  replies '250 ok' '250 ok' '554 spam' '221 bye'; } | peer
	expect_error 69 'message refused: 554 spam' send x@y.example <msg
	peer_ok
	{ hello; flight x@y.example; echo 'C: QUIT'
	  replies '250 ok' '250 ok' '451 later' '221 bye'; } | peer
	expect_error 75 'message refused: 451 later' send x@y.example <msg
	peer_ok
}

@test "the connection is lost behind the message: uncertain, 75" {
	local said
	for said in '' '250 ok' $'250 ok\nS: 250 ok'; do
		{ hello; flight x@y.example; echo 'C: QUIT'
		  [ -z "$said" ] || replies "$said"; echo close; } | peer
		expect_error 75 uncertain send x@y.example <msg
	done
}

@test "lost, but refused before: no doubt" {
	{ hello; flight x@y.example; echo 'C: QUIT'
	  replies '550 not you'; echo close; } | peer
	expect_error 69 'sender refused: 550 not you' send x@y.example <msg
	{ hello; flight x@y.example; echo 'C: QUIT'
	  replies '250 ok' '550 no'; echo close; } | peer
	expect_error 67 '550 no' send x@y.example <msg
	! grep uncertain err || false
	{ hello; flight x@y.example; echo 'C: QUIT'
	  replies '421 going down'; echo close; } | peer
	expect_error 75 '421 going down' send x@y.example <msg
	! grep uncertain err || false
}

@test "BDAT refused: DATA, on a new connection" {
	for code in 500 502 503; do
		{ hello; by_data; } | peer
		mv peer.script second.script
		second=${tunnel/peer.script/second.script} first=$tunnel
		{ hello; flight x@y.example; echo 'C: QUIT'
		  replies '250 ok' '250 ok' "$code what?" '500 huh?'; } | peer
		rm -f called
		tunnel="[ ! -e called ] || exec $second; touch called; $first" \
		    send x@y.example <msg 2>err || fail "$(cat err)"
		[ ! -s err ]
		peer_ok
		[ "$(grep -c '^C: EHLO' "$PEER_LOG")" -eq 2 ]
		grep -q '^C: DATA' "$PEER_LOG"
	done
}

@test "DATA for what is large, without PIPELINING, or when asked for" {
	{ cat msg; yes | head -n 50000; } >large
	{ hello; by_data; } | peer
	send x@y.example <large
	peer_ok
	{ hello SIZE; by_data; } | peer
	send x@y.example <msg
	peer_ok
	{ hello; by_data; } | peer
	send -o chunking=no x@y.example <msg
	peer_ok
}

@test "several messages over one connection" {
	for i in 1 2 3; do
		echo 'From me@a.example Fri Nov 20 10:00:00 2026'
		cat msg
		echo
	done >mbox
	{
		hello
		flight x@y.example
		replies '250 ok' '250 ok' '250 queued'
		flight x@y.example
		replies '250 ok' '550 no' '503 no'
		# RSET goes with the next commands, and no text before
		# it is known that it ended the other message.
		printf '%s\n' 'C: RSET' 'C: MAIL FROM:<me@a.example>' \
		    'C: RCPT TO:<x@y.example>' 'C: DATA'
		replies '250 ok' '250 ok' '250 ok' '354 go'
		printf '%s\n' 'C.' 'S: 250 queued' 'C: QUIT' 'S: 221 bye'
	} | peer
	expect_error 1 '550 no' send -M x@y.example <mbox
	peer_ok
}

@test "where RSET is refused, nobody gets the next message" {
	for i in 1 2; do
		echo 'From me@a.example Fri Nov 20 10:00:00 2026'
		cat msg
		echo
	done >mbox
	{
		hello
		flight x@y.example
		replies '250 ok' '550 no' '503 no'
		printf '%s\n' 'C: RSET' 'C* MAIL' 'C* RCPT' 'C: DATA'
		replies '500 what' '503 nested' '250 ok' '354 go'
		echo eof
	} | peer
	expect_status 67 send -M x@y.example <mbox 2>err
	peer_ok
	grep -q 'message 2: .*RSET refused' err
}

@test "a real Postfix takes it, in the clear and by TLS" {
	need_servers
	export MAILPIPE_PASSWORD=secret
	for url in "smtp://localhost:$MX_PORT" \
	    "smtp+starttls://a@localhost:$SMTP_PORT" \
	    "smtps://a@localhost:$SMTPS_PORT"
	do
		smtpsend -v -A "$url" -o tls_ca="$SERVERS_CA" -f me@example.org \
		    chunk@example.org <msg 2>err
		grep -q '^C: BDAT' err
	done
	for mail in $(mail_of chunk 3); do
		sed -n '/^From: Me/,$p' "$mail" | tr -d '\r' | cmp - msg
	done
}

@test "a real Postfix refuses some, all, and the sender" {
	need_servers
	mx=smtp://localhost:$MX_PORT
	expect_error 1 'unknown@example.org refused: 550' smtpsend -A "$mx" \
	    -f me@example.org chunk2@example.org unknown@example.org <msg
	mail_of chunk2 1
	expect_error 67 'unknown@example.org refused: 550' smtpsend -A "$mx" \
	    -f me@example.org unknown@example.org <msg
	expect_error 75 'later@example.org refused: 450' smtpsend -A "$mx" \
	    -f me@example.org later@example.org <msg
}
