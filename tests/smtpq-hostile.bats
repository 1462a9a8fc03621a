# SPDX-License-Identifier: ISC
# What others, or a careless hand, may have done to the queue's directory, and
# what is too much for an entry.
load lib
load queue

# refused OPTION...: it is not queued, and $text is why.
refused() {
	expect_status 75 down "$@" x@y.example <msg 2>err
	grep -q "not queued: .*$text" err || fail "$(cat err)"
}

@test "a directory that others may write, and so one within it" {
	down x@y.example <msg 2>err
	chmod g+w "$queue"
	text='others may write it' refused
	expect_error 78 'others may write it' smtpq -l
	expect_error 78 'others may write it' smtpq
	chmod 755 "$queue" # to be read is no harm
	smtpq -l | grep -q waiting
	mkdir -m 777 "$queue/failed"
	expect_error 78 'failed: others may write it' smtpq
	rmdir "$queue/failed"
	ln -s /tmp "$queue/failed"
	expect_error 78 'failed: no directory, or a symbolic link' smtpq
	rm "$queue/failed"
	ln -s "$PWD/msg" "$queue/.lock"
	expect_status 73 smtpq 2>err
	[ "$(sed -n 5p msg)" = 'Subject: hi' ]
}

@test "the directory around it is closed to others too" {
	down x@y.example <msg 2>err
	chmod 770 "$queue/.."
	expect_error 78 'state/mailpipe: others may write it' smtpq
	text='others may write it' refused
	expect_error 0 queued down -o queue=./mine x@y.example <msg
}

@test "an entry that others may write is not sent: it may name a command" {
	down x@y.example <msg 2>err
	chmod 620 "$(entry)"
	sed -i "s|^sender|option tunnel=touch '$PWD/run'\n&|" "$(entry)"
	[ "$(field 2,10)" = "damaged	others may write it" ]
	expect_error 65 'others may write it: moved to failed' smtpq -f
	[ "$(field 2,10)" = "damaged	others may write it" ]
	[ ! -e run ]
	id=$(field 1)
	expect_error 65 'others may write it' smtpq -r "$id"
	smtpq -d "$id"
	is_empty
	down x@y.example <msg 2>err
	[ "$(id -u)" -eq 0 ] || skip 'only root can give a file away'
	chown 65534 "$(entry)"
	expect_error 65 'no file of ours' smtpq -f
}

@test "an entry that cannot be read holds up no other" {
	local as=(env HOME=.)
	down 1@y.example <msg 2>err
	chmod 0 "$(entry)"
	down 2@y.example <msg 2>err
	if [ "$(id -u)" -eq 0 ]; then
		as+=(setpriv --reuid=65534 --clear-groups)
		"${as[@]}" test -x "$root/bin/smtpq" || skip 'root reads all'
		chown -R 65534 .
	fi
	expect_error 74 'Permission denied' "${as[@]}" smtpq -l >list
	[ "$(cut -f 9 list)" = 2@y.example ]
	expect_status 75 "${as[@]}" smtpq -f 2>err
	grep -q 'Permission denied' err
	grep -q 'Connection refused: 1 of the queue' err
	[ "$(sed -n 's/^tried \([0-9]*\) .*/\1/p' "$queue"/2* |
	    tr '\n' ' ')" = '00001 00002 ' ]
}

@test "what is no entry is left alone" {
	down x@y.example <msg 2>err
	id=$(basename "$(entry)")
	mkdir "$queue/a directory"
	for name in README "$id.bak" ".$id" "with blanks and a $id" new.tmp; do
		echo text >"$queue/$name"
		touch -d '2 days ago' "$queue/$name"
	done
	{ hello; mail; rcpt x@y.example; data; quit; } | peer
	run_queue 2>err
	[ ! -s err ]
	[ "$(ls -A "$queue" | wc -l)" -eq 7 ] || fail "$(ls -A "$queue")"
	smtpq -l >out 2>&1
	[ ! -s out ]
}

@test "an empty entry: told of once, with -q too, and deleted" {
	down x@y.example <msg 2>err
	: >"$queue/20261120T214501-0123456789abcdef"
	expect_error 65 '0123456789abcdef: the entry is damaged' smtpq -q
	smtpq
	[ "$(field 2 | tr '\n' ' ')" = 'waiting damaged ' ]
	smtpq -d 20261120T214501-0123456789abcdef
	[ "$(field 2)" = waiting ]
}

