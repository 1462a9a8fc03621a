# SPDX-License-Identifier: ISC
# The queue: smtpsend -Q fills it, smtpq empties it.
load lib
load queue

# --- into the queue

@test "what cannot be sent now is queued, and said to be" {
	expect_error 0 'Connection refused: queued as 2' down x@y.example <msg
	[ "$(stat -c %a "$queue" "$(entry)" | sort -u | tr '\n' ' ')" = \
	    '600 700 ' ]
	[ "$(field 2,5,7,8)" = "waiting	1	smtp://localhost:1	me@a.example" ]
	[ "$(field 9)" = x@y.example ]
	field 10 | grep -q 'Connection refused'
	sed '1,/^$/d' "$(entry)" | head -n 7 | cmp - msg
}

@test "it is on the disk before smtpsend says so" {
	need strace
	need_plain_build
	strace -f -o trace -e trace=fsync,rename,renameat,renameat2,exit_group \
	    smtpsend -Q -A smtp://localhost:1 x@y.example <msg 2>err
	# Each directory that was made, the entry, its name.
	grep -oE 'fsync|rename|exit_group' trace | uniq | tr '\n' ' ' >order
	[ "$(cat order)" = 'fsync rename fsync exit_group ' ] ||
	    fail "$(cat trace)"
}

@test "no host, a busy server and a lost connection are queued" {
	expect_error 0 'queued as' smtpsend -Q -A smtp+plain://no.invalid \
	    x@y.example <msg
	echo 'S: 421 later' | peer
	expect_error 0 '421 later: queued as' send x@y.example <msg
	{ hello; mail '451 not now'; quit; } | peer
	expect_error 0 '451 not now: queued as' send x@y.example <msg
	{ hello; mail; rcpt x@y.example; data '452 full'; quit; } | peer
	expect_error 0 '452 full: queued as' send x@y.example <msg
	{ hello; mail; echo close; } | peer
	expect_error 0 'queued as' send x@y.example <msg
	[ "$(smtpq -l | wc -l)" -eq 5 ]
}

@test "what is refused for good is not queued" {
	{ hello; mail '550 no'; quit; } | peer
	expect_error 69 '550 no' send x@y.example <msg
	{ hello; mail; rcpt x@y.example '550 none'; quit; } | peer
	expect_error 67 '550 none' send x@y.example <msg
	{ hello; mail; rcpt x@y.example; data '554 spam'; quit; } | peer
	expect_error 69 '554 spam' send x@y.example <msg
	echo 'S: nonsense' | peer
	expect_status 76 send x@y.example <msg 2>err
	expect_status 65 send x@y.example </dev/null 2>err
	is_empty
	[ ! -e "$queue" ]
}

@test "without -Q nothing is queued" {
	expect_error 75 'Connection refused' \
	    smtpsend -A smtp://localhost:1 x@y.example <msg
	[ ! -e "$queue" ]
}

@test "the key queue does it too, and names the place" {
	expect_error 0 'queued as' smtpsend -A smtp://localhost:1 \
	    -o queue=yes x@y.example <msg
	expect_error 0 'queued as' smtpsend -A smtp://localhost:1 \
	    -o queue='~/mine' x@y.example <msg
	expect_error 0 'queued as' smtpsend -A smtp://localhost:1 \
	    -o queue=./here -Q x@y.example <msg
	expect_status 75 smtpsend -A smtp://localhost:1 -o queue=no \
	    x@y.example <msg 2>err
	expect_error 64 'is yes, no or a directory' smtpsend \
	    -A smtp://localhost:1 -o queue=maybe x@y.example <msg
	[ "$(ls "$queue"/2* mine/2* here/2* | wc -l)" -eq 3 ]
	smtpq -l -o queue=./here | grep -q x@y.example
}

@test "who was accepted or refused for good is not queued" {
	{
		hello
		mail
		rcpt a@y.example
		rcpt b@y.example '450 4.2.0 later'
		rcpt c@y.example '550 5.1.1 none'
		rcpt d@y.example '451 later too'
		data
		quit
	} | peer
	expect_status 1 send {a,b,c,d}@y.example <msg 2>err
	grep -q 'c@y.example refused: 550' err
	grep -q 'queued as .* for 2 recipients' err
	[ "$(field 9)" = 'b@y.example, d@y.example' ]
	smtpq -lj | grep -q '"reply":"450 4.2.0 later"'
}

