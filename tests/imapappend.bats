# SPDX-License-Identifier: ISC
load lib
load imap
load servers

setup() {
	printf 'Subject: a\nMessage-ID: <q@x>\n\nhello\n' >msg
	printf 'Subject: a\r\nMessage-ID: <q@x>\r\n\r\nhello\r\n' >wire
	size=$(wc -c <wire)
}

append() {
	at_peer imapappend "$@"
}

# head_of [COMMAND [LITERAL [BOX]]]: what the mailbox holds is asked with it.
head_of() {
	printf '%s\n' "C: A2 STATUS ${3:-Sent} (UIDVALIDITY UIDNEXT)" \
		"C: A3 ${1:-APPEND Sent} ${2:-"{$size}"}" \
		"S: * STATUS ${3:-Sent} (UIDNEXT 5 UIDVALIDITY 7)" 'S: A2 OK'
}

# body: the message comes.
body() {
	printf '%s\n' 'S: + go ahead' "C= $size" 'C: '
}

# take: both; the next tag is A4.
take() {
	head_of "$@"
	body
}

@test "a message travels with its size, with CRLF, and its UID is printed" {
	{
		greet UIDPLUS
		take
		echo 'S: A3 OK [APPENDUID 38505 3955] done'
		leave A4
	} | peer
	append Sent <msg >out
	echo v38505.3955 | cmp - out
	cmp wire "$PEER_OUT"
	peer_ok
}

@test "flags, a date, a name in UTF-8" {
	{
		greet
		take 'APPEND "Sent &AOk-" (\\Seen $Work) "31-Jan-2026 10:00:00 +0800"' \
			'' '"Sent &AOk-"'
		echo 'S: A3 OK done'
		leave A4
	} | peer
	append -f seen -f \$Work -D 2026-01-31T10:00+08:00 'Sent é' <msg >out
	cmp out /dev/null
	peer_ok
}

@test "LITERAL+ and LITERAL-: nobody waits" {
	for capability in LITERAL+ LITERAL-; do
		{
			greet $capability
			printf '%s\n' 'C: A2 STATUS Sent (UIDVALIDITY UIDNEXT)' \
				"C: A3 APPEND Sent {$size+}" "C= $size" \
				'C: ' 'S: A2 BAD what' 'S: A3 OK done'
			leave A4
		} | peer
		append Sent <msg
		peer_ok
	done
}

@test "line ends: CRLF stays, LF becomes CRLF, all else is as it was" {
	{
		greet
		size=34 take
		echo 'S: A3 OK done'
		leave A4
	} | peer
	printf 'A: b\r\n\r\nx\ry\n\n\r\n\r\r\n.\n\377>From x\n\t' |
		append Sent
	printf 'A: b\r\n\r\nx\ry\r\n\r\n\r\n\r\r\n.\r\n\377>From x\r\n\t' |
		cmp - "$PEER_OUT"
	peer_ok
}

@test "refused: before it is sent, and after" {
	{ greet; head_of; echo 'S: A3 NO [OVERQUOTA] full'; } | peer
	expect_error 69 'full' append Sent <msg
	{ greet; take; echo 'S: A3 NO [TOOBIG] large'; } | peer
	expect_error 69 'large' append Sent <msg
	{ greet; take; echo 'S: A3 NO [UNAVAILABLE] later'; } | peer
	expect_error 75 'later' append Sent <msg
	{ greet; take; echo 'S: A3 BAD what'; } | peer
	expect_status 69 append Sent <msg 2>err
	{ greet APPENDLIMIT=20; echo eof; } | peer
	expect_error 69 'takes 20' append Sent <msg
	peer_ok
}

# lacks: as head_of, and there is no such mailbox.
lacks() {
	printf '%s\n' 'C: A2 STATUS Sent (UIDVALIDITY UIDNEXT)' \
		"C: A3 APPEND Sent {$size}" 'S: A2 NO [NONEXISTENT] none' \
		'S: A3 NO [TRYCREATE] none'
}

