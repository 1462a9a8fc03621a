# SPDX-License-Identifier: ISC
# pop3retr where nothing may be lost, and nothing come twice.
load lib
load pop3
load servers

export SOURCE_DATE_EPOCH=1700000000

retr() {
	at_peer pop3retr -o "pipelining=${pipelining:-no}" "$@"
}

# box UIDL...: the beginning of a session up to the listing of these.
box() {
	local uidl n=0 list= names=
	for uidl; do
		n=$((n + 1))
		list+="$n 100\\r\\n" names+="$n $uidl\\r\\n"
	done
	log_in
	answer LIST "+OK\\r\\n$list.\\r\\n"
	answer UIDL "+OK\\r\\n$names.\\r\\n"
}

# give N TEXT: RETR N is answered with the message TEXT.
give() {
	answer "RETR $1" "+OK\\r\\n$2\\r\\n.\\r\\n"
}

dele() {
	answer "DELE $1" '+OK\r\n'
}

# The journal of the peer's mailbox.
journal() {
	cat "$HOME"/.local/state/mailpipe/pop3-u@pop.example-*.journal
}

# has WHAT...: the Maildir holds these messages, each of one line, and no
# others.
has() {
	[ -z "$(ls Mail/tmp)" ] || fail "left in tmp: $(ls Mail/tmp)"
	find Mail/new Mail/cur -type f -exec cat {} + | sort >has
	printf '%s\n' "$@" | sort | cmp -s - has || fail "has: $(cat has)"
}