@test "an mbox: what stands behind a lost connection is queued" {
	local i
	for i in 1 2 3; do
		echo 'From me@a.example Fri Nov 20 10:00:00 2026'
		sed "s/<1@/<$i@/" msg
		echo
	done >mbox
	cat >server <<-'END'
	r() { read -r line || exit; line=${line%$'\r'}; }
	s() { printf '%s\r\n' "$1"; }
	echo x >>calls
	[ "$(wc -l <calls)" -eq 1 ] || { s '421 no more'; exit; }
	s '220 x'; r; s '250 x'; r; s '250 x'; r; s '250 x'; r; s 354
	while [ "$line" != . ]; do r; done
	s '250 one'; r; s '421 enough'
	END
	expect_status 0 send -o tunnel='bash server' -M x@y.example <mbox 2>err
	[ "$(grep -c 'queued as' err)" -eq 2 ]
	[ "$(cat "$queue"/2* | grep -c '^Message-ID: <[23]@a.example>')" -eq 2 ]
	[ "$(field 5 | sort | tr '\n' ' ')" = '0 1 ' ]
}

@test "what was queued is printed by -c, and logged" {
	down -c -o log=log x@y.example <msg 2>err | cmp - msg
	grep -qE 'queued=[0-9T]+-[0-9a-f]+ from=me@a.example .* exit=0 ' log
}

@test "a queue that cannot be had is told of, and the mail is not lost" {
	mkdir -m 777 open
	expect_status 75 down -o queue=./open x@y.example <msg 2>err
	grep -q 'not queued: ./open: others may write it' err
	mkdir mine && ln -s mine link
	expect_status 75 down -o queue=./link x@y.example <msg 2>err
	grep -q './link: no directory, or a symbolic link' err
	expect_status 75 down -o queue=./link/ x@y.example <msg 2>err
	expect_status 75 down -o queue=./msg x@y.example <msg 2>err
	grep -q './msg: no directory' err
	expect_status 75 down -o queue=/proc/queue x@y.example <msg 2>err
	grep -q 'not queued: /proc/queue' err
	[ "$(wc -l <err)" -eq 2 ]
	[ -z "$(find open mine -type f)" ]
}

@test "more recipients than an entry can name are not queued" {
	label=$(printf 'd%.0s' {1..60})
	{ echo 'To: x'; seq -f ' ,u%05g' 1 90000; echo; echo hi; } >many
	expect_status 75 down -t \
	    -o maildomain="$label.$label.$label.example" <many 2>err
	grep -q 'too many recipients' err
	is_empty
}

@test "a directory of another user is refused" {
	[ "$(id -u)" -eq 0 ] || skip 'only root can make one'
	mkdir -m 755 theirs
	chown 65534 theirs
	expect_status 75 down -o queue=./theirs x@y.example <msg 2>err
	grep -q 'belongs to another user' err
	expect_error 78 'belongs to another user' smtpq -o queue=./theirs
}

@test "a full disk: no entry, no half of one" {
	need python3
	need_plain_build
	seq 100000 | cat msg - >big
	cat >limit.py <<-'END'
	import resource, signal, subprocess, sys
	def limit():
	    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
	    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
	sys.exit(subprocess.run(sys.argv[1:], stdin=open('big'),
	    preexec_fn=limit, restore_signals=False).returncode)
	END
	expect_status 75 python3 limit.py smtpsend -Q -A smtp://localhost:1 \
	    x@y.example 2>err
	grep -q 'not queued: .*File too large' err
	[ -z "$(ls "$queue")" ]
}

# --- out of it

@test "smtpq sends what waits, over one connection" {
	local i
	for i in 1 2 3; do
		sed "s/<1@/<$i@/" msg | down "$i@y.example" 2>err
	done
	{
		hello
		for i in 1 2 3; do
			mail
			rcpt "$i@y.example"
			data
		done
		quit
	} | peer
	run_queue >out 2>err
	peer_ok
	[ ! -s out ] && [ ! -s err ]
	is_empty
	[ "$(grep -c 'Message-ID: <[123]@' "$PEER_OUT")" -eq 3 ]
	smtpq
}

