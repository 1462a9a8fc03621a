# SPDX-License-Identifier: ISC
load lib
load imap
load servers

shell() {
	at_peer imapsh "$@"
}

# opened: INBOX has been selected with A2.
opened() {
	echo 'C: A2 SELECT INBOX'
	selected
	echo 'S: A2 OK [READ-WRITE] open'
}

@test "folders: commands of a script, quoted as the server needs it" {
	{
		greet
		cat <<-'END'
		C: A2 CREATE "a b"
		S: A2 OK
		C: A3 RENAME "a b" &ZTZO9nux-
		S: A3 OK
		C: A4 LIST "" "*"
		S: * LIST (\\HasNoChildren) "/" INBOX
		S: * LIST () "/" "&ZTZO9nux-"
		S: * LIST () NIL "a\\\\b"
		s: * LIST () "/" {3}\r\na\tb\r\n
		S: * LIST () "/" "\x1b[31m"
		S: A4 OK
		C: A5 DELETE &ZTZO9nux-
		S: A5 OK
		END
		leave A6
	} | sed 's/ &ZTZO9nux-$/ "\&ZTZO9nux-"/' | peer
	printf '%s\n' 'create "a b"' "rename a\\ b 收件箱" '# list' '' list \
		'delete 收件箱' | shell >out
	printf '%s\n' INBOX 收件箱 'a\\b' raw:a%09b 'raw:%1B[31m' | cmp - out
	peer_ok
}

@test "what a server says is made safe for a terminal" {
	{
		greet
		cat <<-'END'
		C: A2 STATUS INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)
		S: * 3 EXISTS
		S: * STATUS INBOX (MESSAGES 3 X "a\\"\x1b]0;b")
		S: A2 OK
		C: A3 X
		S: * 3 FETCH (FLAGS (\\Seen) BODY[] {4}
		s: \x9b\r\n! () NIL "")\r\n
		S: * OK [ALERTED \x1b] soon
		S: A3 NO \x1b[2J
		END
	} | peer
	expect_status 1 shell -c 'status INBOX
	raw X' >out 2>err
	cat >want <<-'END'
	STATUS INBOX (MESSAGES 3 X "a\"\x1B]0;b")
	3 FETCH (FLAGS (\Seen) BODY[] "\x9B\x0D\x0A!" () NIL "")
	OK [ALERTED \x1B] soon
	END
	cmp want out
	! grep -q "$(printf '\033')" out err || false
	grep -q 'line 2: .*x1B\[2J' err
}

@test "quotas and namespaces, a line for each" {
	{
		greet
		cat <<-'END'
		C: A2 GETQUOTAROOT INBOX
		S: * QUOTAROOT INBOX "" {3}\r\na\tb
		S: * QUOTA "" (STORAGE 10 512 MESSAGE 3 9223372036854775807)
		S: * QUOTA {3}\r\na\tb ()
		S: * QUOTA {3}\r\na\tb ("X" 0 0)
		S: * QUOTA x (STORAGE -1 NIL Y 1 2)
		S: * QUOTA
		S: A2 OK
		C: A3 NAMESPACE
		S: * NAMESPACE (("" "/")) NIL (("&ZTZO9nux-." ".")("x\x1b" NIL))
		S: A3 OK
		C: A4 GETQUOTAROOT a
		S: A4 NO no
		END
		leave A5
	} | peer
	expect_status 1 shell -c 'quota; namespace; quota a' >out 2>err
	printf '%b\n' '\tSTORAGE\t10\t512' '\tMESSAGE\t3\t9223372036854775807' \
	    'a\\tb\tX\t0\t0' 'personal\t\t/' 'shared\t收件箱.\t.' \
	    'shared\traw:x%1B\t' | cmp - out
	peer_ok
}

@test "a message to the screen, a file, a command" {
	fetch='UID FETCH 3 (UID BODY.PEEK[])'
	answer='* 2 FETCH (FLAGS (\\Seen) BODY[] {11}\r\na\r\n\r\nb\x1b\r\r\nc UID 3)'
	{
		greet
		opened
		for tag in A3 A4 A5; do
			printf '%s\n' "C: $tag $fetch" \
				'S: * 1 FETCH (UID 9 BODY[] {1}' 's: x)\r\n' \
				"s: $answer\\r\\n" "S: $tag OK"
		done
		leave A6
	} | peer
	shell -c "select INBOX; fetch 3; fetch 3 > 'the file'
	fetch v7.3 | cat >piped" >out
	printf 'a\n\nb\\x1B\\x0D\nc\n' | cmp - out
	printf 'a\n\nb\033\r\nc' | cmp - 'the file'
	cmp 'the file' piped
	peer_ok
}