@test "a mailbox that is not there, with -p is made" {
	{ greet; lacks; } | peer
	expect_error 1 'none (-p makes the mailbox)' append Sent <msg
	# Somebody else may have been faster.
	for made in OK 'NO [ALREADYEXISTS] it is there'; do
		{
			greet
			lacks
			printf '%s\n' 'C: A4 CREATE Sent' "S: A4 $made" \
				"C: A5 APPEND Sent {$size}"
			body
			echo 'S: A5 OK'
			leave A6
		} | peer
		append -p Sent <msg
		peer_ok
		cmp wire "$PEER_OUT"
	done
	{ greet; lacks; printf '%s\n' 'C: A4 CREATE Sent' \
		'S: A4 NO [NOPERM] not here'; } | peer
	expect_error 69 'not here' append -p Sent <msg
	# It is said to be there, and is not: once is enough.
	{ greet; lacks; printf '%s\n' 'C: A4 CREATE Sent' \
		'S: A4 NO [ALREADYEXISTS] so' "C: A5 APPEND Sent {$size}" \
		'S: A5 NO [TRYCREATE] none'; } | peer
	expect_error 1 'none' append -p Sent <msg
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
	{ greet; take; echo 'S: A3 OK'; leave A4; } | peer
	append Sent <mbox
	cmp wire "$PEER_OUT"
	{ cat mbox; echo; cat mbox; echo; } >two
	tunnel=false
	expect_error 65 'several' append Sent <two
	# Where the server says what the UID is, nothing is asked again.
	{ greet UIDPLUS; take; printf '%s\n' 'S: A3 OK [APPENDUID 7 1]' \
		"C: A4 APPEND Sent {$size}"; body
		echo 'S: A4 OK [APPENDUID 7 2]'; leave A5; } | peer
	append -M Sent <two >out
	printf 'v7.1\nv7.2\n' | cmp - out
	cat wire wire | cmp - "$PEER_OUT"
	peer_ok
	# Run again, it would store the first once more: not 75.
	{ greet; take; echo 'S: A3 OK'; take | sed 's/A3/A5/; s/A2/A4/'
		echo 'S: A5 NO [UNAVAILABLE] later'; } | peer
	expect_error 1 '1 messages were stored' append -M Sent <two
}

@test "an APPENDUID that is none, or of another command" {
	for code in 'APPENDUID 7' 'APPENDUID x y' 'APPENDUID 7 99999999999' \
		'APPENDUID' 'APPENDUID 0 0'
	do
		{ greet UIDPLUS; echo 'S: * OK [APPENDUID 9 9] no'; take
			echo 'S: * OK [APPENDUID 9 9] no'
			echo "S: A3 OK [$code] done"; leave A4; } | peer
		append Sent <msg >out
		cmp out /dev/null
		peer_ok
	done
}

# look CRITERIA FOUND: how the server is asked again.
look() {
	greet
	printf '%s\n' 'C: A2 EXAMINE Sent' "C: A3 UID SEARCH $1"
	selected
	printf '%s\n' 'S: A2 OK' "S: * SEARCH $2" 'S: A3 OK'
}

id='HEADER "Message-ID" "<q@x>"'

@test "the answer is lost: it is looked for among what is new" {
	{ greet; take; } >1
	{ look "UID 5:* $id" '4 9'; leave A4; } >2
	peers 1 2
	append Sent <msg >out 2>err
	echo v7.9 | cmp - out
	grep -q 'the message is there' err
	# An older one has the same Message-ID.
	for found in '' 4; do
		look "UID 5:* $id" "$found" >2
		peers 1 2
		expect_error 75 'is not there, and can be stored again' \
			append Sent <msg
	done
	peers 1
	expect_status 75 append Sent <msg 2>err
	grep -q 'uncertain' err
}