@test "into a Maildir, every byte as it is" {
	{
		box a
		give 1 'S: \0\xff\xe9\r\n\r\n..\r\nbare\n.\r\nFrom x\r\n\rcr'
		leave
	} | peer
	retr -m Mail/ all
	peer_ok
	printf 'S: \0\377\351\n\n.\nbare\n.\nFrom x\n\rcr\n' | cmp - Mail/new/*
	[ "$(stat -c %a Mail/new/* Mail | tr '\n' ' ')" = '600 700 ' ]
	[[ $(ls Mail/new) == *,S=$(wc -c <"$(echo Mail/new/*)") ]]
}

@test "only what is new; what was taken stays on the server" {
	{ box a b; give 1 'N: a'; give 2 'N: b'; leave; } | peer
	retr -n -m Mail
	peer_ok
	{ box a b c; give 3 'N: c'; leave; } | peer
	retr -m Mail new
	peer_ok
	{ box b c; leave; } | peer
	retr -n -m Mail all
	peer_ok
	has 'N: a' 'N: b' 'N: c'
	# Without -n it is asked for again.
	{ box b c; give 1 'N: b'; leave; } | peer
	retr -m Mail 1
	has 'N: a' 'N: b' 'N: b' 'N: c'
	# On stdout too, unless nothing was asked for but to look.
	{ box b c d; give 3 'N: d'; leave; } | peer
	retr -n | grep -qx 'N: d'
	{ box b c d; leave; } | peer
	retr -n >out
	[ ! -s out ]
}

@test "deleted once it is safe; QUIT goes with the last ones" {
	{
		greet USER UIDL PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'C: UIDL' \
			's: +OK\r\n+OK\r\n+OK\r\n1 9\r\n2 9\r\n.\r\n' \
			's: +OK\r\n1 a\r\n2 b\r\n.\r\n' 'C: RETR 1' 'C: RETR 2' \
			's: +OK\r\nN: a\r\n.\r\n+OK\r\nN: b\r\n.\r\n' \
			'C: DELE 1' 'C: DELE 2' 'C: QUIT' 'S: +OK' 'S: +OK' 'S: +OK'
	} | peer
	pipelining=yes retr -n -d -m Mail
	peer_ok
	has 'N: a' 'N: b'
	[ "$(journal | grep -c ^deleted)" -eq 2 ]
}

@test "what an end without QUIT has left is deleted, not retrieved" {
	{ box a b; give 1 'N: a'; give 2 'N: b'; dele 1; dele 2; echo 'C: QUIT'; } |
		peer
	expect_error 75 'maybe not all was deleted' retr -d -m Mail all
	{ box a b c; dele 1; dele 2; give 3 'N: c'; dele 3; leave; } | peer
	retr -d -m Mail all
	peer_ok
	has 'N: a' 'N: b' 'N: c'
	# A server that deletes it all the same, and uses the name again.
	{ box a; give 1 'N: new a'; dele 1; leave; } | peer
	retr -n -d -m Mail
	peer_ok
	has 'N: a' 'N: b' 'N: c' 'N: new a'
}

@test "-n -d leaves alone what was taken to be kept" {
	{ box a b; give 1 'N: a'; give 2 'N: b'; leave; } | peer
	retr -n -m Mail
	{ box a b c; give 3 'N: c'; dele 3; leave; } | peer
	retr -n -d -m Mail
	peer_ok
	has 'N: a' 'N: b' 'N: c'
}

@test "-D: deleted after some days" {
	{ box a; give 1 'N: a'; leave; } | peer
	retr -D 7 -m Mail
	{ box a b; give 2 'N: b'; leave; } | peer
	SOURCE_DATE_EPOCH=1700600000 retr -D 7 -m Mail
	peer_ok
	{ box a b; dele 1; leave; } | peer
	SOURCE_DATE_EPOCH=1700604800 retr -D 7 -m Mail
	peer_ok
	{ box b; dele 1; leave; } | peer
	SOURCE_DATE_EPOCH=1800000000 retr -D 7 -m Mail
	peer_ok
	has 'N: a' 'N: b'
	expect_error 64 '-D' pop3retr -d -D 1 all
}

# The order of what makes messages safe, as strace sees it.
@test "file, intent, link, directory, journal, and only then DELE" {
	need_plain_build
	need strace
	{ box a b; give 1 'N: a'; give 2 'N: b'; dele 1; dele 2; leave; } | peer
	mkdir -p Mail/{tmp,new,cur}
	strace -y -o trace -e trace=write,pwrite64,fsync,linkat pop3retr -n -d \
		-o pipelining=no -A pop3+plain://u@pop.example \
		-o "tunnel=$tunnel" -m Mail
	peer_ok
	sed -nE -e 's/^fsync.*Mail\/tmp\/.*/file/p' -e 's/^linkat.*/link/p' \
		-e 's/^fsync.*Mail\/new>.*/names/p' -e 's/^fsync.*journal>.*/sync/p' \
		-e 's/^pwrite64.*"(intent|delete|deleted)\\t.*/\1/p' \
		-e 's/^write.*"(DELE|QUIT).*/\1/p' trace | tr '\n' ' ' >order
	want='sync file file intent sync link link names delete sync DELE DELE QUIT '
	[ "$(cat order)" = "${want}deleted " ] || fail "$(cat order)"
}

@test "a kill in the window: the next run finds what was linked" {
	need_plain_build
	need strace
	export tunnel
	# A reader, or a program that numbers them, has seen it meanwhile.
	while read -r when place name; do
		rm -rf Mail .local
		mkdir -p Mail/{tmp,new,cur}
		{ box a b; give 1 'N: a'; give 2 'N: b'; } | peer
		status=0
		strace -P "$PWD/Mail/new" -o trace -e "inject=$when:signal=KILL" \
			pop3retr -n -d -o pipelining=no \
			-A pop3+plain://u@pop.example -o "tunnel=$tunnel" \
			-m "$PWD/Mail" || status=$?
		[ "$status" -eq 137 ] || fail "$when: $status"
		linked=$(ls Mail/new | wc -l)
		[ "$linked" -gt 0 ] || fail "$when: nothing was linked"
		for f in Mail/new/*; do
			mv "$f" "Mail/$place/${f##*/}$name"
		done
		{ box a b
			[ "$linked" -eq 2 ] || give 2 'N: b'
			dele 1; dele 2; leave; } | peer
		retr -n -d -m Mail
		peer_ok
		has 'N: a' 'N: b'
	done <<-END
	linkat:when=2 cur :2,S
	linkat:when=2 new ,U=7
	fsync:when=1 cur ,U=8:2,S
	END
}

