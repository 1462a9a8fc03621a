# SPDX-License-Identifier: ISC
# smtpsend with a large file on stdin, which is read twice and not copied.
load lib
load smtp

setup() {
	message x@y.example | sed '$d' >head
	head -c 2000000 /dev/zero | b64 | sed 's/^AAAA/.-/' >text
	cat head text >msg
	peer </dev/null # sets $tunnel; `... | peer` gives it another script
	peer_takes
}

# The script of a server that takes a message.
peer_takes() {
	printf '%s\n' 'S: 220 hi' 'C? ' 'S: 250 peer.example' \
	    'C* MAIL' 'S: 250 ok' 'C* RCPT' 'S: 250 ok' \
	    'C: DATA' 'S: 354 go' 'C.' 'S: 250 queued' 'C: QUIT' | peer
}

send() {
	at_peer smtpsend "$@"
}

@test "it is sent without a copy" {
	TMPDIR=/nonexistent send x@y.example <msg
	peer_ok
	got | cmp - msg
}

@test "a pipe is copied, and gives the same" {
	cat msg | expect_error 73 /nonexistent env TMPDIR=/nonexistent \
	    smtpsend -A smtp+plain://peer.example -o tunnel=false x@y.example
	cat msg | send x@y.example
	peer_ok
	got | cmp - msg
}

@test "it is read from where stdin stands" {
	{ echo 'not this'; cat msg; } >more
	{ dd bs=9 count=1 status=none >/dev/null
	    TMPDIR=/nonexistent send x@y.example; } <more
	peer_ok
	got | cmp - msg
}

@test "lines that end in CRLF are sent as they stand" {
	sed 's/$/\r/' msg >crlf
	TMPDIR=/nonexistent send x@y.example <crlf
	peer_ok
	got | cmp - msg
	smtpsend -n -A smtp://localhost x@y.example <crlf >plan
	sed '1,/^$/d' plan | cmp - msg
}

@test "of a pipe too" {
	sed 's/$/\r/' msg | send x@y.example
	peer_ok
	got | cmp - msg
}

@test "a CR, a missing line end: from there on it is copied" {
	sed 's/$/\r/' text >crlf
	{ cat msg; printf 'cr\r\n'; cat text crlf; printf 'bare\rlast'; } >mixed
	{ cat msg; echo cr; cat text text; printf 'bare\nlast\n'; } >want
	send x@y.example <mixed
	peer_ok
	got | cmp - want
	smtpsend -n -A smtp://localhost x@y.example <mixed |
	    sed '1,/^$/d' | cmp - want
}

@test "as sendmail a dot ends it, and only then" {
	ln -s "$root/bin/smtpsend" sendmail
	{ cat msg; echo ..; echo .x; echo .; cat text; } >dots
	{ cat msg; echo ..; echo .x; } >want
	TMPDIR=/nonexistent ./sendmail -A smtp+plain://peer.example \
	    -o tunnel="$tunnel" -f me@a.example x@y.example <dots
	peer_ok
	got | cmp - want
	sed 's/$/\r/' dots >crlf
	peer_takes
	TMPDIR=/nonexistent ./sendmail -A smtp+plain://peer.example \
	    -o tunnel="$tunnel" -f me@a.example x@y.example <crlf
	peer_ok
	got | cmp - want
}

@test "a NUL and a line that is too long are named by their line" {
	{ cat msg; printf 'a\nb\0\n'; cat text; } >nul
	expect_error 65 "line $(($(wc -l <msg) + 2)) holds a NUL" \
	    send x@y.example <nul
	{ cat msg; printf '%01000d\n' 1; cat text; } >long
	expect_error 65 "line $(($(wc -l <msg) + 1)) is longer" \
	    send x@y.example <long
	{ cat msg; printf '%0998d\n' 1; printf '%0999d\n' 1; cat text; } |
	    sed 's/$/\r/' >long
	expect_error 65 "line $(($(wc -l <msg) + 2)) is longer" \
	    send x@y.example <long
}

@test "a multipart that lost its end is seen in a file too" {
	printf 'Content-Type: multipart/mixed; boundary=.-\n' |
	    cat - msg >part
	expect_error 65 'closing boundary' send x@y.example <part
	{ cat part; printf -- '--.---\n'; cat text; } >whole
	send x@y.example <whole
	peer_ok
	got | cmp - whole
	peer_takes
	sed 's/$/\r/' whole >crlf
	send x@y.example <crlf
	peer_ok
	got | cmp - whole
}

@test "a file that is changed meanwhile is not sent" {
	local change
	for change in 'truncate -s 500000 msg' 'echo more >>msg' \
	    'yes other | head -c 3000000 >msg' \
	    'printf x | dd of=msg bs=1 seek=999999 conv=notrunc status=none'
	do
		cat head text >msg
		touch -d '2020-01-01' msg
		printf '%s\n' 'S: 220 hi' 'C? ' 'S: 250 peer.example' \
		    'C* MAIL' 'S: 250 ok' 'C* RCPT' 'S: 250 ok' \
		    'C: DATA' 'S: 354 go' C. | peer
		expect_error 74 'was changed' smtpsend \
		    -A smtp+plain://peer.example \
		    -o tunnel="$change; $tunnel 2>/dev/null" x@y.example <msg
		peer_failed # for no dot came
	done
}

@test "no sequence of bytes ends it, at whatever place" {
	local e f end
	for end in '' '\r'; do
		sed "s/\$/$end/" msg >in
		sed "s/\$/$end/" text >more
		for e in '\r' '\n' '\r\n' '\r\r\n' '\n\n'; do
			for f in '\r' '\n' '\r\n' '\r\r\n'; do
				printf "a$e.${f}MAIL FROM:<evil@c.example>\r\n" >>in
				head -n 200 more >>in
			done
		done
		peer_takes
		: >"$PEER_OUT"
		send x@y.example <in
		peer_ok
		! grep -qv $'\r$' "$PEER_OUT" || fail "a bare LF"
		! sed 's/\r$//' "$PEER_OUT" | grep -q $'\r' || fail "a bare CR"
		[ "$(grep -c $'^\\.\r$' "$PEER_OUT")" -eq 1 ]
		[ "$(grep -c $'^\\.\\.\r$' "$PEER_OUT")" -eq 20 ]
	done
}