@test "the answer is none: it is looked for as well" {
	{ greet; take; echo 'S: A9 OK what'; } >1
	{ look "UID 5:* $id" '4 9'; leave A4; } >2
	peers 1 2
	append Sent <msg >out 2>err
	echo v7.9 | cmp - out
	# The server may still be at it.
	look "UID 5:* $id" '' >2
	peers 1 2
	expect_error 76 'uncertain' append Sent <msg
	{ greet; take; echo silent; } >1
	peers 1 2
	expect_error 75 'uncertain' append -o timeout=1 Sent <msg
}

@test "the answer is lost, and what was there before is not known" {
	{ greet; take | sed '/^S: .*STATUS/d'; } >1
	for found in 4 ''; do
		look "$id" "$found" >2
		peers 1 2
		expect_status 75 append Sent <msg 2>err
		grep -q "${found:+uncertain}" err
		[ -n "$found" ] || grep -q 'can be stored again' err
	done
	# Another UIDVALIDITY than before.
	{ greet; take | sed 's/VALIDITY 7/VALIDITY 8/'; } >1
	look "UID 5:* $id" '9' >2
	peers 1 2
	expect_error 75 'uncertain' append Sent <msg
	# Nor is the mailbox there now.
	{ greet; printf '%s\n' 'C: A2 EXAMINE Sent' \
		"C: A3 UID SEARCH UID 5:* $id" 'S: A2 NO what?' \
		'S: A3 BAD first select' 'C: A4 LIST "" Sent' 'S: A4 OK'; } >2
	{ greet; take; } >1
	peers 1 2
	expect_error 75 'is not there, and can be stored again' append Sent <msg
	# No mailbox was there, and another run has made it.
	{ greet; lacks; printf '%s\n' 'C: A4 CREATE Sent' 'S: A4 OK' \
		"C: A5 APPEND Sent {$size}"; body; } >1
	{ look "UID 1:* $id" '1'; leave A4; } >2
	peers 1 2
	append -p Sent <msg >out 2>err
	echo v7.1 | cmp - out
}

@test "the answer is lost, and it has no Message-ID" {
	grep -v Message-ID msg >nameless
	size=$((size - 19))
	{ greet; take; } >1
	for found in '' 4 9; do
		look 'UID 5:*' "$found" >2
		peers 1 2
		expect_status 75 append Sent <nameless 2>err
		case $found in
		9) grep -q uncertain err ;;
		*) grep -q 'can be stored again' err ;;
		esac
	done
	{ greet; take | sed '/^S: .*STATUS/d'; } >1
	peers 1
	expect_error 75 'uncertain' append Sent <nameless
}

@test "an mbox goes on when one answer was lost" {
	for _ in 1 2 3; do
		echo 'From a@b Fri Nov 20 10:00:00 2026'
		cat msg
		echo
	done >mbox
	{ greet UIDPLUS; take; printf '%s\n' 'S: A3 OK [APPENDUID 7 5]' \
		"C: A4 APPEND Sent {$size}"; body; } >1
	# The first one, which is the same, is not taken for it.
	{ look "UID 6:* $id" '5 6'; take | sed 's/A3/A5/; s/A2/A4/'
		echo 'S: A5 OK [APPENDUID 7 7]'; leave A6; } >2
	peers 1 2
	append -M Sent <mbox >out 2>err
	printf 'v7.%s\n' 5 6 7 | cmp - out
}

@test "cut at each byte: 75, and never stored twice" {
	{ greet UIDPLUS; take; echo 'S: A3 OK [APPENDUID 7 1] done'
		echo 'C: A4 LOGOUT'; } >session
	check_cut() {
		[ "$status" -eq 75 ] || fail "cut at $1: $status $(cat err)"
		cmp out /dev/null
	}
	once() { append Sent <msg; }
	each_cut once
}

@test "a server that does not read on ends it in time" {
	{ greet; head_of '' '{12000000}'; printf '%s\n' 'S: + go' \
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