@test "no such message, data with NO, another UIDVALIDITY" {
	{
		greet
		opened
		cat <<-'END'
		C: A3 UID FETCH 3 (UID BODY.PEEK[])
		S: * 1 FETCH (UID 3 BODY[] "x")
		S: A3 NO not really
		C: A4 UID FETCH 4 (UID BODY.PEEK[])
		S: * 1 FETCH (UID 4 BODY[] NIL)
		S: A4 OK
		END
		leave A5
	} | peer
	expect_status 1 shell -c 'select INBOX
		-fetch 3 > x
		-fetch 4 > x
		expunge v8.1' >out 2>err
	cmp out /dev/null
	[ ! -e x ]
	grep -q 'line 2: .*not really' err
	grep -q 'line 3: 4: no such message' err
	grep -q 'line 4: .*UIDVALIDITY' err
	peer_ok
}

@test "messages: search, store, copy, move, expunge" {
	{
		greet
		opened
		cat <<-'END'
		C: A3 UID SEARCH FROM "a b" SINCE 31-Jan-2026
		S: * SEARCH 9 3
		S: A3 OK
		C: A4 UID STORE 3 +FLAGS.SILENT (\\Seen $x)
		S: A4 OK
		C: A5 UID COPY 3 Archive
		S: A5 OK
		C: A6 UID MOVE 1:9 Archive
		S: A6 OK
		C: A7 UID EXPUNGE 4
		S: A7 OK
		END
		leave A8
	} | peer
	shell -c "select INBOX; search from 'a b' since 2026-01-31
	store v7.3 +seen +\$x; copy 3 Archive; move 1:9 Archive; expunge 4" >out
	printf 'v7.%s\n' 3 9 | cmp - out
	peer_ok
}

@test "a message is stored from a file" {
	printf 'Subject: a\n\nb\n' >msg
	{
		greet
		printf '%s\n' 'C: A2 APPEND Sent {17}' 'S: + go' 'C= 17' \
			'C: ' 'S: A2 OK [APPENDUID 7 4] done' \
			'C: A3 APPEND Sent {17}' 'S: A3 NO [TRYCREATE] none'
		leave A4
	} | peer
	expect_status 1 shell -c 'append Sent msg; append Sent msg' >out 2>err
	echo v7.4 | cmp - out
	sed 's/$/\r/' msg | cmp - "$PEER_OUT"
	grep -q none err
	{ greet; leave A2; } | peer
	expect_error 66 'nofile' shell -c 'append Sent nofile'
}

@test "the first failure ends a script, unless a - stands before it" {
	{ greet; printf '%s\n' 'C: A2 CREATE a' 'S: A2 NO [ALREADYEXISTS] so' \
		'C: A3 CREATE b' 'S: A3 NO so'; leave A4; } | peer
	printf '%s\n' -'create a' 'create b' 'create c' >script
	expect_status 1 shell script 2>err
	grep -q 'line 2: .*so' err
	peer_ok
	{ greet; leave A2; } | peer
	expect_error 64 'line 1: "frob": no such command' shell <<<frob
	peer_ok
}

@test "of commands that are given at once all can be read, or none is done" {
	tunnel='touch called'
	expect_error 64 'line 2: "frob": no such' shell -c $'create a\nnoop; frob'
	expect_error 64 'line 1: fetch: one' shell -c 'select INBOX; fetch 1:2'
	[ ! -e called ]
	{ greet; leave A2; } | peer
	shell -c $'-frob; help; quit; frob' >out 2>err
	grep -q frob err
	peer_ok
}

@test "nothing of a line can be a second command" {
	for line in $'create a\rA9 DELETE b' $'raw NOOP\rA9 DELETE b' \
		$'fetch 1 \'\rA9 DELETE b\'' 'raw X {3+}' 'raw LOGIN a b' \
		$'search from \'a\rb\''
	do
		{ greet; leave A2; } | peer
		expect_status 64 shell <<<"$line" 2>err
		peer_ok
	done
}

@test "lost, or broken: the session's end" {
	{ greet; printf '%s\n' 'C: A2 NOOP' close; } | peer
	expect_error 75 'lost' shell -c 'noop; noop'
	{ greet; printf '%s\n' 'C: A2 NOOP' 'S: * BYE go away'; } | peer
	expect_error 75 'go away' shell -c 'noop; noop'
	{ greet; printf '%s\n' 'C: A2 NOOP' 'S: A7 OK'; } | peer
	expect_error 76 '' shell -c 'noop; noop'
}