@test "what arrives is what was to be sent, octet for octet" {
	printf 'From: me@a.example\nTo: x@y.example\nBcc: z@y.example\n' >raw
	printf 'Subject: h\xc3\xa9\n' >>raw
	printf '\nFrom here\n.\n..\n\n\xff8-bit\r\nlast without end' >>raw
	smtpsend -n -t -A smtp://localhost:1 <raw >plan
	down -t <raw 2>err
	{
		hello
		mail
		rcpt x@y.example
		rcpt z@y.example
		data
		quit
	} | sed 's/^S: 250 peer.example/S: 250-x\nS: 250-8BITMIME\nS: 250 SMTPUTF8/' |
	    peer
	run_queue
	peer_ok
	sed '1,/^$/d; /^\(Date\|Message-ID\): /d' plan >want
	sed -e 's/\r$//' -e '$d' -e 's/^\.//' \
	    -e '/^\(Date\|Message-ID\): /d' "$PEER_OUT" | cmp - want
}

@test "not before its time, which doubles" {
	local i queued now
	now=$(date +%s)
	down x@y.example <msg 2>err
	smtpq >out 2>err # no connection is made
	[ ! -s err ]
	for i in 300 600 1200 2400 4800 9600 14400 14400; do
		queued=$(sed -n 's/^tried [0-9]* 0*\([0-9]*\) .*/\1/p' \
		    "$(entry)")
		[ "$queued" -ge "$now" ]
		[ "$(date -d "$(field 6)" +%s)" -eq $((queued + i)) ]
		expect_status 75 smtpq -f 2>err
		grep -q 'Connection refused: 1 of the queue wait' err
	done
	[ "$(field 5)" -eq 9 ]
}

@test "it is tried when its time has come" {
	down x@y.example <msg 2>err
	sed -i "s/^tried 00001 [0-9]*/tried 00001 000000000001/" "$(entry)"
	{ hello; mail; rcpt x@y.example; data; quit; } | peer
	smtpq -o ehlo=me.example -o tunnel="$tunnel"
	peer_ok
	is_empty
}

@test "a recipient that has got it does not get it again" {
	{
		hello
		mail
		rcpt a@y.example '450 later'
		rcpt b@y.example '450 later'
		rcpt c@y.example '450 later'
		quit
	} | peer
	send {a,b,c}@y.example <msg 2>err
	{
		hello
		mail
		rcpt a@y.example
		rcpt b@y.example '450 later'
		rcpt c@y.example '550 5.1.1 none'
		data
		quit
	} | peer
	expect_status 1 run_queue 2>err
	peer_ok
	grep -q '^fates +-!$' "$(entry)"
	{ hello; mail; rcpt b@y.example; data; quit; } | peer
	expect_error 1 'given up' run_queue
	peer_ok
	# c was refused, and that is kept.
	[ "$(field 2,9,10)" = "failed	c@y.example	550 5.1.1 none" ]
}

@test "LMTP: who has got it is known before the next one is" {
	local url=lmtp+plain://peer.example i pid
	smtpsend -Q -A $url -o tunnel='exit 75' x@y.example z@y.example w@y.example \
	    <msg 2>err
	{
		printf 'S: 220 hi\nC* LHLO\nS: 250 hi\n'
		mail
		rcpt x@y.example
		rcpt z@y.example
		rcpt w@y.example
		data '250 x has it'
		echo silent
	} >script
	peer <script
	smtpq -f -o tunnel="$tunnel" 2>err &
	pid=$!
	for ((i = 0; i < 200; i++)); do
		! field 9 | grep -qv x@y.example || break
		sleep 0.05
	done
	kill -KILL "$pid"
	wait "$pid" || true
	field 9 | grep z@y.example | grep -v x@y.example
	{
		printf 'S: 220 hi\nC* LHLO\nS: 250 hi\n'
		mail
		rcpt z@y.example
		rcpt w@y.example
		data '450 later'
		echo 'S: 250 w has it'
		quit
	} | peer
	expect_status 1 smtpq -f -o tunnel="$tunnel" 2>err
	peer_ok
	[ "$(field 9)" = z@y.example ]
}