@test "killed at a sample of its system calls, with a real server" {
	need_plain_build
	need_servers
	"$root/tests/kill" 23 $((RANDOM % 23 + 1)) 10 >out || fail "$(cat out)"
	grep -q 'runs killed' out
}

@test "one message that cannot be had, or delivered, stops no other" {
	{ box a b c; give 1 'N: a'; answer 'RETR 2' '-ERR gone\r\n'
		give 3 'N: c'; dele 1; dele 3; leave; } | peer
	expect_error 1 'message 2: not retrieved: gone' retr -n -d -m Mail
	peer_ok
	has 'N: a' 'N: c'
	rm -rf .local
	{ box a b c; give 1 'N: a'; dele 1; give 2 'N: b'; give 3 'N: c'
		dele 3; leave; } | peer
	expect_error 1 'message 2: not delivered: ' \
		retr -n -d -X 'tee -a got | grep -vq b'
	peer_ok
	printf 'N: %s\n' a b c | cmp - got
	{ box b; give 1 'N: b'; dele 1; leave; } | peer
	retr -n -d -X 'cat >>got2'
	printf 'N: b\n' | cmp - got2
}

@test "a command: how it can end" {
	for command in 'exit 75' 'kill -9 $$' 'no-such-command-here'; do
		{ box a; give 1 'N: a'; leave; } | peer
		expect_status 1 retr -n -X "$command" 2>err
		grep -q 'pop.example: message 1: not delivered: ' err
		peer_ok
	done
	# It need not read, and what it prints is our output.
	{ box a; give 1 'N: a'; leave; } | peer
	[ "$(retr -n -X 'echo taken')" = taken ]
}

@test "a slow command: the session is kept alive" {
	{
		box a b
		give 1 'N: a'
		answer NOOP '+OK\r\n'
	} >session
	{ cat session; give 2 'N: b'; leave; } | peer
	# It ends once the peer has seen a NOOP, or two.
	at_peer pop3retr -o pipelining=no -o timeout=1 -n -X "cat >>got
		until grep -q NOOP '$PEER_LOG'; do sleep 0.01; done"
	peer_ok
	printf 'N: %s\n' a b | cmp - got
}

@test "to the end of an mbox" {
	printf 'From x Tue\nS: 0\n\nno line end' >box
	{ box a b; give 1 'Return-Path: <a@b>\r\n\r\nFrom x\r\n>From y'
		give 2 'N: b'; dele 1; dele 2; leave; } | peer
	retr -n -d -M box
	peer_ok
	printf '%s\n' 'From x Tue' 'S: 0' '' 'no line end' '' \
		'From a@b Tue Nov 14 22:13:20 2023' 'Return-Path: <a@b>' '' \
		'>From x' '>>From y' '' \
		'From MAILER-DAEMON Tue Nov 14 22:13:20 2023' 'N: b' '' | cmp - box
	[ ! -e box.lock ]
	{ box c; give 1 'N: c'; leave; } | peer
	retr -M new all
	[ "$(stat -c %a new)" = 600 ]
	# Nothing else is spoilt.
	echo 'dear diary' >diary
	expect_error 73 'is no mbox' retr -n -M diary
	expect_error 73 'no regular file' retr -n -M /dev/null
	expect_error 73 none retr -n -M none/box
	[ "$(cat diary)" = 'dear diary' ]
}

@test "an mbox that others lock" {
	# A lock that a process of this host has left behind is broken.
	bash -c "printf '%d %s\n' \$\$ '$(uname -n)'" >box.lock
	{ box a; give 1 'N: a'; leave; } | peer
	retr -n -M box
	grep -qx 'N: a' box
	[ ! -e box.lock ]
}

@test "an mbox that cannot take it all has its old length" {
	need_plain_build
	need strace
	{ box a; give 1 'N: a'; leave; } | peer
	retr -n -M box
	cp box before
	for fault in fsync:error=EIO write:error=ENOSPC; do
		{ box a b; give 2 'N: b'; echo eof; } | peer
		# Of the mbox alone, the others come through.
		status=0
		strace -P "$PWD/box" -o trace -e "inject=$fault" pop3retr -n -d \
			-o pipelining=no -A pop3+plain://u@pop.example \
			-o "tunnel=$tunnel" -M "$PWD/box" 2>err || status=$?
		[ "$status" -eq 74 ] || fail "$fault: $status: $(cat err)"
		cmp box before
		! journal | grep -q 'b$' || false
	done
}

