# SPDX-License-Identifier: ISC
# The `log` key: a line for each message.
load lib
load smtp

setup() {
	message x@y.example >msg
	peer </dev/null
}

send() {
	smtpsend -A smtp+plain://me@peer.example -o ehlo=me.example \
	    -o user= -o tunnel="$tunnel" -o log=log "$@"
}

hello() {
	printf '%s\n' 'S: 220 peer.example ready' 'C: EHLO me.example' \
	    'S: 250 peer.example'
}

bye() {
	printf '%s\n' 'C: QUIT' 'S: 221 bye'
}

takes() {
	hello
	printf '%s\n' 'C: MAIL FROM:<me@a.example>' 'S: 250 ok' \
	    'C: RCPT TO:<x@y.example>' 'S: 250 ok' \
	    'C: DATA' 'S: 354 go on' 'C.' "S: $1"
	bye
}

# logged: the log's lines behind time, program and process id.
logged() {
	sed -E 's/^[0-9-]{10}T[0-9:]{8}Z [a-z0-9]+\[[0-9]+\]: //' log
}

@test "a message that was sent leaves one line" {
	takes '250 2.0.0 Ok: queued as "4711"' | peer
	send x@y.example <msg
	peer_ok
	printf 'host=peer.example from=me@a.example size=130 %s %s %s %s\n' \
	    'msgid=<1@a.example>' 'exit=0 code=250 enhanced=2.0.0' \
	    'reply="Ok: queued as \"4711\""' 'to=x@y.example' >want
	logged | cmp - want
	[ "$(stat -c %a log)" = 600 ]
	[ "$(wc -c <msg)" -eq 123 ] # and seven CRs on the wire
}

@test "a line that was cut is ended, and stands for itself" {
	printf '2026-11-20T10:00:00Z smtpsend[1]: host=pe' >log
	takes '250 ok' | peer
	send x@y.example <msg
	takes '250 ok' | peer
	send x@y.example <msg
	[ "$(wc -l <log)" -eq 3 ]
	[ "$(grep -c '^2026.* to=x@y.example$' log)" -eq 2 ]
	chmod 200 log # what cannot be read is added to as it is
	takes '250 ok' | peer
	send x@y.example <msg
	[ "$(wc -l <log)" -eq 4 ]
}

@test "what a server says is made visible, and stays on its line" {
	takes '250 \x1b[31mred\tand \\blue \xff' | peer
	send x@y.example <msg
	logged | grep -qF 'reply="\x1B[31mred\tand \\blue \xFF"'
	[ "$(wc -l <log)" -eq 1 ]
}

@test "refused recipients and failures have their line too" {
	{
		hello
		printf '%s\n' 'C: MAIL FROM:<me@a.example>' 'S: 250 ok' \
		    'C: RCPT TO:<a@y.example>' 'S: 550 5.1.1 none' \
		    'C: RCPT TO:<b@y.example>' 'S: 250 ok' \
		    'C: DATA' 'S: 354 go on' 'C.' 'S: 250 ok'
		bye
	} | peer
	expect_status 1 send a@y.example b@y.example <msg
	logged | grep -q 'exit=1 code=250 reply=ok to=a@y.example to=b@y'
	logged | grep -q ' refused="a@y.example: 550 5.1.1 none"$'
	printf '%s\n' 'S: 421 later' | peer
	expect_status 75 send x@y.example <msg
	logged | tail -n 1 |
	    grep -q 'exit=75 error="peer.example: .*421 later" to=x@y.example$'
	[ "$(wc -l <log)" -eq 2 ]
}

@test "a log that cannot be written is told of, and the mail is sent" {
	takes '250 ok' | peer
	expect_error 0 'log: none/log: No such file' \
	    send -o log=none/log x@y.example <msg
	peer_ok
	takes '250 ok' | peer
	expect_error 0 'log: /dev/full: No space' \
	    send -o log=/dev/full x@y.example <msg
	peer_ok
	mkfifo fifo
	takes '250 ok' | peer
	expect_error 0 'log: fifo:' send -o log=fifo x@y.example <msg
	peer_ok
}

@test "a log below ~ is found; without one nothing is written" {
	takes '250 ok' | peer
	send -o log='~/sent.log' x@y.example <msg
	[ -s "$HOME/sent.log" ]
	takes '250 ok' | peer
	send -o log= x@y.example <msg
	[ ! -e log ]
}

@test "syslog gets the line, in the facility of mail" {
	need strace
	need_plain_build
	takes '250 ok' | peer
	strace -f -o trace -e trace=connect smtpsend -A smtp://localhost \
	    -o ehlo=me.example -o tunnel="$tunnel" -o log=syslog \
	    x@y.example <msg
	peer_ok
	grep -q '/dev/log' trace
	[ ! -e syslog ]
}

@test "lines of messages sent at the same time do not mix" {
	local i
	for i in {1..20}; do
		takes "250 ok $i$(printf '%*s' 300 '' | tr ' ' x)" >"$i.script"
		smtpsend -A smtp://localhost -o ehlo=me.example -o log=log \
		    -o tunnel="'$root/tests/build/peer' '$PWD/$i.script'" \
		    x@y.example <msg &
	done
	wait
	[ "$(wc -l <log)" -eq 20 ]
	[ "$(grep -cE '^[^ ]+ smtpsend\[[0-9]+\]: host=localhost .* to=x@y.example$' log)" -eq 20 ]
}