@test "what is refused for good goes to failed/, and no mail is made" {
	down x@y.example <msg 2>err
	{ hello; mail; rcpt x@y.example; data '554 5.7.1 spam'; quit; } | peer
	expect_error 69 '554 5.7.1 spam: given up' run_queue
	[ "$(ls "$queue/failed" | wc -l)" -eq 1 ]
	[ "$(field 2)" = failed ]
	field 10 | grep -q '554 5.7.1 spam'
	smtpq -f # is left alone
}

@test "-r brings back what was given up" {
	down x@y.example <msg 2>err
	{ hello; mail; rcpt x@y.example '550 none'; quit; } | peer
	expect_status 67 run_queue 2>err
	smtpq -r "$(field 1)"
	[ "$(field 2)" = waiting ]
	{ hello; mail; rcpt x@y.example; data; quit; } | peer
	smtpq -o ehlo=me.example -o tunnel="$tunnel"
	peer_ok
	is_empty
}

@test "what is too old is given up, after one more try" {
	down x@y.example <msg 2>err
	sed -i 's/^queued .*/queued 1000000000/' "$(entry)"
	expect_error 75 'Connection refused: given up' smtpq -f
	[ "$(field 2,10)" = "failed	it has waited too long" ]
	smtpq -d "$(field 1)"
	down -o log=log x@y.example <msg 2>err
	sed -i 's/^queued .*/queued 1000000000/' "$(entry)"
	rm log
	expect_error 75 'Connection refused: given up' smtpq -f
	[ "$(wc -l <log)" -eq 1 ]
	grep -q " id=$(field 1) state=failed from=me@a.example .*exit=75 " log
	grep -q ' msgid=<1@a.example> .* to=x@y.example$' log
	down x@y.example <msg 2>err
	sed -i "s/^queued .*/queued $(($(date +%s) - 4 * 86400))/" "$(entry)"
	expect_status 75 smtpq -f 2>err
	[ "$(ls "$queue"/2* | wc -l)" -eq 1 ]
	expect_status 75 smtpq -f -o queue_days=3 2>err
	[ "$(ls "$queue"/failed/2* | wc -l)" -eq 2 ]
}

@test "a connection that is lost behind the message: uncertain" {
	{ hello; mail; rcpt x@y.example; printf '%s\n' 'C: DATA' \
	    'S: 354 go on' 'C.' close; } | peer
	expect_error 0 'uncertain whether it was delivered' \
	    send x@y.example <msg
	[ "$(field 2)" = uncertain ]
	{ hello; mail; rcpt x@y.example; data '450 later'; quit; } | peer
	expect_status 75 run_queue 2>err
	[ "$(field 2)" = waiting ]
}

@test "a server that hangs up on one message gets the next ones" {
	local i
	for i in 1 2 3; do
		sed "s/<1@/<$i@/" msg | down "$i@y.example" 2>err
	done
	cat >server <<-'END'
	#!/bin/bash
	r() { read -r line || exit; line=${line%$'\r'}; echo "$line" >>said; }
	s() { printf '%s\r\n' "$1"; }
	s '220 x'; r; s '250 x'
	while r; do
		case $line in
		*'<1@'*) exit ;;
		DATA) s 354; while [ "$line" != . ]; do r; done; s 250 ;;
		QUIT) s '221 x'; exit ;;
		*) s '250 x' ;;
		esac
	done
	END
	expect_status 1 smtpq -f -o tunnel='bash server' 2>err
	[ "$(grep -c EHLO said)" -eq 2 ]
	[ "$(field 9)" = 1@y.example ]
	# and it comes last in the next run
	sed "s/<1@/<4@/" msg | down 4@y.example 2>err
	rm said
	expect_status 1 smtpq -f -o tunnel='bash server' 2>err
	grep -o 'RCPT.*' said | head -n 1 | grep -q '<4@'
}

