# SPDX-License-Identifier: ISC
# smtpsend where one transaction, or one connection, is not enough.
load lib
load smtp
load servers

setup() {
	message all@y.example >msg
	sed 's/$/\r/' msg >wire
	peer </dev/null # sets $tunnel
}

send() {
	at_peer smtpsend "$@"
}

hello() {
	echo 'S: 220 hi'
	echo 'C: EHLO me.example'
	printf 'S: 250-%s\n' peer.example "$@"
	echo 'S: 250 HELP'
}

# part RCPT=REPLY...: a transaction by PIPELINING and DATA.
part() {
	local rcpt
	echo 'C: MAIL FROM:<me@a.example>'
	for rcpt; do echo "C: RCPT TO:<${rcpt%%=*}@y.example>"; done
	printf '%s\n' 'C: DATA' 'S: 250 ok'
	for rcpt; do echo "S: ${rcpt#*=}"; done
	printf '%s\n' 'S: 354 go' C. 'S: 250 queued'
}

bye() {
	printf '%s\n' 'C: QUIT' 'S: 221 bye'
}

# mbox TEXT...: a message for each.
mbox() {
	local text
	for text; do
		echo 'From me@a.example Fri Nov 20 10:00:00 2026'
		sed "s/hello/$text/" msg
		echo
	done
}

@test "too many recipients: the rest in further transactions" {
	local code
	for code in '452 4.5.3 too many' '452 enough' '552 5.5.3 too many' \
	    '552 too many'
	do
		{
			hello PIPELINING
			part a='250 ok' b='250 ok' c="$code" d="$code" \
			    e="$code"
			part c='250 ok' d='250 ok'
			part e='250 ok'
			bye
		} | peer
		send -l {a,b,c,d,e}@y.example <msg >out
		peer_ok
		[ "$(grep -c $'@y.example\t250\t' out)" -eq 5 ]
	done
	cat wire wire wire | cmp - <(grep -vx $'\\.\r' "$PEER_OUT")
}

@test "a full mailbox is not asked twice" {
	local code
	for code in '452 4.2.2 full' '552 5.2.2 full' '450 4.5.3 no'; do
		{ hello PIPELINING; part a='250 ok' b="$code"; bye; } | peer
		expect_error 1 "b@y.example refused: $code" \
		    send a@y.example b@y.example <msg
		peer_ok
	done
}

@test "who is refused alone too, is refused; and the next mbox message goes whole" {
	{
		hello PIPELINING
		part a='250 ok' b='452 no'
		printf '%s\n' 'C: MAIL FROM:<me@a.example>' \
		    'C: RCPT TO:<b@y.example>' 'C: DATA' 'S: 250 ok' \
		    'S: 452 no' 'S: 554 nobody'
		echo 'C: RSET'
		part a='250 ok' b='250 ok' | sed '/DATA/a S: 250 ok'
		bye
	} | peer
	mbox one two >box
	expect_error 1 'message 1: peer.example: b@y.example refused: 452 no' \
	    send -M a@y.example b@y.example <box
	peer_ok
}

@test "a part that is lost: some have it, and nobody gets it twice" {
	{
		hello PIPELINING
		part a='250 ok' b='250 ok' c='452 4.5.3 too many'
		printf '%s\n' 'C* MAIL' 'C: RCPT TO:<c@y.example>' 'C: DATA' \
		    'S: 250 ok' 'S: 250 ok' 'S: 354 go' C. close
	} | peer
	expect_error 1 uncertain send -l {a,b,c}@y.example <msg >out
	[ "$(cut -f 1,2 out)" = \
	    $'a@y.example\t250\nb@y.example\t250' ]
	# The copy is there for those who have it; the log has the status.
	expect_error 1 uncertain send -c -o log="$PWD/log" {a,b,c}@y.example \
	    <msg >out
	cmp msg out
	grep -q ' exit=1 ' log
}

