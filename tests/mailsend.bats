# SPDX-License-Identifier: ISC
# mailsend with scripted servers, with helpers that fail, and with real ones.
load lib
load smtp
load servers

setup() {
	export EMAIL=me@a.example
	printf '%s\n' 'Hello,' '.' 'here it is.' >message.txt
	head -c 3000 "$root/bin/mimebuild" >attachment.zip
	peer </dev/null
}

send() {
	at_peer mailsend "$@"
}

# takes SENDER RCPT...: the script of a server that takes a message.
takes() {
	printf '%s\n' 'S: 220 hi' 'C: EHLO me.example' 'S: 250-peer.example' \
	    'S: 250 8BITMIME'
	echo "C: MAIL FROM:<$1> BODY=8BITMIME"
	echo 'S: 250 ok'
	shift
	local rcpt
	for rcpt; do
		echo "C: RCPT TO:<$rcpt>"
		echo 'S: 250 ok'
	done
	printf '%s\n' 'C: DATA' 'S: 354 go on' 'C.' 'S: 250 queued' 'C: QUIT' \
	    'S: 221 bye'
}

# nothing_sent: the server was not even called.
nothing_sent() {
	[ ! -e "$PEER_LOG" ] || fail "the server was called: $(cat "$PEER_LOG")"
}