@test "a directory with blanks in its name" {
	mkdir -p .config/mailpipe
	cat >.config/mailpipe/accounts <<-'END'
	[one]
	smtp = smtp://localhost:1
	queue = ~/my "mail" queue/ of today
	END
	smtpsend -f me@a.example x@y.example <msg 2>err
	[ "$(ls 'my "mail" queue/ of today'/2* | wc -l)" -eq 1 ]
	field 9 | grep -qx x@y.example
	expect_status 75 smtpq -f 2>err
	down -o queue='./and another' x@y.example <msg 2>err
	smtpq -l -o queue='./and another' | grep -q waiting
}

@test "more options than an entry has room for" {
	local options=()
	for i in {1..990}; do options+=(-o timeout=9); done
	down "${options[@]}" x@y.example <msg 2>err
	{ hello; mail; rcpt x@y.example; data; quit; } | peer
	run_queue
	is_empty
	for i in {1..20}; do options+=(-o timeout=9); done
	text='too many options' refused "${options[@]}"
	is_empty
}

@test "more notes than are kept: the last ones count, and room is made" {
	down x@y.example <msg 2>err
	yes '1763673620 1 450 an old note' | head -c 3000000 >>"$(entry)"
	printf '\n1763673620 1 450 the last one\n' >>"$(entry)"
	[ "$(field 10)" = '450 the last one' ]
	expect_status 75 smtpq -f 2>err
	field 10 | grep -q 'Connection refused'
	[ "$(wc -c <"$(entry)")" -lt 2000 ]
	for ((i = 0; i < 5; i++)); do expect_status 75 smtpq -f 2>err; done
	[ "$(grep -c 'Connection refused' "$(entry)")" -eq 6 ]
	{ hello; mail; rcpt x@y.example; data; quit; } | peer
	run_queue
	peer_ok
}

@test "a hundred thousand recipients" {
	need python3
	{
		echo 'From: me@a.example'
		printf 'To: z@b.c'
		seq -f '%.0f@b.c' 1 100000 |
		    awk '{ printf ",%s%s", NR % 80 ? "" : "\n ", $0 }'
		printf '\n\nhi\n'
	} >many
	down -t <many 2>err
	expect_status 75 smtpq -f 2>err
	[ "$(field 9 | tr ',' '\n' | wc -l)" -eq 100001 ]
	cat >server <<-'END'
	import sys
	say = lambda *lines: print(*lines, sep='\r\n', end='\r\n', flush=True)
	rcpts, text = 0, False
	say('220 x')
	for line in sys.stdin.buffer:
	    verb = line[:4]
	    if text:
	        text = line != b'.\r\n'
	        if not text:
	            say('250 ok')
	    elif verb == b'EHLO':
	        say('250-x', '250 PIPELINING')
	    elif verb == b'RCPT':
	        rcpts += 1
	        say('450 later' if rcpts % 3 else '250 ok')
	    elif verb == b'DATA':
	        text = True
	        say('354')
	    elif verb == b'QUIT':
	        say('221 x')
	        break
	    else:
	        say('250 ok')
	END
	expect_status 1 smtpq -qf -o tunnel='python3 server' 2>err
	[ ! -s err ]
	[ "$(sed -n 's/^fates //p' "$(entry)" | tr -d '\n-' | wc -c)" -eq 33333 ]
	[ "$(stat -c %s "$(entry)")" -lt 4000000 ]
	smtpq -lj | grep -o '"state":"[a-z]*"' | sort | uniq -c >states
	[ "$(awk '{ print $1 }' states | sort -n | tr '\n' ' ')" = \
	    '33333 66669 ' ] || fail "$(cat states)"
}

@test "the journals of pop3retr lie in a place of our own" {
	mkdir -p .local/state
	mkdir -m 770 .local/state/mailpipe
	expect_error 78 'mailpipe: others may write it' \
	    pop3retr -A pop3+plain://u@pop.example -n -m Mail \
	    -o tunnel='echo +OK; cat' </dev/null
	chmod 700 .local/state/mailpipe
	[ "$(id -u)" -eq 0 ] || skip 'only root can give a directory away'
	chown 65534 .local/state/mailpipe
	expect_error 78 'mailpipe: belongs to another user' \
	    pop3retr -A pop3+plain://u@pop.example -n -m Mail \
	    -o tunnel='echo +OK; cat' </dev/null
}
