# SPDX-License-Identifier: ISC
# smtpq: each message begins with the end of the one before, where the server
# has PIPELINING and no CHUNKING.
load lib
load queue

# fill NUMBER...: messages whose recipient and Message-ID have that number.
fill() {
	local i
	for i; do sed "s/<1@/<$i@/" msg | down "$i@y.example" 2>>err; done
}

hello() {
	printf '%s\n' 'S: 220 peer.example ready' 'C: EHLO me.example' \
	    'S: 250-peer.example' 'S: 250 PIPELINING'
}

# begin NUMBER: MAIL, RCPT and DATA of a message, unanswered.
begin() {
	printf '%s\n' 'C* MAIL' "C: RCPT TO:<$1@y.example>" 'C: DATA'
}
say() {
	printf 'S: %s\n' "$@"
}

# arrived NUMBER...: these messages came, in this order.
arrived() {
	local want
	want=$(printf '<%s@a.example> ' "$@")
	[ "$(sed -n 's/^Message-ID: \(.*\)\r$/\1/p' "$PEER_OUT" |
	    tr '\n' ' ')" = "$want" ] || fail "$(cat "$PEER_OUT")"
}

# sessions: the script of each connection is the file of its number.
sessions() {
	: >"$PEER_OUT" && rm -f count
	cat >session <<-'END'
	echo x >>count
	exec peer "$(wc -l <count)"
	END
	tunnel="PATH=$root/tests/build:\$PATH sh $PWD/session"
}

@test "one round trip for each message" {
	fill 1 2 3
	{
		hello
		begin 1; say 250 250 354; echo C.
		begin 2; say '250 1' 250 250 354; echo C.
		begin 3; say '250 2' 250 250 354; echo C.
		echo 'C: QUIT'; say '250 3' '221 bye'
	} | peer
	run_queue
	peer_ok
	arrived 1 2 3
	is_empty
}

@test "it is out of the queue before the next text is said" {
	need strace
	need_plain_build
	fill 1 2
	{
		hello
		begin 1; say 250 250 354; echo C.
		begin 2; say '250 1' 250 250 354; echo C.
		echo 'C: QUIT'; say '250 2' '221 bye'
	} | peer
	strace -s 300 -o trace -e trace=fsync,unlinkat,write,pwrite64 \
	    smtpq -f -o ehlo=me.example -o tunnel="$tunnel"
	peer_ok
	# The mark and the text; gone, and the mark of the next one; its text.
	grep -oE '^(fsync|unlinkat|pwrite64)|Message-ID: <.' trace |
	    tr '\n' ' ' >order
	want='pwrite64 fsync Message-ID: <1 '
	want+='unlinkat fsync pwrite64 fsync Message-ID: <2 unlinkat fsync '
	[ "$(cat order)" = "$want" ] || fail "$(cat trace)"
}

@test "what was refused, or waits, takes no other's text" {
	fill 1 2 3 4
	{
		hello
		begin 1; say 250 250 354; echo C.
		begin 2; say '554 spam' 250 '550 none' 354
		printf '%s\n' 'C: .' 'S: 554 nobody' 'C: RSET'
		begin 3; say 250 250 250 354; echo C.
		begin 4; say '250 3' 250 '450 later' '503 no'
		printf '%s\n' 'C: QUIT' 'S: 221 bye'
	} | peer
	expect_status 1 run_queue 2>err
	peer_ok
	arrived 1 3
	smtpq -l | cut -f 2,9 | sort >list
	printf '%s\t%s@y.example\n' failed 1 failed 2 waiting 4 | cmp - list
}

@test "an entry that is gone or damaged is passed over" {
	fill 1 2 3 4
	set -- "$queue"/2*
	{
		hello
		begin 1; say 250 250 354; echo C.
		begin 4; say '250 1' 250 250 354; echo C.
		echo 'C: QUIT'; say '250 4' '221 bye'
	} | peer
	sed -i 's/^fates -/fates +/' "$2" # by a run that was killed
	sed -i 's/^hello/a\x00b/' "$3"
	expect_status 1 run_queue 2>err
	peer_ok
	arrived 1 4
	grep -q 'moved to failed' err
	[ "$(field 1,2)" = "${3##*/}	failed" ]
	field 10 | grep '^[^:]*NUL'
}

@test "who hangs up at what is said ahead gets each message once, or says so" {
	fill 1 2 3
	# It has the message, and says so no more.
	{ hello; begin 1; say 250 250 354; echo C.; begin 2; echo close; } >1
	{
		hello
		begin 2; say 250 250 354; echo C.; say '250 2'
		begin 3; say 250 250 354; echo C.
		echo 'C: QUIT'; say '250 3' '221 bye'
	} >2
	sessions
	expect_status 1 run_queue 2>err
	[ "$(wc -l <count)" -eq 2 ]
	arrived 1 2 3
	grep -q '<1@y' err || grep -q uncertain err
	[ "$(field 2,9)" = "uncertain	1@y.example" ]
	# In the next run nothing travels behind it.
	fill 4
	{
		hello
		begin 4; say 250 250 354; echo C.
		begin 1; say '250 4' 250 250 354; echo C.; say '250 1'
		echo 'C: QUIT'; say '221 bye'
	} >1
	sessions
	run_queue
	arrived 4 1
	is_empty
}

@test "an entry that cannot be marked is not sent, and no other for it" {
	need_plain_build
	fill 1 2 3
	local bad
	bad=$(ls "$queue"/2* | sed -n 2p)
	{ hello; begin 1; say 250 250 354; echo C.; begin 2
	    say '250 1' 250 250 354; echo eof; } >1
	{ hello; begin 3; say 250 250 354; echo C.; echo 'C: QUIT'
	    say '250 3' '221 bye'; } >2
	sessions
	[ -n "$(command -v strace)" ] || skip 'no strace here'
	# The second mark is the third pwrite: two are of the first entry.
	strace -o trace -e trace=pwrite64 -e inject=pwrite64:error=EIO:when=2 \
	    smtpq -f -o ehlo=me.example -o tunnel="$tunnel" 2>err && fail sent
	[ "$(wc -l <count)" -eq 2 ] || fail "$(cat err)"
	arrived 1 3
	grep -q "${bad##*/}: not sent: " err
	[ "$(field 1,2)" = "${bad##*/}	waiting" ]
}

@test "LMTP: the same" {
	local i
	for i in 1 2; do
		sed "s/<1@/<$i@/" msg | smtpsend -Q -A lmtp+plain://peer.example \
		    -o tunnel='exit 75' "$i@y.example" 2>err
	done
	{
		hello | sed s/EHLO/LHLO/
		begin 1; say 250 250 354; echo C.
		begin 2; say '250 1' 250 250 354; echo C.
		echo 'C: QUIT'; say '250 2' '221 bye'
	} | peer
	run_queue
	peer_ok
	arrived 1 2
	is_empty
}