@test "what a server says of its limit is kept to from the start" {
	{
		hello PIPELINING 'LIMITS MAILMAX=10 RCPTMAX=2 X'
		part a='250 ok' b='250 ok'
		part c='250 ok'
		bye
	} | peer
	send {a,b,c}@y.example <msg
	peer_ok
}

@test "the message goes with the commands, too many or not" {
	{
		hello PIPELINING CHUNKING
		for i in 1 2; do
			[ $i = 1 ] || hello PIPELINING CHUNKING
			echo 'C: MAIL FROM:<me@a.example>'
			[ $i = 2 ] || echo 'C: RCPT TO:<a@y.example>'
			echo 'C: RCPT TO:<b@y.example>'
			printf '%s\n' "C: BDAT $(wc -c <wire) LAST" \
			    "C= $(wc -c <wire)" 'C: QUIT' 'S: 250 ok'
			[ $i = 2 ] || printf '%s\n' 'S: 250 ok' \
			    'S: 452 4.5.3 too many' 'S: 250 queued' >part
			[ $i = 2 ] || cat part
		done
		printf '%s\n' 'S: 250 ok' 'S: 250 queued' 'S: 221 bye'
	} >both
	# One connection each: QUIT was said, before it was known.
	sed -n '1,/^S: 250 queued/p' both >first
	sed '1,/^S: 250 queued/d' both >second
	mv first 1
	mv second 2
	sessions
	send {a,b}@y.example <msg
	[ "$(grep -c '^= ok' "$PEER_LOG")" -eq 2 ]
}

@test "Postfix takes three recipients at once: all ten get it, once" {
	need_servers
	local i rcpts=() url
	for i in 0 1 2 3 4 5 6 7 8 9; do
		rcpts+=("limit$i@example.org")
	done
	for url in '' '-o chunking=no' '-o pipelining=no'; do
		# shellcheck disable=SC2086
		smtpsend -A "smtp://127.0.0.6:$MX_PORT" $url -f me@example.org \
		    -l "${rcpts[@]}" <msg >out
		[ "$(grep -c $'\t250\t' out)" -eq 10 ]
	done
	for i in 0 1 2 3 4 5 6 7 8 9; do
		mail_of "limit$i" 3 >got
		[ "$(wc -l <got)" -eq 3 ] || fail "limit$i: $(cat got)"
	done
}

# sessions: in turn, each connection plays the next of the scripts 1, 2, ...
sessions() {
	tunnel="n=\$((\$(cat count 2>/dev/null || echo 0) + 1)); echo \$n >count;"
	tunnel+=" exec '$root/tests/build/peer' \$n"
	rm -f count "$PEER_LOG" "$PEER_OUT"
}

# one RCPT TEXT: a message, each command behind a reply.
one() {
	printf '%s\n' 'C* MAIL' 'S: 250 ok' 'C* RCPT' 'S: 250 ok' 'C: DATA' \
	    'S: 354 go' C. 'S: 250 queued'
}

@test "-M goes on by a new connection when the server ends one" {
	local how
	mbox one two three >box
	for how in close 'S: 421 4.7.0 enough'; do
		# At once; behind the first or the second command.
		{ hello; one; echo "$how"; } >1
		{ hello; one; printf '%s\n' 'C* MAIL' "$how" eof; } >2
		{ hello; one; echo 'C: QUIT'; } >3
		[ "$how" = close ] && sed -i '/^eof/d' 2
		sessions
		send -M x@y.example <box 2>err
		[ ! -s err ]
		[ "$(cat count)" -eq 3 ]
		grep -ax $'one\r\|two\r\|three\r' "$PEER_OUT" | tr -d '\r' >got
		printf '%s\n' one two three | cmp - got
	done
}