# helpers [NAME]: the programs, but for the named one, beside a ./mailsend;
# and a NAME there of what stdin has.
helpers() {
	local name
	mkdir here
	cp "$root/bin/mailsend" here/ # of a link, the other end counts too
	for name in mimebuild smtpsend tlspipe; do
		ln -s "$root/bin/$name" here/
	done
	[ $# -gt 0 ] || return 0
	rm "here/$1"
	{ echo '#!/bin/bash' && cat; } >"here/$1"
	chmod +x "here/$1"
}

# is_gone FILE: the process whose id is in it.
is_gone() {
	[ -s "$1" ] && ! kill -0 "$(cat "$1")" 2>/dev/null
}

# --- the job itself

@test "a subject, a text, an attachment and an address" {
	takes me@a.example example@example.org | peer
	send -s 'Mail subject' -m message.txt -a attachment.zip \
	    example@example.org </dev/null >out 2>err
	peer_ok
	[ ! -s out ] && [ ! -s err ]
	got >mail
	grep -Fqx 'Subject: Mail subject' mail
	grep -Fqx 'To: example@example.org' mail
	mimeparse -V mail
	mimeparse -p 1 mail | cmp - message.txt
	mimeparse -p =attachment.zip mail | cmp - attachment.zip
}

@test "the body on stdin" {
	takes me@a.example x@y.example | peer
	send x@y.example <message.txt
	got | mimeparse -b | cmp - message.txt
	takes me@a.example x@y.example | peer
	send -m - -a attachment.zip x@y.example <message.txt
	got | mimeparse -p 1 | cmp - message.txt
}

@test "the envelope is To, Cc and Bcc, and Bcc is not told" {
	takes me@a.example a@y.example b@y.example c@y.example \
	    d@y.example e@y.example | peer
	send -b e@y.example -c 'C <c@y.example>, d@y.example' -m message.txt \
	    'A <a@y.example>, b@y.example' a@y.example
	peer_ok
	! got | grep -i -e bcc -e e@y.example || false
}

@test "letters mean what they mean to mimebuild" {
	export SOURCE_DATE_EPOCH=1700000000
	printf 'Subject: t\nTo: t@y.example\nX-T: 1\n\ntext\n' >template
	printf 'From: r@y.example\nMessage-ID: <r@y>\nSubject: r\n\nx\n' >old
	echo '<p>hi</p>' >b.html
	while read -r args; do
		eval "set -- $args"
		mimebuild "$@" <template | smtpsend -n -t \
		    -A smtp+plain://h.example >want
		mailsend -n -A smtp+plain://h.example "$@" <template >got
		cmp want got || fail "not the same: $args"
	done <<-'END'
	-s 'S' -R r@x.example -H 'X-A: b' -e b64 a@y.example
	-m message.txt -T text/html -N n.html -D 'a page' -m b.html a@y.example
	-m b.html -I cid1 -i attachment.zip a@y.example
	-M text/html a@y.example
	-C latin1 -l -b b@y.example
	-t -c c@y.example
	-t -a attachment.zip
	-t -f 'T <t@x.example>' -E
	-r old -m message.txt
	-w old -f f@x.example a@y.example
	-w - -m message.txt a@y.example
	-H 'To: h@y.example'
	-s '' -f 'Ö <o@x.example>' 'Ä <a@y.example>'
	END
}

@test "-v -q -o -n are smtpsend's" {
	takes me@a.example x@y.example | peer
	send -v -q x@y.example <message.txt 2>err
	peer_ok
	grep -Fqx 'C: MAIL FROM:<me@a.example> BODY=8BITMIME' err
	send -n x@y.example <message.txt >out
	grep -Fqx 'ehlo = me.example' out
	grep -Fqx 'RCPT TO:<x@y.example>' out
}

@test "-E: no body, no mail" {
	send -E x@y.example </dev/null >out 2>err
	[ ! -s out ] && [ ! -s err ]
	nothing_sent
	: >empty
	takes me@a.example x@y.example | peer
	send -E -a empty x@y.example </dev/null
	peer_ok
}

@test "recipients and options in any order, up to --" {
	takes me@a.example a@y.example b@y.example -s@y.example | peer
	send a@y.example -s Hi -m message.txt b@y.example -q -- -s@y.example
	peer_ok
	got | grep -Fqx 'Subject: Hi'
	takes me@a.example a@y.example -m@y.example | peer
	send -m message.txt -s -- a@y.example -- -m@y.example
	peer_ok
	got | grep -Fqx 'Subject: --'
}

# --- who sends

# sender HEADER ENVELOPE OPTION...: what both say.
sender() {
	local header=$1 envelope=$2
	shift 2
	mailsend -n "$@" x@y.example <template >out
	grep -m 1 '^From: ' out >from || true
	[ "$(cat from)" = "From: $header" ] || fail "$*: $(cat from)"
	grep -Fqx "MAIL FROM:<$envelope>" out ||
	    fail "$*: $(grep '^MAIL' out)"
}

accounts() {
	export MAILPIPE_CONFIG=$PWD/accounts
	cat >accounts <<-'END'
	[one]
	from = One <one@a.example>
	smtp = smtp+plain://h1.example
	[two]
	from = Two <two@a.example>
	smtp = smtp+plain://h2.example
	[none]
	smtp = smtp+plain://user%40u.example@h3.example
	END
	chmod 600 accounts
	echo text >template
}

@test "one From: the account's, in the header and in the envelope" {
	accounts
	unset EMAIL
	sender 'One <one@a.example>' one@a.example
	sender 'Two <two@a.example>' two@a.example -A two
	MAILPIPE_ACCOUNT=two sender 'Two <two@a.example>' two@a.example
	MAILPIPE_ACCOUNT=one sender 'Two <two@a.example>' two@a.example -A two
	sender 'three@a.example' three@a.example -o from=three@a.example
	sender 'user@u.example' user@u.example -A none
	EMAIL=e@x.example sender 'One <one@a.example>' one@a.example
	EMAIL=e@x.example sender 'e@x.example' e@x.example -A none
	EMAIL=two@a.example sender 'Two <two@a.example>' two@a.example
	grep -Fqx 'smtp = smtp+plain://h2.example' out
}

@test "one From: that of -f, which finds its account" {
	accounts
	sender 'F <f@x.example>' f@x.example -f 'F <f@x.example>'
	sender 'F <f@x.example>' f@x.example -A two -f 'F <f@x.example>'
	sender '=?UTF-8?B?w5Y=?= <two@a.example>' two@a.example \
	    -f 'Ö <two@a.example>'
	grep -Fqx 'smtp = smtp+plain://h2.example' out
	sender 'f@x.example, g@x.example' f@x.example -f 'f@x.example, g@x.example'
	sender 'One <one@a.example>' one@a.example -f ''
}

@test "a From of -t or -H stays, in the header" {
	accounts
	printf 'From: t@x.example\n\ntext\n' >template
	sender t@x.example one@a.example -t
	sender f@x.example f@x.example -t -f f@x.example
	sender h@x.example one@a.example -H 'From: h@x.example'
}

# --- what beginners meet

@test "no recipient: 64, and an example" {
	expect_error 64 'no recipient: mailsend -s Hello' send -s hi -m message.txt
	expect_error 64 'no recipient' send -H 'X-To: a@y.example' </dev/null
	expect_error 64 'empty recipient' send '' </dev/null
	printf 'Subject: x\n\ntext\n' >template
	expect_error 65 'names no recipient' send -t <template
	nothing_sent
}

@test "a missing file: 66, and nothing is sent" {
	expect_error 66 'nosuch.txt: No such file' send -m nosuch.txt x@y.example
	expect_error 66 'nosuch.zip: No such file' send -m message.txt \
	    -a nosuch.zip x@y.example
	expect_error 66 '.: Is a directory' send -m message.txt -a . x@y.example
	expect_error 66 '/dev/full' send -m message.txt -a /dev/full x@y.example
	nothing_sent
}

@test "no server, no such account, no password: 78, and what to do" {
	expect_error 78 '~/.config/mailpipe/accounts' mailsend -m message.txt \
	    x@y.example
	expect_error 78 'nosuch: no account' mailsend -A nosuch \
	    -m message.txt x@y.example
	printf '%s\n' 'S: 220 hi' 'C?' 'S: 250-h' 'S: 250 AUTH PLAIN' \
	    'C: QUIT' | peer
	expect_error 78 'put it into $MAILPIPE_PASSWORD' setsid -w mailsend \
	    -A smtp+plain://me@peer.example -o tunnel="$tunnel" \
	    -m message.txt x@y.example
}

@test "an address or a header that is none: 65" {
	expect_error 65 'b c' send -m message.txt 'b c@y.example'
	expect_error 65 'mimebuild: ' send -m message.txt -s $'a\nb' x@y.example
	expect_error 65 'mimebuild: ' send -m message.txt -f 'x <' x@y.example
	nothing_sent
}

@test "a server that refuses: its status, one line" {
	printf '%s\n' 'S: 220 hi' 'C?' 'S: 250 h' 'C?' 'S: 250 ok' 'C?' \
	    'S: 550 5.1.1 unknown' 'C: QUIT' | peer
	expect_error 67 'x@y.example refused: 550 5.1.1 unknown' send \
	    -m message.txt x@y.example
	peer_ok
}

# at_terminal COMMAND...: runs it on a terminal, shows what it shows, and
# once it has spoken types $typed; the status is its own.
at_terminal() {
	cat >type.py <<-'END'
	import os, pty, signal, sys
	pid, fd = pty.fork()
	if pid == 0:
	    signal.signal(signal.SIGINT, signal.SIG_DFL)
	    os.execvp(sys.argv[1], sys.argv[1:])
	shown = b''
	try:
	    while b'Ctrl-D' not in shown:
	        shown += os.read(fd, 1000)
	    os.write(fd, os.environ['typed'].encode())
	    while True:
	        shown += os.read(fd, 1000)
	except OSError:
	    pass
	sys.stdout.buffer.write(shown)
	code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
	sys.exit(code if code >= 0 else 128 - code)
	END
	typed=$typed python3 type.py "$@"
}

@test "at a terminal: how to end; Ctrl-D sends" {
	need python3
	takes me@a.example x@y.example | peer
	typed=$'hello\n\004' at_terminal mailsend -o ehlo=me.example -o \
	    tunnel="$tunnel" -A smtp+plain://peer.example x@y.example >shown
	peer_ok
	got | mimeparse -b >body
	echo hello | cmp - body
}

@test "at a terminal: Ctrl-C sends nothing" {
	need python3
	typed=$'hello\n\003' expect_status 130 at_terminal mailsend -o \
	    tunnel="$tunnel" -A smtp+plain://peer.example x@y.example >shown
	nothing_sent
	[ "$(wc -l <shown)" -le 3 ]
}

# --- nothing is sent from a mimebuild that failed

# The smtpsend of these tests would send at the end of its input, whenever it
# comes: also when it has been told to go, which it does after a while, or,
# if it is stubborn, not at all.
eager='
trap "sleep 0.1; kill %1 && exit 1" TERM
echo $$ >smtpsend.pid
cat <&0 >text &
wait
touch sent'
stubborn='
trap "" TERM
echo $$ >smtpsend.pid
cat >text
touch sent'

@test "mimebuild ends early, after any number of bytes" {
	helpers smtpsend <<<"$eager"
	rm here/mimebuild
	cat >here/mimebuild <<-END
	#!/bin/bash
	'$root/bin/mimebuild' "\$@" | head -c "\$bytes"
	until [ -s smtpsend.pid ]; do sleep 0.01; done
	kill -KILL \$\$
	END
	chmod +x here/mimebuild
	for bytes in 0 1 $((RANDOM % 200)) 2000 4000 1000000; do
		export bytes
		expect_error 71 'ended by signal 9: nothing was sent' \
		    here/mailsend -A smtp+plain://h.example -m message.txt \
		    -a attachment.zip x@y.example
		[ ! -e sent ] || fail "sent, after $bytes bytes"
		is_gone smtpsend.pid
		rm smtpsend.pid
	done
}

@test "mimebuild fails, and says so: its status" {
	helpers smtpsend <<<"$stubborn"
	rm here/mimebuild
	cat >here/mimebuild <<-'END'
	#!/bin/bash
	until [ -s smtpsend.pid ]; do sleep 0.01; done
	exit 70
	END
	chmod +x here/mimebuild
	expect_status 70 here/mailsend -A smtp+plain://h.example x@y.example
	[ ! -e sent ]
	is_gone smtpsend.pid
}

@test "mimebuild is killed while it works" {
	helpers mimebuild <<-END
	echo \$\$ >mimebuild.pid
	exec '$root/bin/mimebuild' "\$@"
	END
	for bytes in 1 $((RANDOM * 10)) $((RANDOM * 100)) 3000000; do
		expect_error 71 'ended by signal 9: nothing was sent' \
		    here/mailsend -A smtp+plain://peer.example \
		    -o tunnel="$tunnel" -m message.txt -a - x@y.example < <(
			head -c $bytes /dev/zero
			sleep 10 & # nobody reads its end
			echo $! >sleep.pid
			until [ -s mimebuild.pid ]; do sleep 0.01; done
			kill -KILL "$(cat mimebuild.pid)"
		)
		kill "$(cat sleep.pid)"
		is_gone mimebuild.pid
		rm mimebuild.pid
		nothing_sent
	done
}

@test "an attachment shrinks while it is sent" {
	helpers smtpsend <<-END
	head -c 1 >first
	head -c 100 /dev/zero >big
	exec '$root/bin/smtpsend' "\$@"
	END
	head -c 5000000 /dev/zero >big
	expect_error 66 'mimebuild: big: ' here/mailsend -m message.txt -a big \
	    -A smtp+plain://peer.example -o tunnel="$tunnel" x@y.example
	nothing_sent
}

@test "mimebuild cannot be run: 69; none but those beside us" {
	helpers mimebuild </dev/null
	rm here/mimebuild
	expect_error 69 'here/mimebuild: No such file' here/mailsend \
	    -A smtp+plain://h.example -m message.txt x@y.example
	mv here/smtpsend here/elsewhere
	ln -s "$root/bin/mimebuild" here/mimebuild
	expect_error 69 'here/smtpsend: No such file' here/mailsend \
	    -A smtp+plain://h.example -m message.txt x@y.example
}

# --- smtpsend fails

@test "smtpsend ends first: mimebuild does not wait for its input" {
	helpers smtpsend <<-'END'
	until [ -s mimebuild.pid ]; do sleep 0.01; done
	echo 'smtpsend: no' >&2
	exit 73
	END
	rm here/mimebuild
	cat >here/mimebuild <<-END
	#!/bin/bash
	echo \$\$ >mimebuild.pid
	exec '$root/bin/mimebuild' "\$@"
	END
	chmod +x here/mimebuild
	mkfifo never
	sleep 100 >never &
	expect_error 73 'smtpsend: no' here/mailsend \
	    -A smtp+plain://h.example x@y.example <never
	kill $!
	is_gone mimebuild.pid
}

@test "no room for what is sent: 73 or 74, one line" {
	head -c 3000000 /dev/zero >big
	TMPDIR=/nonexistent expect_error 73 'smtpsend: ' send -m message.txt \
	    -a big x@y.example
	nothing_sent
	expect_error 74 'smtpsend: stdout: ' send -n x@y.example \
	    <message.txt >/dev/full
}

@test "smtpsend is killed: uncertain, 75" {
	helpers smtpsend <<<'cat >text; kill -KILL $$'
	expect_error 75 'uncertain' here/mailsend -A smtp+plain://h.example \
	    -m message.txt x@y.example
	helpers() { :; }
	printf '#!/bin/sh\nexit 0\n' >here/smtpsend
	expect_error 75 'uncertain' here/mailsend -A smtp+plain://h.example \
	    x@y.example < <(sleep 0.3; echo)
}

# --- signals

# with_signals COMMAND...: as a shell with job control starts it; prints
# what it died of.
with_signals() {
	python3 - "$@" <<-'END'
	import signal, subprocess, sys
	for s in ('INT', 'TERM', 'HUP', 'CHLD'):
	    how = signal.SIG_DFL
	    if s in sys.argv[1].split(','):
	        how = signal.SIG_IGN
	    signal.signal(getattr(signal, 'SIG' + s), how)
	print(subprocess.Popen(sys.argv[2:], stdin=open('in')).wait())
	END
}

@test "INT, TERM, HUP: both are ended, and mailsend dies of it" {
	need python3
	helpers smtpsend <<<"$eager"
	rm here/mimebuild
	cat >here/mimebuild <<-'END'
	#!/bin/bash
	echo $$ >mimebuild.pid
	until [ -s smtpsend.pid ]; do sleep 0.01; done
	kill -$signal $PPID
	exec sleep 100
	END
	chmod +x here/mimebuild
	mkfifo in
	sleep 100 <>in &
	for signal in 2 15 1; do
		export signal
		with_signals none here/mailsend -A smtp+plain://h.example \
		    x@y.example >died 2>err
		[ "$(cat died)" = "-$signal" ] || fail "$(cat died err)"
		is_gone mimebuild.pid
		is_gone smtpsend.pid
		[ ! -e sent ] && [ ! -s err ]
		rm ./*.pid
	done
	kill $!
}

@test "signals that are ignored stay so" {
	need python3
	helpers smtpsend <<-'END'
	kill -HUP $PPID
	cat >text
	kill -INT $PPID
	touch sent
	END
	cp message.txt in
	with_signals HUP,INT,CHLD here/mailsend -A smtp+plain://h.example \
	    x@y.example >died
	[ "$(cat died)" = 0 ] && [ -e sent ]
}

# --- secrets

@test "the password is smtpsend's alone" {
	helpers smtpsend <<-'END'
	echo "$MAILPIPE_PASSWORD" >password
	cat >text
	END
	rm here/mimebuild
	printf '#!/bin/sh\nenv >environment\n' >here/mimebuild
	chmod +x here/mimebuild
	MAILPIPE_PASSWORD=hunter2 here/mailsend -m message.txt \
	    -A smtp+plain://h.example x@y.example
	[ "$(cat password)" = hunter2 ]
	[ -s environment ] && ! grep hunter2 environment
	expect_error 64 'others see a command line' send -o pass=x x@y.example
}

# --- real servers

@test "through Postfix to Dovecot, with a Chinese subject and name" {
	need_servers
	export MAILPIPE_PASSWORD=secret
	cp attachment.zip 附件.zip
	for url in "smtps://a@localhost:$SMTPS_PORT" \
	    "smtp+starttls://a@localhost:$SMTP_PORT"
	do
		mailsend -A "$url" -o tls_ca="$SERVERS_CA" -s 邮件 \
		    -f '甲 <me@example.org>' -m message.txt -a 附件.zip \
		    -b mls2@example.org mls1@example.org >out 2>err
		[ ! -s out ] && [ ! -s err ]
	done
	mail_of mls2 2
	for mail in $(mail_of mls1 2); do
		[ "$(mimeparse -h subject "$mail")" = 邮件 ]
		mimeparse -p =附件.zip "$mail" | cmp - attachment.zip
		mimeparse -p 1 "$mail" | tr -d '\r' | cmp - message.txt
		grep -q '^Return-Path: <me@example.org>' "$mail"
		! grep -i mls2 "$mail" || false
	done
}

@test "some are refused: 1; all: 67; a wrong password: 77" {
	need_servers
	export MAILPIPE_PASSWORD=secret
	server=smtps://a@localhost:$SMTPS_PORT
	expect_error 1 'unknown@example.org refused: 550' mailsend \
	    -A "$server" -o tls_ca="$SERVERS_CA" -m message.txt \
	    mls3@example.org unknown@example.org
	mail_of mls3 1
	expect_error 67 'unknown@example.org refused: 550' mailsend \
	    -A "$server" -o tls_ca="$SERVERS_CA" -m message.txt \
	    unknown@example.org
	MAILPIPE_PASSWORD=wrong expect_error 77 'login refused' mailsend \
	    -A "$server" -o tls_ca="$SERVERS_CA" -m message.txt \
	    mls3@example.org
}


# --- the manual

@test "the manual's examples" {
	export MAILPIPE_CONFIG=$PWD/accounts
	unset EMAIL
	printf '%s\n' '[me]' 'from = Me <me@example.org>' \
	    'smtp = smtps://me@example.org@smtp.example.org' >accounts
	chmod 600 accounts
	man_examples "$root/man/mailsend.1"
}
