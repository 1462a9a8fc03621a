# SPDX-License-Identifier: ISC
load lib
load imap

setup_file() {
	start_servers
}

teardown_file() {
	stop_servers
}

setup() {
	printf 'Subject: a\nMessage-ID: <q@x>\n\nhello\n' >msg
	printf 'Subject: a\r\nMessage-ID: <q@x>\r\n\r\nhello\r\n' >wire
	size=$(wc -c <wire)
}

append() {
	at_peer imapappend "$@"
}

# take TAG [COMMAND]: the message comes, with a literal that is asked for.
take() {
	printf '%s\n' "C: $1 ${2:-APPEND Sent} {$size}" 'S: + go ahead' \
		"C= $size" 'C: '
}

@test "a message travels with its size, with CRLF, and its UID is printed" {
	{
		greet UIDPLUS
		take A2
		echo 'S: A2 OK [APPENDUID 38505 3955] done'
		leave A3
	} | peer
	append Sent <msg >out
	echo v38505.3955 | cmp - out
	cmp wire "$PEER_OUT"
	peer_ok
}

@test "flags, a date, a name in UTF-8" {
	{
		greet
		take A2 'APPEND "Sent &AOk-" (\\Seen $Work) "31-Jan-2026 10:00:00 +0800"'
		echo 'S: A2 OK done'
		leave A3
	} | peer
	append -f seen -f \$Work -D 2026-01-31T10:00+08:00 'Sent é' <msg >out
	cmp out /dev/null
	peer_ok
}

@test "LITERAL+ and LITERAL-: nobody waits" {
	for capability in LITERAL+ LITERAL-; do
		{
			greet $capability
			printf '%s\n' "C: A2 APPEND Sent {$size+}" "C= $size" \
				'C: ' 'S: A2 OK done'
			leave A3
		} | peer
		append Sent <msg
		peer_ok
	done
}

@test "line ends: CRLF stays, LF becomes CRLF, all else is as it was" {
	{
		greet
		size=34 take A2
		echo 'S: A2 OK done'
		leave A3
	} | peer
	printf 'A: b\r\n\r\nx\ry\n\n\r\n\r\r\n.\n\377>From x\n\t' |
		append Sent
	printf 'A: b\r\n\r\nx\ry\r\n\r\n\r\n\r\r\n.\r\n\377>From x\r\n\t' |
		cmp - "$PEER_OUT"
	peer_ok
}

@test "refused: before it is sent, and after" {
	{ greet; printf '%s\n' "C: A2 APPEND Sent {$size}" \
		'S: A2 NO [OVERQUOTA] full'; } | peer
	expect_error 69 'full' append Sent <msg
	{ greet; take A2; echo 'S: A2 NO [TOOBIG] large'; } | peer
	expect_error 69 'large' append Sent <msg
	{ greet; take A2; echo 'S: A2 NO [UNAVAILABLE] later'; } | peer
	expect_error 75 'later' append Sent <msg
	{ greet; take A2; echo 'S: A2 BAD what'; } | peer
	expect_status 69 append Sent <msg 2>err
	{ greet APPENDLIMIT=20; echo eof; } | peer
	expect_error 69 'takes 20' append Sent <msg
	peer_ok
}

@test "a mailbox that is not there, with -p is made" {
	{ greet; printf '%s\n' "C: A2 APPEND Sent {$size}" \
		'S: A2 NO [TRYCREATE] none'; } | peer
	expect_error 1 'none' append Sent <msg
	{
		greet
		printf '%s\n' "C: A2 APPEND Sent {$size}" \
			'S: A2 NO [TRYCREATE] none' 'C: A3 CREATE Sent' \
			'S: A3 OK'
		take A4
		echo 'S: A4 OK'
		leave A5
	} | peer
	append -p Sent <msg
	peer_ok
	cmp wire "$PEER_OUT"
	{
		greet
		printf '%s\n' "C: A2 APPEND Sent {$size}" \
			'S: A2 NO [TRYCREATE] none' 'C: A3 CREATE Sent' \
			'S: A3 NO [NOPERM] not here'
	} | peer
	expect_error 69 'not here' append -p Sent <msg
}

@test "empty input, a NUL: nothing is stored" {
	tunnel=false
	expect_error 65 'empty' append Sent </dev/null
	append -E Sent </dev/null
	append -EM Sent </dev/null
	expect_error 65 'NUL' append Sent < <(printf 'a: b\n\n\0')
}

@test "an mbox needs -M, one From_ line goes" {
	printf 'From a@b Fri Nov 20 10:00:00 2026\n' >mbox
	cat msg >>mbox
	{ greet; take A2; echo 'S: A2 OK'; leave A3; } | peer
	append Sent <mbox
	cmp wire "$PEER_OUT"
	{ cat mbox; echo; cat mbox; echo; } >two
	tunnel=false
	expect_error 65 'several' append Sent <two
	{ greet UIDPLUS; take A2; echo 'S: A2 OK [APPENDUID 7 1]'; take A3
		echo 'S: A3 OK [APPENDUID 7 2]'; leave A4; } | peer
	append -M Sent <two >out
	printf 'v7.1\nv7.2\n' | cmp - out
	cat wire wire | cmp - "$PEER_OUT"
	peer_ok
	# Run again, it would store the first once more: not 75.
	{ greet; take A2; echo 'S: A2 OK'; take A3
		echo 'S: A3 NO [UNAVAILABLE] later'; } | peer
	expect_error 1 '1 messages were stored' append -M Sent <two
}