@test "a full disk: what fits is delivered, the rest by the next run, once" {
	need_servers
	[ "$(id -u)" -eq 0 ] && mkdir disk &&
		mount -t tmpfs -o size=60k tmpfs disk 2>err ||
		skip 'no small disk can be made here'
	for n in {10..29}; do
		{ printf 'N: %d\n\n' $n; head -c 8000 /dev/zero | tr '\0' x
			echo; } >m.$n
	done
	for to in m M; do
		mount -o remount,size=60k disk
		user=full
		[ "$to" = m ] || user=fuller
		give_mail $user m.*
		status=0
		pop3retr -A "pop3://$user@localhost:$POP3_PORT" -n -d \
			-$to disk/to 2>err || status=$?
		[ "$status" -eq 74 ] || umount disk
		[ "$status" -eq 74 ] || fail "$status: $(cat err)"
		mount -o remount,size=1m disk
		pop3retr -A "pop3://$user@localhost:$POP3_PORT" -n -d \
			-$to disk/to || status=$?
		find disk -type f -exec cat {} + | grep '^N: ' | sort >has.$to
		left=$(find "$SERVERS/mail/$user/Maildir/"{new,cur} -type f)
		rm -rf disk/to
		[ "$status" -eq 74 ] && [ -z "$left" ] || break
	done
	umount disk
	for to in m M; do
		seq -f 'N: %.0f' 10 29 | cmp - has.$to
	done
}

@test "a Maildir that is none, or cannot be written" {
	{ box; leave; } | peer
	mkdir full && touch full/file
	expect_error 73 'is no Maildir' retr -n -m full
	expect_error 73 none retr -n -m none/Mail
	expect_error 73 file retr -n -m full/file
	[ "$(ls full)" = file ]
	# One that a kill has left half made.
	mkdir -p half/tmp
	retr -n -m half
	[ -d half/new ] && [ -d half/cur ]
	rm -rf Mail
	mkdir -p Mail/{tmp,new,cur}
	need_plain_build
	need strace
	for fault in openat:error=EROFS fsync:error=EIO linkat:error=EDQUOT; do
		{ box a b; give 1 'N: a'; give 2 'N: b'; leave; } | peer
		status=0
		strace -P "$PWD/Mail/tmp" -P "$PWD/Mail/new" -o trace \
			-e "inject=${fault%%:*}:${fault#*:}:when=3+" \
			pop3retr -n -d -o pipelining=no \
			-A pop3+plain://u@pop.example -o "tunnel=$tunnel" \
			-m "$PWD/Mail" 2>err || status=$?
		[ "$status" -ne 0 ] || [ "$(ls Mail/new | wc -l)" -eq 2 ] ||
			fail "$fault: 0"
		! client_sent | grep -q DELE || [ "$(ls Mail/new | wc -l)" -gt 0 ] ||
			fail "$fault: deleted"
	done
}

@test "a file that may not grow: the others are delivered" {
	need_plain_build
	big=$(printf 'x%.0s' {1..3000})
	{ box a b c; give 1 'N: a'; give 2 "$big$big"; give 3 'N: c'
		dele 1; dele 3; leave; } | peer
	status=0
	(ulimit -f 4; PEER_LOG=/dev/null; retr -n -d -m Mail) 2>err || status=$?
	[ "$status" -eq 1 ] || fail "$status: $(cat err)"
	grep -q 'message 2: not delivered: ' err
	has 'N: a' 'N: c'
}

