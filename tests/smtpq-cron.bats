# SPDX-License-Identifier: ISC
# smtpq as cron runs it: what it says, how it ends, and whom it leaves alone.
load lib
load queue

# The queue's notion of time: all that waits was tried SECONDS ago.
age() {
	sed -i "s/^\(tried [0-9]*\) [0-9]*/\1 $(printf %012d \
	    $(($(date +%s) - $1)))/" "$queue"/2*
}

@test "nothing is due: not a word, and no server is called" {
	smtpq >out 2>&1
	down x@y.example <msg 2>err
	smtpq >>out 2>&1
	smtpq -q >>out 2>&1
	[ ! -s out ]
}

@test "the server is called before anything is read" {
	need strace
	need_plain_build
	seq 200000 | cat msg - >big
	smtpsend -Q -A smtp://127.0.0.1:1 x@y.example <big 2>err
	smtpsend -Q -A smtp://127.0.0.1:1 x@y.example <big 2>err
	expect_status 75 strace -o trace -e trace=pread64,read,connect,lseek \
	    smtpq -f 2>err
	grep -q 'Connection refused: 2 of the queue wait' err
	[ "$(grep -c '^connect' trace)" -eq 1 ]
	# Of each entry its head, and not the text behind it.
	[ "$(sed -n 's/.*read.* = \([0-9]*\)$/\1/p' trace |
	    awk '{ n += $1 } END { print n < 200000 }')" -eq 1 ]
	peer <<-'END'
	S: 220 peer.example ready
	C: EHLO me.example
	S: 421 not now
	END
	expect_status 75 run_queue -v 2>trace
	grep -q '421 not now: 2 of the queue wait' trace
}

@test "one server, many accounts: it is called once when it is down" {
	local i
	for i in 1 2 3; do
		down -o log="log$i" x@y.example <msg 2>err
	done
	cat >server <<-'END'
	echo x >>calls
	printf '421 no\r\n'
	END
	expect_status 75 smtpq -f -o tunnel='sh server' 2>err
	[ "$(wc -l <calls)" -eq 1 ]
	[ "$(grep -c '421 no: 1 of the queue wait' err)" -eq 3 ]
	[ "$(field 5 | sort -u)" -eq 2 ]
}

# example TEXT: what stands in the page's example that holds TEXT.
example() {
	sed 's/\\&//g; s/\\-/-/g; s/\\e/\\/g' "$root/man/smtpq.1" |
	    awk -v text="$1" '/^\.Bd/ { b = ""; next }
	        /^\.Ed/ { if (index(b, text)) printf "%s", b; next }
	        { b = b $0 "\n" }'
}

@test "the recipes of the page" {
	down x@y.example <msg 2>err
	age 301
	line=$(example '*/5 * * * *')
	expect_status 75 sh -c "${line#'*/5 * * * * '}" >out 2>&1
	[ ! -s out ]
	[ "$(field 5)" -eq 2 ]
	# Its sleep ends the loop after one round.
	mkdir bin
	printf '#!/bin/sh\n[ ! -e slept ] && : >slept\n' >bin/sleep
	chmod +x bin/sleep
	age 601
	example 'while sleep' >loop
	echo wait >>loop
	PATH=$PWD/bin:$PATH sh loop || true
	[ "$(field 5)" -eq 3 ]
	[ -e smtpq.log ] && [ ! -s smtpq.log ]
	printf '#!/bin/sh\necho "$3" >whom\nexec sh -c "$2"\n' >bin/su
	chmod +x bin/su
	example 'su -c' >hook
	PATH=$PWD/bin:$PATH expect_status 75 sh hook
	[ "$(cat whom)" = ann ]
	[ "$(field 5)" -eq 4 ]
}

# A login at a peer: the password is wrong, or right.
account() {
	mkdir -p .config/mailpipe
	cat >.config/mailpipe/accounts <<-END
	[work]
	from = me@a.example
	smtp = smtp+plain://me@peer.example
	pass = secret
	auth = plain
	ehlo = me.example
	queue = yes
	tunnel = sh '$PWD/server'
	END
	chmod 600 .config/mailpipe/accounts
}