@test "-M does not begin again where a message may have been taken" {
	mbox one two three >box
	# Behind the final dot.
	{ hello; one; one | sed '$d'; echo close; } >1
	sessions
	expect_status 1 send -M x@y.example <box 2>err
	[ "$(cat count)" -eq 1 ]
	grep -q 'message 2: .*uncertain' err
	grep -q 'no message behind number 2 was sent' err
	# In the flight that has the text with it.
	{
		hello PIPELINING CHUNKING
		for i in 1 2; do
			printf '%s\n' 'C* MAIL' 'C* RCPT' 'C* BDAT' 'C= 150'
			[ $i = 2 ] || printf 'S: %s\n' '250 ok' '250 ok' '250 q'
		done
		echo close
	} >1
	size=$(sed s/hello/one/ msg | sed 's/$/\r/' | wc -c)
	sed -i "s/^C= .*/C= $size/" 1
	sessions
	expect_status 1 send -M x@y.example <box 2>err
	[ "$(cat count)" -eq 1 ]
	grep -q 'message 2: .*uncertain' err
}

@test "-M goes on behind a refusal, whatever follows that" {
	mbox one two three >box
	{ hello PIPELINING; part x='250 ok'; printf '%s\n' 'C* MAIL' 'C* RCPT' \
	    'C: DATA' 'S: 550 no' close; } >1
	{ hello; one; bye; } >2
	sessions
	expect_error 1 'message 2: peer.example: sender refused: 550 no' \
	    send -M x@y.example <box
	[ "$(cat count)" -eq 2 ]
	grep -ax $'one\r\|two\r\|three\r' "$PEER_OUT" | tr -d '\r' >got
	printf '%s\n' one three | cmp - got
	{ hello PIPELINING; part x='250 ok' | sed '$s/.*/S: 554 spam/'
	    echo close; } >1
	{ hello; one; one; bye; } >2
	sessions
	expect_error 1 'message 1: peer.example: message refused: 554 spam' \
	    send -M x@y.example <box
	[ "$(cat count)" -eq 2 ]
}

@test "-M gives up when one connection after the other ends" {
	local i
	mbox one two three four five >box
	{ hello; one; printf '%s\n' 'C* MAIL' 'S: 421 no' eof; } >1
	for i in 2 3 4; do
		{ hello; printf '%s\n' 'C* MAIL' "S: 421 no $i" eof; } >$i
	done
	sessions
	expect_status 1 send -M x@y.example <box 2>err
	[ "$(cat count)" -eq 4 ]
	grep -q 'message 2: .*421 no 2' err
	grep -q 'message 4: .*421 no 4' err
	grep -q 'no message behind number 4 was sent' err
	[ "$(wc -l <err)" -eq 4 ]
}

# ahead REPLY...: a message that is said behind the text of another one, from
# the text on; what is said to that one, and then to MAIL, RCPT and DATA.
ahead() {
	printf '%s\n' C. 'C* MAIL' 'C* RCPT' 'C: DATA'
	printf 'S: %s\n' "$@"
}

# opening: the first message, up to its text.
opening() {
	hello PIPELINING
	printf '%s\n' 'C* MAIL' 'C* RCPT' 'C: DATA' 'S: 250 ok' 'S: 250 ok' \
	    'S: 354 go'
}

@test "-M: each message begins with the end of the one before" {
	mbox one two three >box
	{
		opening
		ahead '250 q' '250 ok' '250 ok' '354 go'
		ahead '250 q' '250 ok' '250 ok' '354 go'
		printf '%s\n' C. 'C: QUIT' 'S: 250 q' 'S: 221 bye'
	} | peer
	send -M -l x@y.example <box >out
	peer_ok
	cut -f 1,2,5 out | diff - <(printf 'x@y.example\t250\t%d\n' 1 2 3)
	grep -ax $'one\r\|two\r\|three\r' "$PEER_OUT" | tr -d '\r' >got
	printf '%s\n' one two three | cmp - got
}