@test "cut at each byte: never 0, and no file that is not whole" {
	{
		greet
		printf '%s\n' 'C: A2 EXAMINE a' 'S: A2 OK' 'C: A3 UID SEARCH ALL' \
			'S: * SEARCH 3' 'S: A3 OK' \
			'C: A4 UID FETCH 3 (UID BODY.PEEK[])' \
			'S: * 1 FETCH (UID 3 BODY[] "x y")' 'S: A4 OK' \
			'C: A5 CREATE b' 'S: A5 OK' 'C: A6 NOOP' 'S: A6 OK'
		leave A7 | sed 1q
	} >session
	check_cut() {
		local want=75
		# What cannot be done again was done.
		! grep -q 'S: A6' "$PEER_LOG" || want=1
		[ "$status" -eq "$want" ] || fail "cut at $1: $status"
		[ "$status" -eq 1 ] || [ ! -e got ] || printf 'x y' | cmp - got
		rm -f got
	}
	each_cut shell -c 'examine a; search all; fetch 3 > got; create b; noop'
}

@test "what must not be done twice is not asked for again: 1, not 75" {
	{ greet; opened; printf '%s\n' 'C: A3 UID COPY 3 a' 'S: A3 OK' \
		'C: A4 NOOP' 'S: A4 NO [UNAVAILABLE] later'; leave A5; } >script
	peer <script
	expect_error 1 'later' shell -c 'select INBOX; copy 3 a; noop'
	peer_ok
	sed 's/UID COPY 3 a/UID STORE 3 +FLAGS.SILENT (\\\\Seen)/' script | peer
	expect_error 75 'later' shell -c 'select INBOX; store 3 +seen; noop'
	peer_ok
	sed 's/^S: A4 .*/close/' script | peer
	expect_error 1 'some of it was done' shell -c 'select INBOX; copy 3 a; noop'
	# An APPEND of which nobody knows is not done yet.
	printf 'Subject: a\n\nb\n' >msg
	{ greet; printf '%s\n' 'C: A2 APPEND Sent {17}' 'S: + go' 'C= 17' \
		'C: '; } | peer
	expect_error 75 'uncertain' shell -c 'append Sent msg'
}

@test "wrong usage says what; output that cannot be written" {
	tunnel=false
	expect_error 64 'one place' shell a b
	expect_error 64 'one place' shell -c noop a
	expect_error 66 '' shell nofile
	expect_error 64 '' shell -x
	{ greet; leave A2; } | peer
	expect_status 74 shell -c help >/dev/full 2>err
	grep -q 'stdout: No space' err
	{ greet; opened; printf '%s\n' 'C: A3 UID FETCH 3 (UID BODY.PEEK[])' \
		'S: * 1 FETCH (UID 3 BODY[] "x")' 'S: A3 OK'; leave A4; } | peer
	expect_error 73 'no/such' shell -c 'select INBOX; fetch 3 > no/such/dir'
}

@test "at Dovecot: folders, as others see them" {
	need_servers
	need python3
	user=imapsh$RANDOM
	shell() { at_server imapsh "$@"; }
	shell -c 'create "a b"; create 收件箱.2026; subscribe "a b"; subscribe 收件箱.2026
		rename 收件箱.2026 收件箱.2027; unsubscribe "a b"; lsub' >out
	echo 收件箱.2026 | cmp - out
	with_imaplib >out <<-'END'
	for line in sorted(m.list()[1]):
	    print(line.split(b' "." ')[1].decode())
	END
	sort out >names
	printf '%s\n' '"a b"' '&ZTZO9nux-' '&ZTZO9nux-.2027' INBOX | cmp - names
	# What is there or is not there is said so.
	expect_error 69 'already exists' shell -c 'create "a b"'
	expect_error 1 '' shell -c 'delete nothing'
	shell -c 'delete "a b"; delete 收件箱.2027; list' >out
	echo INBOX | cmp - out
}

@test "at Dovecot: quota, and a message for which there is no room" {
	need_servers
	user=quota$RANDOM
	printf 'Subject: a\n\nb\n' >msg
	{ cat msg; head -c 30000 /dev/zero | tr '\0' x | fold -w 70; } >large
	at_server imapsh -c 'append INBOX msg; quota; quota INBOX' >out
	sed 1d out >quotas
	printf '\tSTORAGE\t1\t20\n%.0s' 1 2 | cmp - quotas
	expect_error 69 'Quota exceeded' at_server imapsh -c 'append INBOX large'
	expect_error 69 'Quota exceeded' at_server imapappend INBOX <large
	for _ in 1 2 3 4 5 6 7 8; do head -c 2000 large; echo; done >half
	at_server imapappend INBOX <half >uid
	expect_error 69 'Quota exceeded' at_server imapmove -c INBOX INBOX - <uid
}

@test "the examples of the page, at Dovecot" {
	need_servers
	user=imapsh$RANDOM
	at_home
	printf 'Subject: lunch\n\nAt noon?\n' >msg
	give_mail "$user" msg msg
	cat >script <<-'END'
	select INBOX
	move 1 Archive
	END
	imapsh() { command imapsh "$@" | sed 's/^v[0-9]*\./v7./'; }
	export -f imapsh
	man_examples "$root/man/imapsh.1"
	command imapsh -c 'delete Archive; list' >out
	echo INBOX | cmp - out
}