@test "an APPENDUID that is none, or of another command" {
	for code in 'APPENDUID 7' 'APPENDUID x y' 'APPENDUID 7 99999999999' \
		'APPENDUID' 'APPENDUID 0 0'
	do
		{ greet UIDPLUS; echo 'S: * OK [APPENDUID 9 9] no'; take A2
			echo 'S: * OK [APPENDUID 9 9] no'
			echo "S: A2 OK [$code] done"; leave A3; } | peer
		append Sent <msg >out
		cmp out /dev/null
		peer_ok
	done
}

# lost: the connection ends when the server has it all.
lost() {
	greet
	take A2
}

# look REPLY: how the server is asked again.
look() {
	greet
	printf '%s\n' 'C: A2 EXAMINE Sent' \
		'C: A3 UID SEARCH HEADER "Message-ID" "<q@x>"'
	selected
	printf '%s\n' 'S: A2 OK' "S: * SEARCH $1" 'S: A3 OK'
}

@test "lost before the answer: it is looked for" {
	lost >1
	{ look '4 9'; leave A4; } >2
	peers 1 2
	append Sent <msg >out 2>err
	echo v7.9 | cmp - out
	grep -q 'the message is there' err
	look '' >2
	peers 1 2
	expect_error 75 'is not there, and can be stored again' \
		append Sent <msg
	peers 1
	expect_status 75 append Sent <msg 2>err
	grep -q 'uncertain' err
	grep -v Message-ID msg >nameless
	size=$((size - 19)) lost >1
	peers 1
	expect_error 75 'uncertain' append Sent <nameless
}

@test "cut at each byte: 75, and never stored twice" {
	{ greet UIDPLUS; take A2; echo 'S: A2 OK [APPENDUID 7 1] done'
		echo 'C: A3 LOGOUT'; } >session
	check_cut() {
		[ "$status" -eq 75 ] || fail "cut at $1: $status $(cat err)"
		cmp out /dev/null
	}
	once() { append Sent <msg; }
	each_cut once
}

@test "a server that does not read on ends it in time" {
	{ greet; printf '%s\n' "C: A2 APPEND Sent {12000000}" 'S: + go' \
		silent; } | peer
	head -c 12000000 /dev/zero | tr '\0' x >large
	expect_status 75 append -o timeout=1 Sent <large 2>err
}

@test "wrong usage says what" {
	tunnel=false
	for wrong in '' 'a b' '-f' '-f a(b Sent' '-D tomorrow Sent' '-x Sent' \
		'-f recent Sent'
	do
		# shellcheck disable=SC2086
		expect_error 64 'imapappend:' append $wrong <msg
	done
	expect_error 64 'line end' append $'a\r\nA1 DELETE b' <msg
	expect_error 66 '' append Sent </
}

@test "at Dovecot: what was stored is what comes back, of any size" {
	need_servers
	need python3
	user=imapappend$RANDOM
	at_server imapappend -p -f flagged -D '2026-01-31 10:00 +0800' \
		'中 文.&' <msg >out
	grep -qx 'v[0-9]*\.1' out
	{ cat msg; head -c 9000000 /dev/urandom | b64; } >large
	at_server imapappend '中 文.&' <large >out
	grep -qx 'v[0-9]*\.2' out
	with_imaplib >out <<-'END'
	m.select('"&Ti0- &ZYc-.&-"')
	print(m.uid("fetch", "1", "(FLAGS INTERNALDATE)")[1][0].decode())
	open("one", "wb").write(m.uid("fetch", "1", "BODY.PEEK[]")[1][0][1])
	open("two", "wb").write(m.uid("fetch", "2", "BODY.PEEK[]")[1][0][1])
	END
	grep -q 'FLAGS (\\Flagged' out
	grep -q '"31-Jan-2026 \(10:00:00 +0800\|02:00:00 +0000\)"' out
	cmp wire one
	sed 's/$/\r/' large | cmp - two
}

@test "smtpsend hands on what it has sent" {
	need_servers
	user=imapappend$RANDOM
	at_home
	printf 'smtp = smtp://localhost:%s\n' "$MX_PORT" \
		>>.config/mailpipe/accounts
	printf 'From: a@example.org\nTo: %s@example.org\nSubject: x\n\nhi\n' \
		"$user" >msg
	smtpsend -tc <msg | imapappend -p -f seen Sent >out
	grep -qx 'v[0-9]*\.1' out
	mail_of "$user" 1
}

@test "the examples of the page" {
	need_servers
	user=imapappend$RANDOM
	at_home
	printf 'smtp = smtp://localhost:%s\n' "$MX_PORT" \
		>>.config/mailpipe/accounts
	printf 'From: a@example.org\nTo: %s@example.org\n\nhi\n' "$user" >letter
	cp msg draft
	{ echo 'From a@b Fri Nov 20 10:00:00 2026'; cat msg; echo; } >old.mbox
	sed 's/v1795212453/v7/' "$root/man/imapappend.1" >page
	imapappend() { command imapappend "$@" | sed 's/^v[0-9]*/v7/'; }
	export -f imapappend
	man_examples page
}