@test "-M: what was begun so and is refused takes no other's text" {
	# A text; a recipient, with a DATA that is accepted for nobody; DATA.
	mbox one two three four five >box
	{
		opening
		ahead '554 spam' '250 ok' '250 ok' '354 go'
		ahead '250 q' '250 ok' '550 none' '354 go'
		# Nobody gets that one: a lone dot ends it.
		printf '%s\n' 'C: .' 'S: 554 nobody'
		printf '%s\n' 'C: RSET' 'C* MAIL' 'C* RCPT' 'C: DATA'
		printf 'S: %s\n' '250 ok' '250 ok' '250 ok' '354 go'
		ahead '250 q' '250 ok' '250 ok' '451 no'
		bye
	} | peer
	expect_status 1 send -M -l x@y.example <box 2>err >out
	peer_ok
	cut -f 1,2,5 out | diff - <(printf 'x@y.example\t%s\n' 554$'\t'1 \
	    250$'\t'2 550$'\t'3 250$'\t'4 451$'\t'5)
	grep -ax $'one\r\|two\r\|three\r\|four\r\|five\r' "$PEER_OUT" |
	    tr -d '\r' | tr '\n' ' ' >got
	[ "$(cat got)" = 'one two four ' ]
}

@test "-M: a DATA that a refused sender gets: the connection is left" {
	mbox one two three >box
	{ opening; ahead '250 q' '550 who' '250 ok' '354 go'; echo eof; } >1
	{ hello; one; bye; } >2
	sessions
	expect_status 1 send -M x@y.example <box 2>err
	[ "$(cat count)" -eq 2 ]
	grep -q 'message 2: .*sender refused: 550 who' err
	[ "$(wc -l <err)" -eq 1 ]
	grep -ax $'one\r\|two\r\|three\r' "$PEER_OUT" | tr -d '\r' >got
	printf '%s\n' one three | cmp - got
}

@test "-M: the connection ends before what was begun is answered" {
	local n
	mbox one two three >box
	for n in 0 1 2; do
		{
			opening
			ahead '250 q' '250 ok' '250 ok' '354 go' |
			    head -n $((5 + n))
			echo close
		} >1
		{
			hello PIPELINING
			printf '%s\n' 'C* MAIL' 'C* RCPT' 'C: DATA' \
			    'S: 250 ok' 'S: 250 ok' 'S: 354 go' C. 'C* MAIL' \
			    'C* RCPT' 'C: DATA' 'S: 250 q' 'S: 250 ok' \
			    'S: 250 ok' 'S: 354 go' C. 'C: QUIT' 'S: 250 q'
		} >2
		sessions
		send -M x@y.example <box 2>err || fail "$n: $(cat err)"
		[ "$(cat count)" -eq 2 ]
		grep -ax $'one\r\|two\r\|three\r' "$PEER_OUT" |
		    tr -d '\r' >got
		printf '%s\n' one two three | cmp - got
	done
	# Without the answer to the text before, nothing more is sent.
	{ opening; ahead '250 q' | sed '$d'; echo close; } >1
	sessions
	expect_status 75 send -M x@y.example <box 2>err
	grep -q 'message 1: uncertain' err
	[ "$(cat count)" -eq 1 ]
}

@test "-M asks each connection anew what it offers" {
	mbox one 'zwölf' three >box
	{ hello 8BITMIME; one; } >1
	{ hello; one; bye; } >2
	# Nothing is said of the second message to a server without 8BITMIME.
	sessions
	expect_status 1 send -M x@y.example <box 2>err
	[ "$(cat count)" -eq 2 ]
	grep -q 'message 2: .*no 8BITMIME' err
	[ "$(grep -c ^smtpsend: err)" -eq 1 ]
	grep -ax $'one\r\|zw.*\r\|three\r' "$PEER_OUT" | tr -d '\r' >got
	printf '%s\n' one three | cmp - got
	# Or it is changed into what that server takes.
	{ hello; one; one; bye; } >2
	sessions
	send -M -o recode=yes x@y.example <box
	grep -aqx $'zw=C3=B6lf\r' "$PEER_OUT"
}