# serves REPLY: a server that gives it to AUTH, and takes all mail; with a
# file hang it goes away at the first RCPT, and then wants no login any more.
serves() {
	rm -f gone
	echo "reply='$1'; cd '$PWD'" >server
	cat >>server <<-'END'
	r() { IFS= read -r line || exit; }
	s() { printf '%s\r\n' "$1"; }
	[ -n "$reply" ] || { s '421 away'; exit; }
	[ ! -e gone ] || reply='535 gone'
	s '220 x'
	while r; do
		case $line in
		EHLO*) s '250-x'; s '250 AUTH PLAIN LOGIN CRAM-MD5' ;;
		AUTH*) echo "$line" >>calls; s "$reply" ;;
		RCPT*) [ ! -e hang ] || { echo >gone; exit; }; s 250 ;;
		DATA*) s 354; while [ "${line%?}" != . ]; do r; done; s 250 ;;
		QUIT*) s 221; exit ;;
		*) s 250 ;;
		esac
	done
	END
}

@test "a wrong password: one login in a run, and an hour of rest" {
	local i
	account
	serves ''
	for i in 1 2 3; do
		smtpsend x@y.example <msg 2>err
	done
	smtpsend -o log=log x@y.example <msg 2>err # another connection
	serves '535 5.7.8 no'
	age 301
	expect_status 77 smtpq 2>err
	grep -q '535 5.7.8 no: 3 of the queue wait' err
	[ "$(wc -l <calls)" -eq 1 ] || fail "$(cat calls)"
	# What is not due waits, and so does what comes now.
	age 3500
	one=$(grep -L '^option' "$queue"/2* | head -n 1)
	sed 's/^tried .*/tried 00001 000000000001 -/' "$one" >"${one%?????}00000"
	smtpq >out 2>&1
	[ ! -s out ]
	# -q is for what time will heal, and this is not.
	age 3601
	expect_status 77 smtpq -q 2>err
	grep -q '535 5.7.8 no: 4 of the queue wait' err
	[ "$(wc -l <calls)" -eq 2 ]
	serves '235 yes'
	smtpq -f
	is_empty
}

@test "the password of the environment is there for each of its connections" {
	serves '235 yes'
	local at=(-o tunnel="sh '$PWD/server'" -o auth=plain)
	export MAILPIPE_SMTP=smtp+plain://me@peer.example MAILPIPE_PASSWORD=secret
	for i in one two; do
		smtpsend -Q -o tunnel='exit 1' -o ehlo=$i.example x@y.example \
		    <msg 2>err
	done
	smtpq -f "${at[@]}"
	[ "$(wc -l <calls)" -eq 2 ]
	[ "$(sort -u calls | tr -d '\r')" = 'AUTH PLAIN AG1lAHNlY3JldA==' ]
	is_empty
}

@test "a certificate that is refused locks nobody out, and bars nothing" {
	printf '%s\n' '#!/bin/sh' "echo 'fail 77 expired' >&3" >tls
	chmod +x tls
	down x@y.example <msg 2>err
	sed -i 's/^account .*/account smtps:\/\/me@peer.example/' "$(entry)"
	expect_error 77 'expired: 1 of the queue wait' smtpq -f \
	    -o tls_cmd="$PWD/tls" -o tunnel='sleep 9' -o pass_cmd='echo x'
	grep -q '^tried 00002 [0-9]* -$' "$(entry)"
}

@test "a server that knows us no more, in the middle of a run" {
	local i
	account
	serves ''
	for i in 1 2 3 4; do
		smtpsend x@y.example <msg 2>err
	done
	serves '235 yes'
	echo x >hang
	expect_status 75 smtpq -f 2>err
	grep -q '535 gone: 3 of the queue wait' err
	[ "$(wc -l <calls)" -eq 2 ]
	[ "$(field 2 | sort -u)" = waiting ]
}

@test "each who was refused is named, and the log has it as partial" {
	down -o log=log {a,b,c}@y.example <msg 2>err
	{
		hello
		mail
		rcpt a@y.example
		rcpt b@y.example '450 4.2.0 later'
		rcpt c@y.example '550 5.1.1 none'
		data
		quit
	} | peer
	expect_status 1 run_queue 2>err
	[ "$(cut -d ' ' -f 3- err)" = "$(printf '%s\n' \
	    'localhost: b@y.example refused: 450 4.2.0 later' \
	    'localhost: c@y.example refused: 550 5.1.1 none')" ] ||
	    fail "$(cat err)"
	tail -n 1 log | grep -q ' exit=1 code=250 .*to=a@.*refused="b@'
	# with -q only what is for good
	{ hello; mail; rcpt b@y.example '450 later'; quit; } | peer
	expect_status 75 run_queue -q 2>err
	[ ! -s err ]
	tail -n 1 log | grep -q ' exit=75 error='
}