@test "one server that is down is called once" {
	local i
	for i in {1..20}; do down x@y.example <msg 2>err; done
	cat >server <<-'END'
	echo x >>calls
	printf '421 no\r\n'
	END
	expect_error 75 '20 of the queue wait for another try' \
	    smtpq -f -o tunnel='sh server'
	[ "$(wc -l <calls)" -eq 1 ]
	[ "$(field 5 | sort -u)" -eq 2 ]
	expect_status 75 smtpq -qf -o tunnel='sh server' 2>err
	[ ! -s err ]
}

@test "accounts: each by its own, and -A for one alone" {
	mkdir -p .config/mailpipe
	cat >.config/mailpipe/accounts <<-END
	[one]
	from = me@a.example
	smtp = smtp://localhost:1
	queue = yes
	[two]
	from = me@b.example
	smtp = smtp://localhost:1
	queue = ~/two
	END
	chmod 600 .config/mailpipe/accounts
	smtpsend x@y.example <msg 2>err
	sed 's/me@a/me@b/' msg | smtpsend x@y.example 2>err
	smtpsend -A two -Q z@y.example <msg 2>err
	[ "$(ls "$queue"/2* | wc -l)" -eq 1 ]
	[ "$(ls two/2* | wc -l)" -eq 2 ]
	[ "$(field 7 | sort | tr '\n' ' ')" = 'one two two ' ]
	[ "$(smtpq -l -A one | wc -l)" -eq 1 ]
	expect_status 75 smtpq -f -A two 2>err
	[ "$(smtpq -l -A one | cut -f 5)" -eq 1 ]
	expect_error 78 'no account is named so' smtpq -A three
}

@test "settings, DSN and -o of the message are kept" {
	down -N success,delay -R hdrs -V id1 -f '<>' x@y.example <msg 2>err
	{
		echo 'S: 220 peer.example ready'
		echo 'C: EHLO me.example'
		echo 'S: 250-peer.example'
		echo 'S: 250 DSN'
		echo 'C: MAIL FROM:<> RET=HDRS ENVID=id1'
		echo 'S: 250 ok'
		echo 'C* RCPT TO:<x@y.example> NOTIFY=SUCCESS,DELAY'
		echo 'S: 250 ok'
		data
		quit
	} | peer
	run_queue
	peer_ok
	smtpsend -Q -A smtp://localhost:1 -o ehlo=kept.example x@y.example \
	    <msg 2>err
	printf '%s\n' 'S: 220 x' 'C: EHLO kept.example' 'S: 421 no' | peer
	expect_status 75 smtpq -f -o tunnel="$tunnel" 2>err
	peer_ok
}

@test "no password of the environment reaches another account's server" {
	MAILPIPE_PASSWORD=secret expect_status 0 smtpsend -Q \
	    -A smtp+plain://me@a.example:1 -o tunnel='exit 0' x@y.example \
	    <msg 2>err
	! grep -r secret "$queue" || false
	{
		printf '%s\n' 'S: 220 x' 'C* EHLO' 'S: 250-x' \
		    'S: 250 AUTH PLAIN'
	} | peer
	MAILPIPE_PASSWORD=secret MAILPIPE_SMTP=smtp://me@localhost:1 \
	    expect_status 78 smtpq -f -o tunnel="$tunnel" 2>err </dev/null
	! grep -q 'AUTH PLAIN [A-Za-z0-9]' "$PEER_LOG" || false
	{
		printf '%s\n' 'S: 220 x' 'C* EHLO' 'S: 250-x' \
		    'S: 250 AUTH PLAIN' 'C: AUTH PLAIN AG1lAHNlY3JldA==' \
		    'S: 421 enough'
	} | peer
	MAILPIPE_PASSWORD=secret MAILPIPE_SMTP=smtp+plain://me@a.example:1 \
	    expect_status 75 smtpq -f -o tunnel="$tunnel" 2>err
	peer_ok
}

@test "two at a time: the second one says so" {
	down x@y.example <msg 2>err
	mkfifo gate
	cat >server <<-'END'
	echo up >up
	read -r line <gate
	printf '421 no\r\n'
	END
	smtpq -f -o tunnel='sh server' 2>first &
	while [ ! -s up ]; do sleep 0.05; done
	expect_error 75 'another smtpq runs it now' smtpq -f
	expect_error 75 'in use' smtpq -d "$(field 1)"
	echo >gate
	wait
	[ "$(wc -l <up)" -eq 1 ]
	smtpq -d "$(field 1)"
	is_empty
}