@test "a journal that cannot be written: nothing is taken" {
	{ box a; give 1 'N: a'; echo eof; } | peer
	touch file
	XDG_STATE_HOME=$PWD/file expect_error 73 file retr -n -m Mail
	HOME= expect_error 78 XDG_STATE_HOME retr -n -m Mail
	need_plain_build
	need strace
	XDG_STATE_HOME=$PWD/state expect_error 73 none retr -n -m none/Mail
	path=$(echo "$PWD"/state/mailpipe/*)
	for fault in pwrite64:error=ENOSPC fsync:error=EIO; do
		status=0
		peer <<-END
		$({ box a; give 1 'N: a'; echo eof; })
		END
		rm -rf Mail
		XDG_STATE_HOME=$PWD/state strace -P "$path" -o trace \
			-e "inject=$fault" pop3retr -n -d -o pipelining=no \
			-A pop3+plain://u@pop.example -o "tunnel=$tunnel" \
			-m Mail 2>err || status=$?
		[ "$status" -eq 74 ] || fail "$fault: $status: $(cat err)"
		grep -qF "$path" err
		[ "$(wc -l <err)" -eq 1 ] || fail "$fault: $(cat err)"
		peer_ok
		[ -z "$(find Mail -type f)" ] || fail "$(find Mail)"
	done
}

@test "two runs at once: the second one does nothing" {
	{ box a; echo 'C: RETR 1'; echo silent; } | peer
	retr -n -m Mail &
	pid=$!
	for ((i = 0; i < 400; i++)); do
		! grep -q RETR "$PEER_LOG" 2>/dev/null || break
		sleep 0.02
	done
	log=$PEER_LOG
	{ echo eof; } | PEER_LOG=other peer
	status=0
	PEER_LOG=$PWD/other retr -n -m Mail 2>err || status=$?
	kill "$pid"
	wait "$pid" || true
	[ "$status" -eq 75 ] || fail "$status: $(cat err)"
	grep -q 'in use by another process' err
	grep -q RETR "$log" || [ ! -e "$log" ]
}

@test "two runs that know nothing of each other, into one Maildir" {
	# The second one, with a journal of its own, breaks off in the middle
	# of the message on which the first one is.
	{ box a; printf '%s\n' 'C: RETR 1' 's: +OK\r\nN: torn\r\n'; } | peer
	mv peer.script cut
	cat >tunnel.sh <<-END
	at() {
		MAILPIPE_PASSWORD=secret XDG_STATE_HOME=\$PWD/other pop3retr \
		    -n -m Mail -o pipelining=no -A pop3+plain://u@pop.example \
		    -o tunnel="'$root/tests/build/peer' cut" >/dev/null 2>err
	}
	r() { IFS= read -r line; }
	printf '+OK\r\n'; r; printf '+OK\r\nUSER\r\nUIDL\r\n.\r\n'
	r; printf '+OK\r\n'; r; printf '+OK\r\n'
	r; printf '+OK\r\n1 9\r\n.\r\n'; r; printf '+OK\r\n1 a\r\n.\r\n'
	r; printf '+OK\r\nN: '; at; printf 'a\r\n.\r\n'
	while r; do printf '+OK\r\n'; done
	END
	tunnel='sh ./tunnel.sh'
	retr -n -d -m Mail
	grep -q 'message 1 was cut' err || fail "$(cat err)"
	has 'N: a'
}

@test "UIDLs that several share" {
	{ box a b a; give 1 'N: 1'; give 2 'N: 2'; give 3 'N: 3'; leave; } | peer
	retr -n -m Mail
	peer_ok
	has 'N: 1' 'N: 2' 'N: 3'
	{ box a b a a; give 4 'N: 4'; leave; } | peer
	retr -n -m Mail
	peer_ok
	# One is taken and the end is lost: the other one has its place now.
	rm -rf Mail .local
	{ box a a; give 1 'N: 1'; answer 'RETR 2' '-ERR\r\n'; dele 1
		echo 'C: QUIT'; } | peer
	expect_status 75 retr -n -d -m Mail 2>err
	{ box a a; give 2 'N: 2'; dele 2; leave; } | peer
	retr -n -d -m Mail
	peer_ok
	has 'N: 1' 'N: 2'
}

@test "UIDLs that are odd, too long or missing" {
	long=$(printf 'x%.0s' {1..900})
	odd='#a\tb  \xff\\ "'
	{ box "$odd" "$long" '' -; give 1 'N: 1'; give 2 'N: 2'; give 4 'N: 4'
		leave; } | peer
	expect_error 1 '1 messages have no UIDL' retr -n -m Mail
	peer_ok
	{ box "$odd" "$long" '' -; leave; } | peer
	expect_error 1 '1 messages have no UIDL' retr -n -m Mail
	peer_ok
	has 'N: 1' 'N: 2' 'N: 4'
	{ box "$odd" "$long" '' -; give 3 'N: 3'; leave; } | peer
	retr -m Mail 3
	{ log_in; answer LIST '+OK\r\n1 9\r\n.\r\n'; answer UIDL '-ERR\r\n'
		echo eof; } | peer
	expect_error 69 UIDL retr -m Mail new
	{ greet USER; answer 'USER u' '+OK\r\n'; answer 'PASS secret' '+OK\r\n'
		answer LIST '+OK\r\n1 9\r\n.\r\n'; answer UIDL '-ERR\r\n'
		give 1 'N: 5'; leave; } | peer
	retr -m Mail all
	has 'N: 1' 'N: 2' 'N: 3' 'N: 4' 'N: 5'
}

@test "a server that has renumbered: nothing is taken twice" {
	{ box a b c d; for n in 1 2 3 4; do give $n "N: $n"; done; leave; } | peer
	retr -n -m Mail
	for i in 1 2; do
		{ box v w x y z; echo eof; } | peer
		expect_error 76 'none of the 4 messages' retr -n -d -m Mail
		peer_ok
	done
	grep -qF "$(echo "$HOME"/.local/state/mailpipe/*)" err
	has 'N: 1' 'N: 2' 'N: 3' 'N: 4'
	# The user says that nothing of it is new; and it was never retrieved,
	# so that -D is not about it.
	cp -r .local before
	{ box v w x y z; leave; } | peer
	at_peer pop3list -o pipelining=no -k >out
	[ "$(wc -l <out)" -eq 5 ]
	{ box v w x y z; leave; } | peer
	SOURCE_DATE_EPOCH=1900000000 retr -D 1 -m Mail
	peer_ok
	rm -rf .local && mv before .local
	# A mailbox that was empty once, or has little, is no such server.
	{ box; leave; } | peer
	retr -n -m Mail
	{ box v w x y; for n in 1 2 3 4; do give $n "N: n$n"; done; leave; } | peer
	retr -n -m Mail
	{ box a; give 1 'N: 5'; leave; } | peer
	retr -n -m Mail
	peer_ok
}

@test "a server that deletes by itself is told no QUIT after a failure" {
	{
		greet USER UIDL 'EXPIRE 0'
		answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'
		answer LIST '+OK\r\n1 9\r\n2 9\r\n.\r\n'
		answer UIDL '+OK\r\n1 a\r\n2 b\r\n.\r\n'
	} >session
	{ cat session; give 1 'N: a'; give 2 'N: b'; echo eof; } | peer
	expect_error 1 'message 2' retr -n -X '! grep -q b'
	peer_ok
	{ cat session; give 2 'N: b'; echo eof; } | peer
	retr -n -X 'cat >got'
	peer_ok
	{ cat session; leave; } | peer
	retr -n -X 'cat >got'
	peer_ok
	# What is due goes, but for what came in the same session.
	sed -i 's/2 9/&\\r\\n3 9/; s/2 b/&\\r\\n3 c/' session
	{ cat session; answer 'DELE 1' '+OK\r\n'; answer 'DELE 2' '+OK\r\n'
	    give 3 'N: c'; echo eof; } | peer
	SOURCE_DATE_EPOCH=$((SOURCE_DATE_EPOCH + 86400 * 9)) \
	    expect_error 1 'nothing was deleted: with it would go' \
	    retr -n -D 7 -X 'cat >got'
	peer_ok
	{ cat session; answer 'DELE 1' '+OK\r\n'; answer 'DELE 2' '+OK\r\n'
	    leave; } | peer
	SOURCE_DATE_EPOCH=$((SOURCE_DATE_EPOCH + 86400 * 9)) retr -n -D 7 -X 'cat >got'
	peer_ok
}

@test "mailboxes of localhost are told apart by the tunnel" {
	local at other
	{ box a; give 1 'N: a'; leave; } | peer
	other=": secret; $tunnel"
	for at in localhost 127.0.0.1 pop.example; do
		retr -n -m Mail -A "pop3+plain://u@$at"
		peer_ok
		[ "$at" != pop.example ] || break
		retr -n -m Mail -A "pop3+plain://u@$at" -o tunnel="$other"
		peer_ok
	done
	[ "$(ls Mail/new | wc -l)" -eq 5 ]
	[ "$(ls .local/state/mailpipe/*.journal | wc -l)" -eq 5 ]
	! grep -r secret .local || false
	{ box a; leave; } | peer
	retr -n -m Mail -o tunnel=": secret; $tunnel"
	peer_ok
}

@test "not more than some, none too large" {
	{ box a b c; give 1 'N: a'; give 2 'N: b'; leave; } | peer
	retr -n -c 2 -m Mail
	peer_ok
	{ log_in; answer LIST '+OK\r\n1 9\r\n2 2049\r\n3 2048\r\n4 x\r\n.\r\n'
		answer UIDL '+OK\r\n1 a\r\n2 d\r\n3 e\r\n4 f\r\n.\r\n'
		give 3 'N: e'; give 4 'N: f'; leave; } | peer
	retr -n -L 2k -m Mail
	peer_ok
	has 'N: a' 'N: b' 'N: e' 'N: f'
	for bad in '' x -1 1x k 99999999999999999999 99999999999999999G; do
		expect_error 64 -L pop3retr -L "$bad" all
	done
	expect_error 64 -c pop3retr -c x all
	expect_error 64 'only one' pop3retr -m a -M b all
	expect_error 64 -l pop3retr -l 1 -m a all
}

@test "a filter sees the header first" {
	{
		greet USER UIDL TOP
		answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'
		answer LIST '+OK\r\n1 9\r\n2 9\r\n3 9\r\n4 9\r\n5 9\r\n.\r\n'
		answer UIDL '+OK\r\n1 a\r\n2 b\r\n3 c\r\n4 d\r\n5 e\r\n.\r\n'
	} >listed
	{
		cat listed
		for n in 1 2 3; do
			answer "TOP $n 0" "+OK\\r\\nX: $((n - 1))\\r\\n\\r\\n.\\r\\n"
		done
		answer 'TOP 4 0' '-ERR no\r\n'
		answer 'TOP 5 0' '+OK\r\nX: 9\r\n\r\n.\r\n'
	} >session
	{ cat session; dele 3; give 1 'N: a'; leave; } | peer
	status=0
	retr -n -m Mail -F 'echo seen; exit $(sed -n "s/^X: //p")' 2>err || status=$?
	peer_ok
	[ "$status" -eq 1 ]
	has 'N: a'
	grep -q 'message 4: not filtered: no' err
	grep -q 'message 5: not filtered: .*exit status 9' err
	[ "$(grep -c ^seen err)" -eq 4 ]
	# So many are retrieved, and no more headers looked at.
	rm -rf .local
	{ cat listed; answer 'TOP 1 0' '+OK\r\nX: 1\r\n\r\n.\r\n'
		answer 'TOP 2 0' '+OK\r\nX: 0\r\n\r\n.\r\n'; give 2 'N: b'
		leave; } | peer
	retr -n -c 1 -m Mail -F 'exit $(sed -n "s/^X: //p")'
	peer_ok
	{ box a; echo eof; } | peer
	expect_error 69 TOP retr -n -m Mail -F true
}

@test "a header for the filter that never ends" {
	{
		greet USER UIDL TOP
		answer 'USER u' '+OK\r\n'
		answer 'PASS secret' '+OK\r\n'
		answer LIST '+OK\r\n1 9\r\n.\r\n'
		answer UIDL '+OK\r\n1 a\r\n.\r\n'
		answer 'TOP 1 0' '+OK\r\n'
		printf 'flood: X: %0500d\n' 0
	} | peer
	expect_error 76 'TOP 1: more than 16777216 bytes' \
	    retr -n -m Mail -F 'touch ran'
	[ ! -e ran ]
	[ -z "$(find Mail -type f)" ]
}

@test "a server that cannot pipeline: once all the same" {
	{
		greet USER UIDL PIPELINING
		printf '%s\n' 'C: USER u' 'C: PASS secret' 'C: LIST' 'C: UIDL' \
			's: +OK\r\n+OK\r\n+OK\r\n1 100\r\n2 100\r\n.\r\n' \
			's: +OK\r\n1 a\r\n2 b\r\n.\r\n' 'C: RETR 1' 'C: RETR 2' \
			's: +OK\r\nN: a\r\n.\r\n' 'S: what?'
	} >lie
	{ box a b; dele 1; give 2 'N: b'; dele 2; leave; } >honest
	peers lie honest
	pipelining=yes retr -d -m Mail all
	peer_ok
	has 'N: a' 'N: b'
}

# Wherever the connection ends, the next run completes the work.
@test "cut at each byte, and gone on with" {
	{ box a b; give 1 'N: a'; give 2 'N: b'; dele 1; dele 2; leave; } >session
	peer <session
	retr -n -d -m Mail
	length=$(sed -n 's/^[Ss]: //p' "$PEER_LOG" | wc -c)
	from=$(box a b | sed -n 's/^[sS]: //p' | wc -c)
	for ((n = from * 3 / 4; n < length; n += 7)); do
		rm -rf Mail .local
		{ echo "cut $n"; cat session; } | peer
		status=0
		retr -n -d -m Mail 2>err || status=$?
		[ "$status" -eq 75 ] || [ "$status" -eq 0 ] || fail "$n: $status"
		left=$(journal | grep -c ^delete || true)
		[ "$(journal | grep -c ^deleted || true)" -eq 0 ] || continue
		{ box a b
			[ "$left" -lt 1 ] || dele 1
			[ "$left" -lt 2 ] || dele 2
			[ "$left" -ge 1 ] || give 1 'N: a'
			[ "$left" -ge 2 ] || give 2 'N: b'
			[ "$left" -ge 1 ] || dele 1
			[ "$left" -ge 2 ] || dele 2
			leave; } | peer
		retr -n -d -m Mail || fail "$n: again: $?"
		peer_ok
		has 'N: a' 'N: b'
	done
}

@test "a large message passes in a small memory" {
	need_plain_build
	yes 'From here to a line of a large message: nothing special' |
		sed 's/$/\r/' | head -c 57000000 >body
	tr -d '\r' <body >want
	echo >>want
	for where in "-m Mail" "-M box" "-X cat>cmd"; do
		rm -rf .local
		{ box a; printf '%s\n' 'C: RETR 1' 'S: +OK' "send $PWD/body" \
			's: \r\n.\r\n'; leave; } | peer
		tunnel="ulimit -S -v unlimited; $tunnel"
		(ulimit -S -v 16000; retr -n "${where%% *}" "${where#* }")
	done
	cmp want Mail/new/*
	cmp want cmd
	sed -n '2,$s/^>From/From/p' box | head -c 57000000 |
		cmp - <(sed -n 's/^From/From/p' want | head -c 57000000)
}

@test "the log has a line for each message that was delivered" {
	{ box a 'b c'; give 1 'N: a'; give 2 'N: b'; leave; } | peer
	expect_status 1 retr -n -o log="$PWD/log" -X 'grep -q b' 2>err
	[ "$(sed 's/^[^:]*:[^:]*:[^:]*: //' log)" = \
		'host=pop.example user=u uidl="b c" size=5 to="grep -q b"' ] ||
		fail "$(cat log)"
}

@test "-n on the standard output: taken when all of it is written" {
	{ box a; give 1 'N: a'; echo eof; } | peer
	expect_error 74 stdout retr -n -d >/dev/full
	peer_ok
	! journal | grep -q 'a$' || false
	{ box a; give 1 'N: a'; dele 1; echo 'C: QUIT'; } | peer
	expect_error 75 'maybe not all' retr -n -d >out
	grep -qx 'N: a' out
	{ box a; dele 1; leave; } | peer
	retr -n -d >out
	peer_ok
	[ ! -s out ]
}