@test "none has got it, and only some may: partial too" {
	down -o log=log {a,b}@y.example <msg 2>err
	{
		hello
		mail
		rcpt a@y.example '450 later'
		rcpt b@y.example '550 none'
		quit
	} | peer
	expect_status 1 run_queue 2>err
	tail -n 1 log | grep -q ' exit=1 error='
	grep -q '^fates -!$' "$(entry)"
}

@test "LMTP: one reply for each, and the status says some" {
	down -o log=log {a,b}@y.example <msg 2>err
	sed -i 's/^account .*/account lmtp:\/\/localhost:1/' "$(entry)"
	{
		sed 's/^C: EHLO/C: LHLO/' < <(hello)
		mail
		rcpt a@y.example
		rcpt b@y.example
		data
		echo 'S: 450 full'
		quit
	} | peer
	expect_status 1 run_queue 2>err
	peer_ok
	tail -n 1 log | grep -q ' exit=1 code=250 .*refused="b@y.example: 450'
	grep -q '^fates +-$' "$(entry)"
}

@test "a clock that was wrong holds up nothing" {
	down x@y.example <msg 2>err
	age -86400
	{ hello; mail; rcpt x@y.example; data; quit; } | peer
	smtpq -o ehlo=me.example -o tunnel="$tunnel"
	peer_ok
	is_empty
	down x@y.example <msg 2>err
	sed -i 's/^queued .*/queued 9999999999/
	    s/^tried .*/tried 00000 000000000000 -/' "$(entry)"
	{ hello; mail; rcpt x@y.example; data; quit; } | peer
	smtpq -o ehlo=me.example -o tunnel="$tunnel"
	peer_ok
	is_empty
}

@test "mailq says that the queue is empty, smtpq -l says nothing" {
	mkdir sbin
	ln -s "$root/bin/smtpsend" sbin/sendmail
	ln -s "$root/bin/smtpsend" sbin/mailq
	ln -s "$root/bin/smtpq" mailq
	for i in 'sbin/sendmail -bp' sbin/mailq ./mailq; do
		PATH=$PWD/sbin:$PATH $i >out 2>err
		[ "$(cat out)" = 'Mail queue is empty' ] || fail "$i: $(cat out)"
		[ ! -s err ]
	done
	down x@y.example <msg 2>err
	sbin/mailq >out
	[ "$(wc -l <out)" -eq 1 ]
	smtpq -l | cmp - out
	echo >"$(entry)"
	sbin/mailq >out
	[ "$(cut -f 2 out)" = damaged ] # it is not empty either
}

@test "twenty that fill it, three that run it, one that lists: each comes once" {
	local i
	cat >server <<-'END'
	r() { IFS= read -r line || exit; line=${line%$'\r'}; }
	s() { printf '%s\r\n' "$1"; }
	s '220 x'
	while r; do
		case $line in
		DATA)
			s 354
			while [ "$line" != . ]; do
				r
				case $line in Message-ID*) id=${line#*: } ;; esac
			done
			echo "$id" >>sink
			s 250 ;;
		QUIT) s 221; exit ;;
		*) s 250 ;;
		esac
	done
	END
	run_three() {
		local i
		for i in 1 2 3; do
			smtpq -f -o tunnel='bash server' 2>>err.run &
		done
		smtpq -l >list
	}
	for i in {1..20}; do
		sed "s/<1@/<$i@/" msg | down x@y.example 2>>err.add &
		[ $((i % 5)) -ne 0 ] || run_three
	done
	wait
	[ "$(grep -c 'queued as' err.add)" -eq 20 ]
	! grep -v 'another smtpq runs it now' err.run || false
	smtpq -f -o tunnel='bash server'
	is_empty
	[ "$(sort sink | uniq -c | awk '$1 == 1' | wc -l)" -eq 20 ] ||
		fail "$(sort sink | uniq -c)"
	[ "$(wc -l <sink)" -eq 20 ]
	[ -z "$(ls "$queue")" ]
}