# --- the list, and what is no entry

@test "-l: rows, names and JSON" {
	down x@y.example <msg 2>err
	smtpq -lH | head -n 1 | grep -q $'^id\tstate\tsize\tqueued\ttries\tnext'
	[ "$(smtpq -lH | awk -F '\t' '{ print NF }' | sort -u)" -eq 10 ]
	[ "$(field 3)" -eq "$(wc -c <msg)" ]
	need jq
	smtpq -lj | jq -e '.state == "waiting" and .tries == 1 and
	    .from == "me@a.example" and .account == "smtp://localhost:1" and
	    .to == [{"address": "x@y.example", "state": "waiting"}] and
	    (.reason | test("refused")) and (.queued < .next)'
	expect_error 74 'No space' smtpq -l >/dev/full
}

@test "-d takes one away, and an id is no path" {
	down x@y.example <msg 2>err
	down x@y.example <msg 2>err
	id=$(field 1 | head -n 1)
	expect_error 64 'no id' smtpq -d "../queue/$id"
	expect_error 64 'no id' smtpq -d "/$id"
	expect_error 64 'no id' smtpq -d ''
	expect_error 64 'no id' smtpq -d "${id%?}x"
	expect_error 1 'not in the queue' smtpq -d "${id%????}0000" "$id"
	[ "$(field 1 | wc -l)" -eq 1 ]
	smtpq -d "$(field 1)"
	is_empty
	expect_error 64 'no id is named' smtpq -d
	expect_error 64 'goes with' smtpq "$id"
}

@test "what writers have left is cleaned away, but no live one's" {
	down x@y.example <msg 2>err
	local name=20261120T214501-0123456789abcdef.tmp
	head -c 50 "$(entry)" >"$queue/$name"
	expect_status 75 smtpq -f 2>err
	[ -e "$queue/$name" ] # it may be alive
	touch -d '2 hours ago' "$queue/$name"
	smtpq -l >list
	[ "$(wc -l <list)" -eq 1 ]
	expect_status 75 smtpq -f 2>err
	[ ! -e "$queue/$name" ]
}

@test "damaged entries are told of once, and hold up no other" {
	local name=20261120T214501-0123456789abcde
	down x@y.example <msg 2>err
	good=$(entry)
	cp /bin/sh "$queue/${name}0"
	: >"$queue/${name}1"
	head -c 60 "$good" >"$queue/${name}2"
	head -n 9 "$good" >"$queue/${name}3"
	sed 's/^to .*/to x@y.example>\\r\\nDATA/' "$good" >"$queue/${name}4"
	sed 's/^fates .*/fates --/' "$good" >"$queue/${name}5"
	sed 's/^size .*/size 99999/' "$good" >"$queue/${name}6"
	ln -s "$good" "$queue/${name}7"
	mkdir "$queue/${name}8"
	mkfifo "$queue/${name}9"
	sed 's/^queue 1/queue 2/' "$good" | sed '1s/1$/2/' >"$queue/${name}a"
	{ hello; mail; rcpt x@y.example; data; quit; } | peer
	expect_status 1 run_queue 2>err
	peer_ok
	[ "$(grep -c "$name.*: moved to failed$" err)" -eq 10 ] ||
	    fail "$(cat err)"
	[ "$(ls "$queue/failed" | wc -l)" -eq 10 ]
	# That of another version may well be sent by that version.
	expect_error 78 "${name}a: written by another version" smtpq
	expect_error 78 'another version' smtpq -lH >list
	[ "$(cut -f 2 list | tail -n +2 | uniq -c | tr -s ' ')" = ' 10 damaged' ]
	[ "$(awk -F '\t' '{ print NF }' list | sort -u)" -eq 10 ]
	[ "$(grep "${name}2" list | cut -f 10)" = \
	    'the entry is damaged: its head has no end' ]
	smtpq -d "${name}2" "${name}4" "${name}a"
	[ ! -e "$queue/failed/${name}2" ]
	smtpq
	need jq
	[ "$(smtpq -lj | jq -r '[.id, .state, .reason] | @tsv' | grep -v '[79]	')" = \
	    "$(smtpq -l | cut -f 1,2,10 | grep -v '[79]	')" ]
}

@test "a damaged entry that was mended is brought back by -r" {
	down x@y.example <msg 2>err
	id=$(field 1)
	sed -i 's/^size /sise /' "$(entry)"
	expect_error 65 "$id: the entry is damaged" smtpq
	smtpq
	[ "$(field 1,2)" = "$id	damaged" ]
	expect_error 65 "$id: the entry is damaged" smtpq -r "$id"
	sed -i 's/^sise /size /' "$queue/failed/$id"
	[ "$(field 2)" = failed ]
	smtpq -r "$id"
	{ hello; mail; rcpt x@y.example; data; quit; } | peer
	run_queue
	peer_ok
	is_empty
}

@test "nothing that is written in an entry plays tricks on a terminal" {
	down x@y.example <msg 2>err
	printf '1763673620 0 \033[31mred\tx\n' >>"$(entry)"
	sed -i $'s/^account .*/account \\\\x1B[31m\\\\u0085/' "$(entry)"
	[ "$(field 2)" = damaged ]
	sed -i $'s/^account .*/account \\\\x1B[31m/' "$(entry)"
	smtpq -l >list
	! grep -q $'\033' list || false
	[ "$(awk -F '\t' '{ print NF }' list)" -eq 10 ]
	smtpq -lj | grep -q '"account":"'
}

@test "ten thousand entries are listed in little memory" {
	need_plain_build
	local i
	down x@y.example <msg 2>err
	one=$(entry)
	for ((i = 0; i < 10000; i++)); do
		printf '%s/20261120T214501-%016x\0' "$queue" "$i"
	done >names
	xargs -0 -n 500 sh -c 'tee "$@" <"$0" >/dev/null' "$one" <names
	(ulimit -v 20000 && exec smtpq -l) >list
	[ "$(wc -l <list)" -eq 10001 ]
	(ulimit -v 30000 && exec smtpq) # a run: they are not due
}

@test "smtpq in an empty place has nothing to do" {
	smtpq
	smtpq -l >out
	[ ! -s out ]
	[ ! -e "$queue" ]
	expect_error 78 'neither HOME' env -u HOME -u XDG_STATE_HOME smtpq
	XDG_STATE_HOME=$PWD/state down x@y.example <msg 2>err
	[ "$(ls state/mailpipe/queue/2* | wc -l)" -eq 1 ]
}

@test "usage" {
	expect_error 64 'exclude each other' smtpq -l -d x
	expect_error 64 'are for -l' smtpq -j
	expect_error 64 'unknown option' smtpq -Z
	smtpq --help | grep -q '^usage: smtpq'
}

@test "mailsend -Q queues, and prints nothing else" {
	echo hello | mailsend -Q -A smtp://localhost:1 -s hi x@y.example 2>err
	grep -q 'queued as' err
	[ "$(field 9)" = x@y.example ]
}

@test "sendmail queues by the key, lists with -bp and runs with -q" {
	mkdir sbin
	ln -s "$root/bin/smtpsend" sbin/sendmail
	ln -s "$root/bin/smtpsend" sbin/mailq
	PATH=$PWD/sbin:$PATH
	sendmail -A smtp://localhost:1 -o queue=yes x@y.example <msg >out 2>&1
	[ ! -s out ]
	sendmail -bp >list
	mailq | cmp - list
	grep -q x@y.example list
	sed -i "s/^tried 00001 [0-9]*/tried 00001 000000000001/" "$(entry)"
	{ hello; mail; rcpt x@y.example; data; quit; } | peer
	sendmail -q30m -o ehlo=me.example -o tunnel="$tunnel"
	peer_ok
	is_empty
	expect_status 75 sendmail -A smtp://localhost:1 x@y.example <msg 2>err
}

@test "every example of the page" {
	man_examples "$root/man/smtpq.1"
}
