# SPDX-License-Identifier: ISC
# smtpsend against scripted servers; smtpsend-servers.bats has real ones.
load lib
load smtp

setup() {
	message x@y.example >msg
	peer </dev/null # sets $tunnel; `... | peer` gives it another script
}

send() {
	at_peer smtpsend "$@"
}

# hello [OFFER...]: the script of a server that says hello.
hello() {
	echo 'S: 220 peer.example ready'
	echo 'C: EHLO me.example'
	echo 'S: 250-peer.example'
	printf 'S: 250-%s\n' "$@" HELO
	echo 'S: 250 HELP'
}

# takes RCPT...: and takes a message, each command behind a reply.
takes() {
	local rcpt
	echo 'C* MAIL FROM:<me@a.example>'
	echo 'S: 250 2.1.0 ok'
	for rcpt; do
		echo "C: RCPT TO:<$rcpt>"
		echo 'S: 250 2.1.5 ok'
	done
	printf '%s\n' 'C: DATA' 'S: 354 go on' 'C.' \
	    'S: 250 2.0.0 queued as 4711' 'C: QUIT' 'S: 221 bye'
}

# What the peer got has CR and LF only together, no NUL, and one end.
clean_wire() {
	! grep -qv $'\r$' "$PEER_OUT" || fail "a bare LF"
	! sed 's/\r$//' "$PEER_OUT" | grep -q $'\r' || fail "a bare CR"
	[ "$(tr -d '\0' <"$PEER_OUT" | wc -c)" -eq "$(wc -c <"$PEER_OUT")" ]
	[ "$(grep -c $'^\\.\r$' "$PEER_OUT")" -eq 1 ] || fail "another end"
	[ "$(tail -c 5 "$PEER_OUT" | od -An -c | tr -d ' ')" = '\r\n.\r\n' ]
}

# --- the job itself

@test "a message is delivered, byte for byte, in silence" {
	{ hello 8BITMIME; takes x@y.example; } | peer
	send x@y.example <msg >out 2>err
	peer_ok
	got | cmp - msg
	clean_wire
	[ ! -s out ] && [ ! -s err ]
}

@test "without PIPELINING every command waits for its reply" {
	{
		hello SIZE
		echo "C: MAIL FROM:<me@a.example> SIZE=$(sed 's/$/\r/' msg | wc -c)"
		echo idle
		echo 'S: 250 ok'
		echo 'C: RCPT TO:<x@y.example>'
		echo idle
		echo 'S: 250 ok'
		echo 'C: RCPT TO:<z@y.example>'
		echo idle
		echo 'S: 250 ok'
		echo 'C: DATA'
		echo idle
		printf '%s\n' 'S: 354 go' 'C.' idle 'S: 250 ok' 'C: QUIT'
	} | peer
	send x@y.example z@y.example <msg
	peer_ok
}

@test "with PIPELINING all commands travel at once, QUIT behind the dot" {
	{
		hello PIPELINING
		printf '%s\n' 'C: MAIL FROM:<me@a.example>' \
		    'C: RCPT TO:<x@y.example>' 'C: RCPT TO:<z@y.example>' \
		    'C: DATA' 'S: 250 ok' 'S: 250 ok' 'S: 250 ok' 'S: 354 go' \
		    'C.' 'C: QUIT' 'S: 250 ok' 'S: 221 bye'
	} | peer
	send x@y.example z@y.example <msg
	peer_ok
}

@test "pipelining = no turns that off" {
	{
		hello PIPELINING
		printf '%s\n' 'C: MAIL FROM:<me@a.example>' idle 'S: 250 ok' \
		    'C: RCPT TO:<x@y.example>' idle 'S: 250 ok' \
		    'C: DATA' idle 'S: 354 go' 'C.' idle 'S: 250 ok' 'C: QUIT'
	} | peer
	send -o pipelining=no x@y.example <msg
	peer_ok
}

@test "a thousand recipients go in flights of a bounded size" {
	{
		hello PIPELINING
		echo 'C: MAIL FROM:<me@a.example>'
		echo 'S: 250 ok'
		for i in $(seq 1000); do
			echo "C: RCPT TO:<u$i@y.example>"
			echo "S: 250 ok $i"
		done
		printf '%s\n' 'C: DATA' 'S: 354 go' 'C.' 'S: 250 ok' 'C: QUIT'
	} | peer
	seq -f 'u%g@y.example' 1000 | xargs >rcpts
	send -l $(cat rcpts) <msg >out
	peer_ok
	[ "$(wc -l <out)" -eq 1000 ]
}

@test "bytes of the server may come one by one" {
	{ echo slow; hello PIPELINING 8BITMIME; takes x@y.example; } | peer
	drip msg | send x@y.example
	peer_ok
	got | cmp - msg
}

@test "HELO is said where EHLO is not known" {
	{
		printf '%s\n' 'S: 220 old' 'C: EHLO me.example' \
		    'S: 502 what?' 'C: HELO me.example' 'S: 250 old'
		takes x@y.example
	} | peer
	send x@y.example <msg
	peer_ok
}

@test "EHLO names the host, or an address literal" {
	printf '%s\n' 'S: 220 hi' 'C?' 'S: 421 go away' | peer
	expect_status 75 smtpsend -A smtp+plain://peer.example \
	    -o tunnel="$tunnel" x@y.example <msg 2>err
	client_sent | grep -Eq '^EHLO ([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|\[[0-9.]+\])$'
}

@test "how QUIT is answered changes nothing" {
	local answer
	for answer in 'S: 500 no' 'S: garbage' 'close' 'S: 421 x' 's: 2'; do
		{ hello; takes x@y.example | sed '$d'; echo "$answer"; } | peer
		send x@y.example <msg 2>err || fail "$answer"
		[ ! -s err ]
	done
}

# --- lines, dots, and what nobody may send

@test "CR, LF and CRLF are line ends, CRLF on the wire" {
	{ hello; takes x@y.example; } | peer
	{ cat msg; printf 'a\rb\nc\r\nd\r\re\n\rf'; } | send x@y.example
	peer_ok
	clean_wire
	{ cat msg; printf 'a\nb\nc\nd\n\ne\n\nf\n'; } >want
	got | cmp - want
}

@test "no sequence of bytes ends the message or begins a second one" {
	local e f n=0
	for e in '\r' '\n' '\r\n' '\r\r\n' '\n\n'; do
		for f in '\r' '\n' '\r\n' '\r\r\n'; do
			{ hello; takes x@y.example; } | peer
			{
				cat msg
				printf "a$e.$f"
				printf 'MAIL FROM:<evil@c.example>\r\n'
			} | send x@y.example
			peer_ok
			clean_wire
			grep -q $'^\\.\\.\r$' "$PEER_OUT"
			n=$((n + 1))
		done
	done
	[ "$n" -eq 20 ]
}

@test "a NUL is refused before anything is said" {
	local text
	echo 'S: 220 hi' | peer
	for text in 'a\0b' '\r\n\0.\r\n' '\r\n.\0\r\n' '\n.\0\n' '\0'; do
		{ cat msg; printf "$text"; } >bad
		expect_error 65 'NUL' send x@y.example <bad
	done
	[ ! -e "$PEER_LOG" ]
}

@test "dots at the edges of every buffer" {
	local size body
	for size in 4096 8192 16384 32768 65536 131072; do
		for edge in -2 -1 0 1 2; do
			{ hello; takes x@y.example; } | peer
			body=$((size + edge - $(wc -c <msg)))
			{
				cat msg
				yes 'abcdefghijklmno' | head -c "$((body - 1))"
				printf '\n.\n..\n.x\n...'
			} >in
			send x@y.example <in
			peer_ok
			clean_wire
			echo >>in
			got | cmp - in
		done
	done
}

@test "a body that is a dot, dots, nothing, or has no last line end" {
	local body
	for body in '.' '..' '.\n' '.x\n' '' '\n' '\n\n' 'x'; do
		{ hello; takes x@y.example; } | peer
		{ head -n 6 msg; printf "$body"; } >in
		send x@y.example <in
		peer_ok
		clean_wire
		[ -z "$(tail -c 1 in)" ] || echo >>in
		got | cmp - in
	done
}

@test "lines of 998 bytes pass, longer ones are refused unsent" {
	local line
	line=$(head -c 998 /dev/zero | tr '\0' x)
	{ hello; takes x@y.example; } | peer
	{ cat msg; echo "$line"; } | send x@y.example
	peer_ok
	rm -f "$PEER_LOG"
	{ cat msg; echo "${line}x"; } >bad
	expect_error 65 'stdin: line 8 is longer than 998 bytes' \
	    send x@y.example <bad
	head -c 300000 /dev/zero | tr '\0' x >bad
	expect_error 65 'longer than 998' send x@y.example <bad
	{ echo "X: ${line}"; cat msg; } >bad
	expect_error 65 'line 1 is longer' send x@y.example <bad
	[ ! -e "$PEER_LOG" ]
}

@test "8-bit text needs 8BITMIME, and says so only then" {
	{ cat msg; printf 'gr\303\274n \377\n'; } >in
	{ hello 8BITMIME; takes x@y.example; } | peer
	send x@y.example <in
	peer_ok
	client_sent | grep -Fqx 'MAIL FROM:<me@a.example> BODY=8BITMIME'
	got | cmp - in
	{ hello; echo 'C: QUIT'; } | peer
	expect_error 69 '8BITMIME' send x@y.example <in
	peer_ok
}

@test "SMTPUTF8 only when an address or the header needs it" {
	{ printf 'X-A: gr\303\274n\n'; cat msg; } >in
	{ hello 8BITMIME SMTPUTF8; takes x@y.example; } | peer
	send x@y.example <in
	client_sent | grep -Fqx \
	    'MAIL FROM:<me@a.example> BODY=8BITMIME SMTPUTF8'
	{ hello 8BITMIME SMTPUTF8; takes $'gr\303\274n@y.example'; } | peer
	send $'gr\303\274n@y.example' <msg
	client_sent | grep -q 'SMTPUTF8'
	{ hello 8BITMIME SMTPUTF8; takes x@y.example; } | peer
	{ cat msg; printf 'gr\303\274n\n'; } | send x@y.example
	! client_sent | grep -q 'SMTPUTF8' || fail "needless SMTPUTF8"
	{ hello 8BITMIME; echo 'C: QUIT'; } | peer
	expect_error 69 'header holds 8-bit text and the server has no SMTPUTF8' \
	    send x@y.example <in
	{ hello 8BITMIME; echo 'C: QUIT'; } | peer
	expect_error 69 'an address holds 8-bit text' \
	    send $'gr\303\274n@y.example' <msg
	{ printf 'X-A: \377\n'; cat msg; } >in
	expect_error 65 'not UTF-8' send x@y.example <in
}

@test "SIZE is told, kept to, and may be absurd" {
	{ hello 'SIZE 100'; echo 'C: QUIT'; } | peer
	local size sent
	sent=$(sed 's/$/\r/' msg | wc -c)
	expect_error 69 "has $sent bytes and the server takes 100" \
	    send x@y.example <msg
	peer_ok
	for size in $sent 0 '' 99999999999999999999 -1 x; do
		{ hello "SIZE $size"; takes x@y.example; } | peer
		send x@y.example <msg
		peer_ok
		client_sent | grep -Fqx "MAIL FROM:<me@a.example> SIZE=$sent"
	done
}

# --- recode

# same_body FILE: the peer got the file's body, once it is decoded.
same_body() {
	got | mimeparse -p 1 >got.body
	sed '1,/^$/d' "$1" | cmp - got.body
}

@test "recode: long lines and NUL travel in quoted-printable" {
	{
		cat msg
		head -c 300000 /dev/zero | tr '\0' x
		printf '\n=\0 \n.\nFrom here \n'
		head -c 999 /dev/zero | tr '\0' y
		echo
	} >in
	{ hello; takes x@y.example; } | peer
	send -o recode=yes x@y.example <in
	peer_ok
	clean_wire
	same_body in
	[ "$(got | wc -L)" -le 76 ]
	got | sed '/^$/q' >header
	head -n 5 msg | cmp - <(head -n 5 header)
	printf '%s\n' 'MIME-Version: 1.0' \
	    'Content-Type: text/plain; charset=us-ascii' \
	    'Content-Transfer-Encoding: quoted-printable' '' |
	    cmp - <(tail -n +6 header)
	send -o recode=yes -n x@y.example <in | sed '1,/^$/d' >planned
	got | cmp - planned
	expect_error 65 'longer than 998' send -o recode=no x@y.example \
	    < <(tr -d '\0' <in)
}

@test "recode: 8-bit text only where the server lacks 8BITMIME" {
	local charset
	{ head -n 5 msg; printf '%s\n' 'MIME-Version: 1.0' \
	    'Content-Type: text/html; charset=gbk' \
	    'Content-Transfer-Encoding: 8bit' ''
	    printf '\261\250\270\346 \n'; } >in
	{ hello 8BITMIME; takes x@y.example; } | peer
	send -o recode=yes x@y.example <in
	got | cmp - in
	{ hello SIZE; takes x@y.example; } | peer
	send -c -o recode=yes x@y.example <in >sent
	peer_ok
	same_body in
	got | cmp - sent
	sed 's/8bit/quoted-printable/' in | sed '/^$/q' >want
	got | sed '/^$/q' | cmp want -
	client_sent | grep -Fq " SIZE=$(($(wc -c <"$PEER_OUT") - 3))"
	! client_sent | grep -q BODY= || false
	for charset in utf-8 unknown-8bit; do
		{ cat msg; [ $charset = utf-8 ] && echo 报告 ||
		    printf '\377\n'; } >in
		{ hello; takes x@y.example; } | peer
		send -o recode=yes x@y.example <in
		got | grep -Fqx "Content-Type: text/plain; charset=$charset"
		same_body in
	done
}

@test "recode: what is no lone text, encoded or signed is not touched" {
	local field
	for field in 'Content-Type: multipart/mixed; boundary=b' \
	    'Content-Type: application/pdf' 'Content-Type: message/rfc822' \
	    'Content-Transfer-Encoding: base64' \
	    'Content-Transfer-Encoding: binary' \
	    'DKIM-Signature: v=1; a=rsa-sha256' \
	    $'Content-Type: text/plain\nContent-Type: text/html'; do
		{ echo "$field"; cat msg; echo 报告; echo --b--; } >in
		{ hello; echo 'C: QUIT'; } | peer
		expect_error 69 '8BITMIME' send -o recode=yes x@y.example <in
		peer_ok
		{ cat in; head -c 999 /dev/zero | tr '\0' y; } >long
		expect_error 65 'longer than 998' \
		    send -o recode=yes x@y.example <long
	done
	{ head -c 999 /dev/zero | tr '\0' y | sed 's/^/X: /'; echo
	    cat msg; } >in
	expect_error 65 'line 1 is longer' send -o recode=yes x@y.example <in
}

@test "recode: a long line at the edges of every buffer" {
	local size edge
	for size in 998 65536 131072 262144; do
		for edge in -1 0 1 2; do
			for end in '\n' '\r\n' '' '\r'; do
				{ cat msg; head -c $((size + edge)) /dev/zero |
				    tr '\0' x; printf "${end}x\n"; } >in
				send -n -o recode=yes x@y.example <in |
				    sed '1,/^$/d' | mimeparse -p 1 >out
				sed '1,/^$/d' in | sed 's/\r$//' |
				    tr '\r' '\n' | cmp - out || fail "$size$end"
			done
		done
	done
}

# --- the header

@test "what is missing in the header is added" {
	{ hello; takes x@y.example; } | peer
	printf 'Subject: hi\n\nhello\n' |
	    SOURCE_DATE_EPOCH=0 send -f me@a.example x@y.example
	peer_ok
	got | sed 's/<.*@/<ID@/' >out
	cat >want <<-'EOF'
	Subject: hi
	From: me@a.example
	To: x@y.example
	Date: Thu, 1 Jan 1970 00:00:00 +0000
	Message-ID: <ID@a.example>

	hello
	EOF
	diff want out
}

@test "-F names the sender of a From that is added" {
	printf 'Subject: x\n\n' |
	    send -n -F 'M. "E" \' -f me@a.example x@y.example >out
	grep -Fqx 'From: "M. \"E\" \\" <me@a.example>' out
	send -n -F other x@y.example <msg | grep -Fqx 'From: Me <me@a.example>'
	printf 'Subject: x\n\n' |
	    send -n -F 报告 -f me@a.example x@y.example >out
	grep -Fqx 'From: =?UTF-8?B?5oql5ZGK?= <me@a.example>' out
	printf 'Subject: x\n\n' >bad
	expect_error 65 'From: ' send -n -F $'x\nBcc: y@z' x@y.example <bad
}

@test "no To is invented for several recipients, nor beside a Cc" {
	{ hello; takes x@y.example z@y.example; } | peer
	sed /^To/d msg | send x@y.example z@y.example
	got | grep -Fx 'To: undisclosed-recipients:;'
	{ hello; takes x@y.example; } | peer
	sed 's/^To/Cc/' msg | send x@y.example
	! got | grep '^To:' || false
}

@test "a text without a header becomes the body" {
	{ hello; takes x@y.example; } | peer
	printf 'hello, world\nBcc: no@header.example\n' |
	    send -f me@a.example x@y.example
	peer_ok
	got >out
	[ "$(sed '/^$/q' out | wc -l)" -eq 5 ]
	sed '1,/^$/d' out >body
	printf 'hello, world\nBcc: no@header.example\n' | cmp - body
}

@test "a header that is broken or indented is refused" {
	echo 'S: 220 hi' | peer
	{ head -n 5 msg; printf 'no field\nBcc: a@b\n\nx\n'; } >bad
	expect_error 65 'a header line is no field: no field' \
	    send x@y.example <bad
	printf ' Subject: hi\nBcc: a@b\n\nx\n' >bad
	expect_error 65 'indented' send x@y.example <bad
	printf '\xef\xbb\xbf Subject: hi\nBcc: a@b\n\nx\n' >bad
	expect_error 65 'indented' send x@y.example <bad
	printf 'Subject: hi\r\r\nBcc: a@b\r\r\n\r\r\nx\r\r\n' >bad
	expect_error 65 'CR CR LF' send x@y.example <bad
	[ ! -e "$PEER_LOG" ]
}

@test "a field or a text that begins From is no From_ line" {
	echo 'S: 220 hi' | peer
	printf 'From : me@a.example\nSubject: x\n\nhi\n' |
	    send -n x@y.example >out
	grep -qx 'From *: me@a.example' out
	printf 'From x y\nSubject: z\nBcc: a@b\n\n' >bad
	expect_error 65 'no From_ line' send -n x@y.example <bad
	# A line too long to be held is the same one.
	{ printf 'From '; head -c 300000 /dev/zero | tr '\0' y; echo
	    printf 'Bcc: a@b\n\n'; } >bad
	expect_error 65 'no From_ line' send -n -o recode=yes x@y.example <bad
	{ printf '  Subject: '; cat bad; } >indented
	expect_error 65 'indented' send -n x@y.example <indented
	echo 'From now on at 9:30.' | send -n x@y.example >out
	grep -qx 'From now on at 9:30.' out
	{ echo 'From now on'; seq 60000; } >text
	send -n x@y.example <text | sed '1,/^$/d' | sed '1,/^$/d' | cmp - text
}

@test "a byte order mark before the header is dropped" {
	local from
	for from in '' 'From me@a.example Fri Nov 20 10:00:00 2026\n'; do
		{ hello; takes x@y.example; } | peer
		{ printf "\\xef\\xbb\\xbf$from"; cat msg; } |
		    send x@y.example
		peer_ok
		got | cmp - msg
	done
	echo 'S: 220 hi' | peer
	{ printf '\xef\xbb\xbfSubject: %0999d\nBcc: a@b\n\nx\n' 1; } >bad
	expect_error 65 'longer than 998' send x@y.example <bad
	printf '\xef\xbb\xbftext\n' | send -n x@y.example >out
	printf '\xef\xbb\xbftext\n' | cmp - <(tail -n 1 out)
}

@test "one From_ line is dropped" {
	{ hello; takes x@y.example; } | peer
	{ echo 'From me@a.example Fri Nov 20 10:00:00 2026'; cat msg; } |
	    send x@y.example
	peer_ok
	got | cmp - msg
}

@test "Bcc never leaves, however it is written" {
	local i=0 bcc
	for bcc in 'Bcc: b@y.example' 'BCC:b@y.example' 'bcc : b@y.example' \
	    'bCc	: b@y.example' 'Bcc:\n b@y.example' \
	    'Bcc: a@y.example,\n\tb@y.example' 'Bcc:' 'Bcc: \n  \n b@y.example' \
	    'Resent-Bcc: b@y.example' 'RESENT-BCC :\n b@y.example' \
	    'Bcc: a@y.example\nBcc: b@y.example' \
	    'X: y\rBcc: b@y.example\rZ: w' 'X: y\rBcc:\r b@y.example\rZ: w'
	do
		{ hello; takes x@y.example; } | peer
		{ head -n 2 msg; printf "$bcc\n"; tail -n +3 msg; } |
		    send x@y.example
		peer_ok
		! grep -qi 'bcc' "$PEER_OUT" || fail "$bcc"
		! grep -q 'b@y' "$PEER_OUT" || fail "$bcc"
		got | grep -v '^[XZ]:' | cmp - msg
		i=$((i + 1))
	done
	[ "$i" -eq 13 ]
}

# --- the envelope

@test "-t takes To, Cc and Bcc, groups and folds too, each once" {
	{ hello; takes a@y.example b@y.example c@y.example d@y.example \
	    e@y.example; } | peer
	{
		printf 'To: A <a@y.example>,\n (c) b@y.example, a@Y.EXAMPLE\n'
		printf 'Cc: team: c@y.example, "D, d" <d@y.example>;\n'
		printf 'Bcc: <e@y.example>, b@y.example\n'
		sed /^To/d msg
	} | send -t
	peer_ok
}

@test "-t with operands takes both" {
	{ hello; takes z@y.example x@y.example; } | peer
	send -t z@y.example <msg
	peer_ok
}

@test "-t takes the last sender's Resent- fields alone" {
	{ hello; echo 'C* MAIL FROM:<r@a.example>'
	    takes r1@y.example r2@y.example | sed 1d; } | peer
	{
		printf 'Resent-From: r@a.example\nResent-To: r1@y.example\n'
		printf 'Resent-Bcc: r2@y.example\nResent-Date: now\n'
		printf 'Received: from x\n'
		printf 'Resent-From: q@a.example\nResent-To: old@y.example\n'
		cat msg
	} | send -t
	peer_ok
	! grep -q 'r2@' "$PEER_OUT" || false
}

@test "-t without a recipient, or with one that cannot be read" {
	echo 'S: 220 hi' | peer
	sed /^To/d msg >bad
	expect_error 65 'names no recipient' send -t <bad
	sed 's/^To.*/To: a@y.example, <b@y/' msg >bad
	expect_error 65 'To' send -t <bad
	[ ! -e "$PEER_LOG" ]
}

@test "a quoted local part goes to its own domain" {
	{ hello; takes '"a@evil.example x"@y.example'; } | peer
	sed 's/^To.*/To: "a@evil.example x"@y.example/' msg | send -t
	peer_ok
}

@test "an address that is none: nothing is sent to anybody" {
	local bad
	echo 'S: 220 hi' | peer
	for bad in '' ' ' 'a b@y' 'a@b@c d' '<' '>' '<a@y' 'a@y>' \
	    $'a@y\nRCPT TO:<e@c>' $'a@y\r' $'a@y>\r\nRCPT TO:<e@c.example' \
	    'a@y> SIZE=1' '<>' '"a@y' 'a@' '@y' $'"a\r\n"@y'; do
		expect_error 65 '' send x@y.example "$bad" <msg
		[ "$bad" = '' ] || [ "$bad" = '<>' ] ||
		    expect_error 65 '' send -f "$bad" x@y.example <msg
	done
	[ ! -e "$PEER_LOG" ]
	expect_error 65 'smtpsend: recipient: empty address' send '' <msg
}

@test "odd dots exist, and brackets around an address are taken off" {
	{ hello; takes a..b.@y.example x@y.example; } | peer
	send a..b.@y.example '<x@y.example>' <msg
	peer_ok
}

@test "a recipient may begin with a dash" {
	{ hello; takes -x@y.example; } | peer
	send -- -x@y.example <msg
	peer_ok
}

@test "the null sender" {
	{ hello; echo 'C: MAIL FROM:<>'; takes x@y.example | sed 1d; } | peer
	send -f '<>' x@y.example <msg
	peer_ok
	rm "$PEER_LOG"
	expect_error 65 'smtpsend: -f: empty address' \
	    send -f '' x@y.example <msg
	[ ! -e "$PEER_LOG" ]
}

# sender WANTED OPTION... <MESSAGE
sender() {
	local want=$1
	shift
	{ hello; echo "C: MAIL FROM:<$want>"; echo 'S: 550 enough'
	    echo 'C: QUIT'; } | peer
	expect_status 69 send "$@" x@y.example 2>err
	peer_ok
}

@test "the envelope sender: -f, from, the header, the user, EMAIL, user@host" {
	export MAILPIPE_CONFIG=$PWD/accounts
	local all
	all=$'Resent-From: r@a.example\nSender: s@a.example\nFrom: f@a.example\n\n'
	printf '[a]\nsmtp = smtp+plain://peer.example\nfrom = A <acc@a.example>\n' \
	    >accounts
	one() { # WANTED OPTION...: by the account
		local want=$1
		shift
		{ hello; echo "C: MAIL FROM:<$want>"; echo 'S: 550 no'
		    echo 'C: QUIT'; } | peer
		expect_status 69 smtpsend -o ehlo=me.example \
		    -o tunnel="$tunnel" "$@" x@y.example 2>err
		peer_ok
	}
	one me@b.example -f me@b.example <<<"$all"
	one acc@a.example <<<"$all"
	sender r@a.example <<<"$all"
	sender s@a.example <<<"${all#*$'\n'}"
	sender f@a.example <<<"${all#*$'\n'*$'\n'}"
	MAILPIPE_PASSWORD=x one_user
	EMAIL=e@a.example sender e@a.example <<<$'Subject: x\n'
	{ hello; echo 'C* MAIL FROM:<'; echo 'S: 550 no'; } | peer
	expect_status 69 send x@y.example <<<$'Subject: x\n' 2>err
	client_sent | grep -Eq "^MAIL FROM:<$(id -un)@[A-Za-z0-9.-]+>\$"
}

one_user() {
	{
		hello 'AUTH PLAIN'
		printf '%s\n' 'C* AUTH PLAIN' 'S: 235 ok' \
		    'C: MAIL FROM:<u@b.example>' 'S: 550 no' 'C: QUIT'
	} | peer
	expect_status 69 smtpsend -A smtp+plain://u@b.example@peer.example \
	    -o ehlo=me.example -o tunnel="$tunnel" x@y.example \
	    <<<$'Subject: x\n' 2>err
	peer_ok
}

@test "the account is the one whose from is the sender's" {
	export MAILPIPE_CONFIG=$PWD/accounts
	{ hello; takes x@y.example; } | peer
	cat >accounts <<-EOF
	[first]
	smtp = smtp+plain://first.example
	from = other@a.example
	tunnel = false
	[second]
	smtp = smtp+plain://second.example
	from = Me <ME@a.example>
	ehlo = me.example
	tunnel = $tunnel
	EOF
	sed -i 's/^From.*/From: me@a.example/' msg
	smtpsend x@y.example <msg || true
	client_sent | grep -q 'MAIL FROM:<ME@a.example>'
}

# --- delivery reports

@test "-N, -R and -V ask for reports where the server knows them" {
	local wanted='NOTIFY=SUCCESS,DELAY ORCPT=rfc822;x+2By@y.example'
	{
		hello DSN
		printf '%s\n' \
		    'C: MAIL FROM:<me@a.example> RET=HDRS ENVID=a+2Bb+3D+20c' \
		    'S: 250 ok' \
		    "C: RCPT TO:<x+y@y.example> $wanted" \
		    'S: 250 ok' 'C: DATA' 'S: 354 go' C. 'S: 250 ok' 'C: QUIT'
	} | peer
	send -N success,Delay -R hdrs -V 'a+b= c' x+y@y.example <msg
	peer_ok
	{ hello; takes x@y.example; } | peer
	send -N never x@y.example <msg 2>err
	peer_ok
	[ "$(wc -l <err)" -eq 1 ]
	grep -q 'the server has no DSN: -N, -R and -V are ignored' err
	{ hello DSN; takes x@y.example; } | peer
	send x@y.example <msg 2>err
	peer_ok
	client_sent | grep -Fqx 'MAIL FROM:<me@a.example>'
}

@test "-N, -R and -V that are wrong" {
	local bad
	for bad in '' , success, never,delay x $'never\r'; do
		expect_error 64 '-N is' send -N "$bad" x@y.example <msg
	done
	expect_error 64 '-R is' send -R body x@y.example <msg
	expect_error 64 '-V' send -V '' x@y.example <msg
	expect_error 64 '-V' send -V $'a\nb' x@y.example <msg
	expect_error 64 '-V' send -V "$(printf %101s x)" x@y.example <msg
}

# --- replies to recipients

# refuses REPLY...: a script with a recipient r1, r2, ... for each reply
refuses() {
	local i=0 reply
	echo 'C: MAIL FROM:<me@a.example>'
	echo 'S: 250 ok'
	for reply; do
		i=$((i + 1))
		echo "C: RCPT TO:<r$i@y.example>"
		echo "S: $reply"
	done
}

@test "some refused: the others get it, 1, and the list tells" {
	{
		hello
		refuses '250 2.1.5 ok' '550-5.1.1 no' '550 5.1.2 ok'
		sed -i 2,3d msg
		printf '%s\n' 'C: DATA' 'S: 354 go' 'C.' \
		    'S: 250 2.0.0 queued as 4711' 'C: QUIT' 'S: 221 bye'
	} | sed 's/^S: 550-5.1.1 no$/S: 550-5.1.1 no\nS: 550 5.1.1 such/' | peer
	expect_status 1 send -l r1@y.example r2@y.example r3@y.example \
	    <msg >out 2>err
	peer_ok
	printf 'r1@y.example\t250\t2.0.0\tqueued as 4711\n' >want
	printf 'r2@y.example\t550\t5.1.1\tno such\n' >>want
	printf 'r3@y.example\t550\t5.1.2\tok\n' >>want
	cmp want out
	cat >want <<-'EOF'
	smtpsend: peer.example: r2@y.example refused: 550 5.1.1 no such
	smtpsend: peer.example: r3@y.example refused: 550 5.1.2 ok
	EOF
	cmp want err
}

@test "all refused for good 67, one of them for now 75, and no DATA" {
	{ hello; refuses '550 no' '551 no'; echo 'C: QUIT'; } | peer
	expect_status 67 send r1@y.example r2@y.example <msg 2>err
	peer_ok
	[ "$(wc -l <err)" -eq 2 ]
	{ hello; refuses '550 no' '450 4.2.1 later'; echo 'C: QUIT'; } | peer
	expect_status 75 send -l r1@y.example r2@y.example <msg >out 2>err
	peer_ok
	printf 'r1@y.example\t550\t\tno\nr2@y.example\t450\t4.2.1\tlater\n' |
	    cmp - out
}

@test "pipelined DATA that was accepted for nobody is ended by a lone dot" {
	local reply
	for reply in 'S: 554 nobody' 'S: 250 done' 'S: 451 x' 'close'; do
		{
			hello PIPELINING
			printf '%s\n' 'C* MAIL' 'C* RCPT' 'C* RCPT' 'C: DATA' \
			    'S: 250 ok' 'S: 550 no' 'S: 550 no' 'S: 354 go' \
			    'C: .' "$reply"
			[ "$reply" = close ] || echo 'C: QUIT'
		} | peer
		expect_status 67 send r1@y.example r2@y.example <msg 2>err
		peer_ok
		[ "$(wc -l <err)" -eq 2 ]
	done
}

@test "pipelined DATA that was refused with all recipients" {
	{
		hello PIPELINING
		printf '%s\n' 'C* MAIL' 'C* RCPT' 'C* RCPT' 'C: DATA' \
		    'S: 250 ok' 'S: 450 no' 'S: 550 no' 'S: 554 no valid' \
		    'C: QUIT'
	} | peer
	expect_status 75 send r1@y.example r2@y.example <msg 2>err
	peer_ok
}

@test "a refused sender: 69 or 75, whatever follows; never a message" {
	local code
	for code in 550 451; do
		{
			hello PIPELINING
			printf '%s\n' 'C* MAIL' 'C* RCPT' 'C: DATA' \
			    "S: $code 5.7.1 no" 'S: 503 x' 'S: 503 x' 'C: QUIT'
		} | sed "s/451 5/451 4/" | peer
		expect_error $((code == 550 ? 69 : 75)) "sender refused: $code" \
		    send -l x@y.example <msg >out
		peer_ok
		grep -q "^x@y.example	$code" out
	done
	{
		hello PIPELINING
		printf '%s\n' 'C* MAIL' 'C* RCPT' 'C: DATA' \
		    'S: 550 no' 'S: 250 x' 'S: 354 x' eof
	} | peer
	expect_error 69 'sender refused: 550 no' send x@y.example <msg
	peer_ok
}

@test "who refuses and hangs up has refused, pipelined or not" {
	local offer
	for offer in PIPELINING 8BITMIME; do
		{ hello $offer; printf '%s\n' 'C* MAIL' 'S: 550 5.7.1 listed' \
		    close; } | peer
		expect_error 69 'sender refused: 550 5.7.1 listed' \
		    send x@y.example <msg
		{ hello $offer; printf '%s\n' 'C* MAIL' 'S: 250 ok' 'C* RCPT' \
		    'S: 550 5.1.1 who' close; } | peer
		expect_error 67 'x@y.example refused: 550 5.1.1 who' \
		    send x@y.example <msg
	done
	{ hello PIPELINING; printf '%s\n' 'C* MAIL' 'C* RCPT' 'C* RCPT' \
	    'C: DATA' 'S: 250 ok' 'S: 550 who' close; } | peer
	expect_status 75 send r1@y.example r2@y.example <msg 2>err
	grep -q 'connection lost' err
}

@test "DATA refused, and the message refused" {
	local code
	for code in 554 452; do
		{ hello; refuses '250 ok'; echo 'C: DATA'; echo "S: $code no"
		    echo 'C: QUIT'; } | peer
		expect_error $((code == 554 ? 69 : 75)) "DATA refused: $code" \
		    send -l r1@y.example <msg >out
		peer_ok
		printf 'r1@y.example\t%s\t\tno\n' $code | cmp - out
		{ hello; refuses '250 ok'; printf '%s\n' 'C: DATA' 'S: 354 go' \
		    C. "S: $code no" 'C: QUIT'; } | peer
		expect_error $((code == 554 ? 69 : 75)) "message refused: $code" \
		    send -l r1@y.example <msg >out
		peer_ok
		printf 'r1@y.example\t%s\t\tno\n' $code | cmp - out
	done
}

@test "251 and 252 are accepted recipients" {
	{ hello; refuses '251 forwarded' '252 perhaps'
	    printf '%s\n' 'C: DATA' 'S: 354 go' C. 'S: 250 ok' 'C: QUIT'; } | peer
	send r1@y.example r2@y.example <msg
	peer_ok
}

# --- connections that end, servers that lie

@test "a server that dies behind any line: 75, uncertain behind the dot" {
	{ hello; takes x@y.example; } >session
	local n=0 line total
	total=$(wc -l <session)
	while IFS= read -r line; do
		case $n:$line in
		*:C*) { head -n "$n" session; echo close; } | peer
			if [ "$n" -lt $((total - 2)) ]; then
				expect_error 75 'connection lost' \
				    send x@y.example <msg
				[ "$line" = C. ] || ! grep -q uncertain err ||
				    fail "uncertain after line $n"
			fi ;;
		esac
		n=$((n + 1))
	done <session
	{ sed '/^C\.$/q' session; echo close; } | peer
	expect_error 75 'uncertain whether it was delivered' \
	    send -l x@y.example <msg >out
	[ ! -s out ]
}

@test "a session cut at every byte" {
	{ hello PIPELINING; takes x@y.example; } >session
	local n total
	total=$(sed -n 's/^S: //p' session | sed 's/$/x/' | wc -c)
	for ((n = 0; n < total; n += 3)); do
		{ echo "cut $n"; cat session; } | peer
		status=0
		send x@y.example <msg 2>err || status=$?
		case $status in
		0) grep -q 'S: 250 2.0.0 queued' "$PEER_LOG" ;;
		75) [ "$(wc -l <err)" -eq 1 ] ;;
		*) fail "status $status at $n: $(cat err)" ;;
		esac
	done
}

@test "421 at any place: 75, and not another word" {
	local n
	{ hello; takes x@y.example; } >session
	for n in $(grep -n '^S: [23]' session | grep -v '250-\|221' | cut -d: -f1); do
		{ head -n $((n - 1)) session; echo 'S: 421 4.3.2 shutting down'
		    echo eof; } | sed '/^S: 250-/d' | peer
		expect_error 75 '421 4.3.2 shutting down' send x@y.example <msg
		peer_ok
	done
}

@test "a reply before the final dot is not the answer to it" {
	local code
	for code in 250:76 354:76 552:69 451:75 421:75; do
		{ hello; refuses '250 ok'; echo 'C: DATA'
		    printf 's: 354 go\\r\\n%s early\\r\\n\n' "${code%:*}"
		    echo eof; } | peer
		expect_error "${code#*:}" "${code%:*} early" \
		    send r1@y.example <msg
		peer_ok
	done
}

@test "a server that hangs up in the message may say why" {
	{ hello; refuses '250 ok'; printf '%s\n' 'C: DATA' 'S: 354 go' 'C= 10000' \
	    'S: 552 5.3.4 too big' close; } | peer
	{ cat msg; yes 'some text to fill all buffers on the way' |
	    head -n 200000; } >big
	status=0
	send r1@y.example <big 2>err || status=$?
	case $status in
	69) grep -q '552 5.3.4 too big' err ;;
	75) grep -q 'connection lost' err ;; # a reset took the reply away
	*) fail "status $status" ;;
	esac
	! grep -q uncertain err || false
}

@test "replies that are none: 76, in bounded memory" {
	need_plain_build
	local reply
	for reply in 'S: 25x ok' 'S: -250 ok' 'S: 2500 ok' 'S: ' 'S: 25' \
	    'S: 250\0 ok' 'S: 250 a\0b' 's: 250 ok\n' 'S: 650 ok' 'S: 199 ok' \
	    'S: 250-a\r\n251 b' 'flood: 250-x' 'S: hello' 'S: 354 what' \
	    'S: 334 what' 'S: \xff\xff\xff'; do
		{ hello | head -n 2; echo "$reply"; } | peer
		(ulimit -v 200000; expect_error 76 'peer.example' \
		    send x@y.example <msg) || fail "$reply"
		{ hello; echo 'C* MAIL'; echo "$reply"; } | peer
		(ulimit -v 200000; expect_error 76 'peer.example' \
		    send x@y.example <msg) || fail "$reply"
	done
}

@test "what is said to many recipients fills no memory" {
	need_plain_build
	for i in $(seq 60); do printf '550-%01000d\r\n' "$i"; done >long
	printf '550 no\r\n' >>long
	cat >server <<-'END'
	s() { printf '%s\r\n' "$1"; }
	s '220 hi'
	while read -r line; do
		case $line in
		RCPT*) cat long ;;
		*) s '250 ok' ;;
		esac
	done
	END
	seq -f 'u%g@y.example' 600 | xargs >rcpts
	(ulimit -v 30000; expect_status 67 smtpsend -l \
	    -A smtp+plain://peer.example -o tunnel='sh server' \
	    $(cat rcpts) <msg >out 2>err) || fail "$(tail -n 1 err)"
	[ "$(wc -l <out)" -eq 600 ]
	head -n 1 out | grep -q '^u1@y.example	550		0*1 0*2$'
	printf '550 %03000d\r\n' 7 >long
	expect_status 67 smtpsend -l -A smtp+plain://peer.example \
	    -o tunnel='sh server' x@y.example <msg >out 2>err
	[ "$(tr -dc 0 <out | wc -c)" -eq 2049 ]
}

@test "a reply line of 64 KiB" {
	{ printf '250 '; head -c 65536 /dev/zero | tr '\0' x; printf '\r\n'; } >long
	{ hello | head -n 2; echo 'send long'; } | peer
	expect_error 76 'too long' send x@y.example <msg
}

@test "354 to MAIL, 250 to DATA, 354 behind the dot" {
	{ hello; printf '%s\n' 'C* MAIL' 'S: 354 go' eof; } | peer
	expect_error 76 'sender refused: unexpected reply: 354 go' \
	    send x@y.example <msg
	peer_ok
	{ hello; refuses '354 go'; echo eof; } | peer
	expect_error 76 'unexpected reply: 354 go' send r1@y.example <msg
	peer_ok
	{ hello; refuses '250 ok'; printf '%s\n' 'C: DATA' 'S: 250 ok' eof; } |
	    peer
	expect_error 76 'unexpected reply: 250 ok' send r1@y.example <msg
	peer_ok
	{ hello; refuses '250 ok'; printf '%s\n' 'C: DATA' 'S: 354 go' C. \
	    'S: 354 go' eof; } | peer
	expect_error 76 'uncertain' send r1@y.example <msg
	peer_ok
}

@test "334 has its place behind AUTH alone" {
	local n
	{ hello; takes x@y.example; } >session
	for n in $(grep -n '^S: [23]' session | grep -v '250-\|221' |
	    cut -d: -f1)
	do
		{ head -n $((n - 1)) session; echo 'S: 334 VXNlcm5hbWU6'
		    echo eof; } | sed '/^S: 250-/d' | peer
		expect_status 76 send x@y.example <msg 2>err
		peer_ok
	done
}

@test "a code alone is a reply" {
	{ printf '%s\n' 'S: 220' 'C?' 'S: 250'; takes x@y.example |
	    sed 's/^\(S: ...\).*/\1/'; } | peer
	send x@y.example <msg
	peer_ok
}

@test "greetings that refuse" {
	printf '%s\n' 'S: 554 no service' 'C: QUIT' | peer
	expect_error 69 '554 no service' send x@y.example <msg
	echo 'S: 421 busy' | peer
	expect_error 75 '421 busy' send x@y.example <msg
	printf '%s\n' 'S: 451 busy' 'C: QUIT' | peer
	expect_error 75 '451 busy' send x@y.example <msg
	echo 'S: * OK IMAP' | peer
	expect_error 76 '* OK IMAP' send x@y.example <msg
	echo 'S: +OK POP3' | peer
	expect_error 76 '+OK POP3' send x@y.example <msg
	printf '%s\n' 'S: 220 hi' 'C?' 'S: 550 no' 'C?' 'S: 550 no' 'C: QUIT' |
	    peer
	expect_error 69 'hello refused: 550 no' send x@y.example <msg
}

@test "control bytes of the server are made visible" {
	{ hello; echo 'C* MAIL'; echo 'S: 550 \x1b[2Jno\x07'
	    echo 'C: QUIT'; } | peer
	expect_error 69 '550 \x1B[2Jno\x07' send -l x@y.example <msg >out
	printf 'x@y.example\t550\t\t\\x1B[2Jno\\x07\n' | cmp - out
}

@test "a reply that comes line by line for ever ends by the timeout" {
	tunnel='while printf "220-wait\r\n"; do sleep 0.3; done'
	expect_error 75 'no answer within 1 seconds' \
	    send -o timeout=1 x@y.example <msg
}

@test "a server that reads no more ends it by the timeout" {
	{ hello; refuses '250 ok'; printf '%s\n' 'C: DATA' 'S: 354 go' silent
	} | peer
	{ cat msg; yes 'some text to fill all buffers on the way' |
	    head -n 300000; } >big
	tunnel="$tunnel 2>/dev/null"
	expect_error 75 'no answer within 1 seconds' \
	    send -o timeout=1 r1@y.example <big
}

@test "silence ends by the timeout" {
	{ hello; echo 'C* MAIL'; echo silent; } | peer
	expect_error 75 'no answer within 1 seconds' \
	    send -o timeout=1 x@y.example <msg
}

# --- what was not whole

mixed() {
	sed '/^Subject/a MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="=_b"' msg
	printf -- '--=_b\n\nhello\n'
}

@test "a multipart without its closing boundary is not sent" {
	echo 'S: 220 hi' | peer
	mixed >cut
	expect_error 65 'closing boundary' send x@y.example <cut
	{ mixed; printf -- '--=_b-- x\n --=_b--\n--=_b-\n--=_bb--\n'; } >cut
	expect_error 65 'closing boundary' send x@y.example <cut
	[ ! -e "$PEER_LOG" ]
}

@test "a multipart that is whole is, whatever follows its end" {
	local end
	for end in '--=_b--\n' '--=_b--' '--=_b-- \t\nbye\n' '--=_b--\r\n' \
	    '--=_b--\r'; do
		{ hello; takes x@y.example; } | peer
		{ mixed; printf -- "$end"; } | send x@y.example
		peer_ok
	done
}

@test "truncated = send sends it all the same" {
	{ hello; takes x@y.example; } | peer
	mixed | send -o truncated=send x@y.example
	peer_ok
	mixed >want
	got | cmp - want
}

@test "empty input: 65, and 0 with -E" {
	echo 'S: 220 hi' | peer
	expect_error 65 'stdin: empty: nothing was sent' \
	    send x@y.example </dev/null
	send -E x@y.example </dev/null
	echo 'From me Fri Nov 20 10:00:00 2026' >in
	expect_error 65 'empty' send x@y.example <in
	send -E x@y.example <in
	[ ! -e "$PEER_LOG" ]
}

# --- login

# The server's name is in the clear zone by +plain.
login() {
	MAILPIPE_PASSWORD=secret smtpsend -A smtp+plain://user@peer.example \
	    -o ehlo=me.example -o tunnel="$tunnel" "$@"
}

plain=AHVzZXIAc2VjcmV0 # NUL user NUL secret

@test "AUTH PLAIN with its first response, AUTH LOGIN in turns" {
	{ hello 'AUTH LOGIN PLAIN'; echo "C: AUTH PLAIN $plain"
	    echo 'S: 235 2.7.0 ok'; takes x@y.example; } | peer
	login x@y.example <msg
	peer_ok
	{ hello 'AUTH=LOGIN'; printf '%s\n' 'C: AUTH LOGIN' \
	    'S: 334 VXNlcm5hbWU6' 'C: dXNlcg==' 'S: 334 UGFzc3dvcmQ6' \
	    'C: c2VjcmV0' 'S: 235 ok'; takes x@y.example; } | peer
	login x@y.example <msg
	peer_ok
}

@test "auth = login forces it, announced or not, after HELO too" {
	{ printf '%s\n' 'S: 220 old' 'C?' 'S: 502 no' 'C* HELO' 'S: 250 x' \
	    'C: AUTH LOGIN' 'S: 334 VXNlcm5hbWU6' 'C: dXNlcg==' \
	    'S: 334 UGFzc3dvcmQ6' 'C: c2VjcmV0' 'S: 235 ok'
	    takes x@y.example; } | peer
	login -o auth=login x@y.example <msg
	peer_ok
}

@test "a password that is too long for a line waits to be asked for" {
	local long
	long=$(head -c 600 /dev/zero | tr '\0' p)
	{ hello 'AUTH PLAIN'; printf '%s\n' 'C: AUTH PLAIN' 'S: 334 ' \
	    'C* AHVzZXIAcHBw' 'S: 235 ok'; takes x@y.example; } | peer
	MAILPIPE_PASSWORD=$long smtpsend -A smtp+plain://user@peer.example \
	    -o ehlo=me.example -o tunnel="$tunnel" x@y.example <msg
	peer_ok
}

@test "a refused password is 77, one try; a busy server 75" {
	{ hello 'AUTH PLAIN LOGIN'; printf '%s\n' 'C* AUTH PLAIN' \
	    'S: 535 5.7.8 wrong' 'C: QUIT' 'S: 221 bye'; } | peer
	expect_error 77 'smtpsend: peer.example: login refused: 535 5.7.8 wrong' \
	    login x@y.example <msg
	peer_ok
	{ hello 'AUTH PLAIN LOGIN'; printf '%s\n' 'C* AUTH PLAIN' \
	    'S: 454 4.7.0 later' 'C: QUIT'; } | peer
	expect_error 75 'login refused: 454 4.7.0 later' login x@y.example <msg
	peer_ok
}

@test "a refused mechanism is followed by the next" {
	{ hello 'AUTH PLAIN LOGIN'; printf '%s\n' 'C* AUTH PLAIN' \
	    'S: 504 5.5.4 no such' 'C: AUTH LOGIN' 'S: 334 VXNlcm5hbWU6' \
	    'C: dXNlcg==' 'S: 334 UGFzc3dvcmQ6' 'C: c2VjcmV0' 'S: 235 ok'
	    takes x@y.example; } | peer
	login x@y.example <msg
	peer_ok
	{ hello 'AUTH PLAIN'; printf '%s\n' 'C* AUTH PLAIN' \
	    'S: 504 5.5.4 no such' 'C: QUIT'; } | peer
	expect_error 77 '504 5.5.4' login x@y.example <msg
	peer_ok
}

@test "no AUTH or none that we know: 69" {
	{ hello; echo 'C: QUIT'; } | peer
	expect_error 69 'peer.example' login x@y.example <msg
	peer_ok
	{ hello 'AUTH X-UNKNOWN NTLM'; echo 'C: QUIT'; } | peer
	expect_error 69 'peer.example' login x@y.example <msg
	peer_ok
}

@test "a login that lies" {
	{ hello 'AUTH PLAIN'; printf '%s\n' 'C* AUTH PLAIN' 'S: 250 fine' \
	    eof; } | peer
	expect_error 76 'unexpected reply: 250 fine' login x@y.example <msg
	peer_ok
	{ hello 'AUTH LOGIN'; printf '%s\n' 'C: AUTH LOGIN' 'S: 334 x' \
	    'C: dXNlcg==' 'S: 334 x' 'C: c2VjcmV0' 'S: 334 more' 'C: *' \
	    'S: 501 ok' ; } | peer
	expect_status 76 login x@y.example <msg 2>err
}

@test "the transcript shows no secret and names the way" {
	{ hello 'AUTH PLAIN'; echo 'C* AUTH PLAIN'
	    echo 'S: 235 2.7.0 ok'; takes x@y.example; } | peer
	login -v x@y.example <msg 2>err
	grep -Fqx 'C: AUTH PLAIN ***' err
	grep -Fqx 'S: 354 go on' err
	grep -q '^\* connected' err
	grep -q '^\* the message: [1-9][0-9]* bytes$' err
	! grep -q -e secret -e "$plain" err || false
}

@test "a secret is asked for before the server is, and not without a user" {
	{ hello; takes x@y.example; } | peer
	send -o pass_cmd='echo ran >ran; echo x' x@y.example <msg
	[ ! -e ran ]
}

# --- STARTTLS

# A TLS helper that encrypts nothing.
fake_tls() {
	cat >tls <<-'EOF'
	#!/bin/sh
	echo 'ok TLSv1.3 FAKE pin=sha256:x subject=CN=peer issuer=CN=ca notafter=2030' >&3
	exec 3>&-
	cat <&6 &
	cat >&7
	exec 7>&- 6<&-
	wait
	EOF
	chmod +x tls
}

starttls() {
	smtpsend -A smtp://peer.example -o ehlo=me.example \
	    -o tls_cmd="$PWD/tls" -o tunnel="$tunnel" "$@"
}

@test "STARTTLS: what was said before is forgotten" {
	fake_tls
	{ hello STARTTLS PIPELINING 'SIZE 1' 8BITMIME; printf '%s\n' \
	    'C: STARTTLS' 'S: 220 go' 'C: EHLO me.example' 'S: 250 peer'
	    takes x@y.example; } | peer
	starttls x@y.example <msg
	peer_ok
	client_sent | grep -Fqx 'MAIL FROM:<me@a.example>'
}

@test "no STARTTLS: 69, and nothing of the mail or the login was said" {
	fake_tls
	{ hello 'AUTH PLAIN'; printf '%s\n' 'C: QUIT'; } | peer
	expect_error 69 'does not offer STARTTLS' \
	    env MAILPIPE_PASSWORD=secret smtpsend -A smtp://user@peer.example \
	    -o ehlo=me.example -o tls_cmd="$PWD/tls" -o tunnel="$tunnel" \
	    x@y.example <msg
	peer_ok
	printf '%s\n' 'S: 220 old' 'C?' 'S: 502 no' 'C?' 'S: 250 x' 'C: QUIT' |
	    peer
	expect_error 69 'does not offer STARTTLS' starttls x@y.example <msg
	peer_ok
	{ hello STARTTLS; printf '%s\n' 'C: STARTTLS' 'S: 502 no' 'C: QUIT'; } |
	    peer
	expect_error 69 'STARTTLS refused: 502 no' starttls x@y.example <msg
	peer_ok
	{ hello STARTTLS; printf '%s\n' 'C: STARTTLS' 'S: 454 no' 'C: QUIT'; } |
	    peer
	expect_error 75 'STARTTLS refused: 454 no' starttls x@y.example <msg
	peer_ok
}

@test "a login that was offered before TLS alone is not tried" {
	fake_tls
	{ hello STARTTLS 'AUTH PLAIN'; printf '%s\n' 'C: STARTTLS' 'S: 220 go' \
	    'C: EHLO me.example' 'S: 250 peer' 'C: QUIT'; } | peer
	expect_error 69 'no way to log in' \
	    env MAILPIPE_PASSWORD=secret smtpsend -A smtp://user@peer.example \
	    -o ehlo=me.example -o tls_cmd="$PWD/tls" -o tunnel="$tunnel" \
	    x@y.example <msg
	peer_ok
}

@test "bytes behind the go-ahead end the session" {
	fake_tls
	{ hello STARTTLS; printf '%s\n' 'C: STARTTLS' \
	    's: 220 go\r\n250 injected\r\n' eof; } | peer
	expect_error 76 'before TLS' starttls x@y.example <msg
	peer_ok
}

@test "localhost goes in the clear unless +starttls" {
	{ hello STARTTLS; takes x@y.example; } | peer
	smtpsend -A smtp://localhost -o ehlo=me.example -o tunnel="$tunnel" \
	    x@y.example <msg
	peer_ok
	fake_tls
	{ hello; echo 'C: QUIT'; } | peer
	expect_error 69 'does not offer STARTTLS' smtpsend -o ehlo=me.example \
	    -A smtp+starttls://localhost -o tls_cmd="$PWD/tls" \
	    -o tunnel="$tunnel" x@y.example <msg
	peer_ok
}

# --- the manual

# example N: the N-th command of the manual, behind a peer and a TLS helper
# of ours, and as a user who has an account.
example() {
	mkdir -p shim
	printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$root/bin/smtpsend" \
	    "-o tunnel=\"$tunnel\" -o tls_cmd='$PWD/tls' -o ehlo=me.example" \
	    >shim/smtpsend
	printf '#!/bin/sh\n' >shim/job
	chmod +x shim/*
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\$ //p' "$root/man/smtpsend.1" |
	    sed -n "$1p" >command
	[ -s command ]
	PATH=$PWD/shim:$PATH MAILPIPE_PASSWORD=secret \
	    MAILPIPE_CONFIG=$PWD/accounts sh ./command
}

@test "the examples of the manual" {
	fake_tls
	printf '[a]\nsmtp = smtp+plain://peer.example\nfrom = me@a.example\n' \
	    >accounts
	cp msg message
	echo 'some text' >body
	head -c 1000 /dev/urandom >f.zip
	{ hello 'AUTH PLAIN'; echo 'C* AUTH'; echo 'S: 235 ok'
	    takes you@example.org; } | peer
	example 1
	peer_ok
	{ hello; takes boss@example.org; } | peer
	example 2
	peer_ok
	grep -q f.zip "$PEER_OUT"
	peer </dev/null
	example 3
	[ ! -e "$PEER_LOG" ]
	example 4 | grep -Fqx 'RCPT TO:<x@y.example>'
	{ hello; echo 'C: QUIT'; } | peer
	example 5 | grep -q '^HELP'
	{ hello; takes a@example.org b@example.org; } | peer
	example 6
	[ "$(wc -l <delivery.log)" -eq 2 ]
	{ hello; takes x@y.example; } | peer
	example 7
	cmp msg sent
}

# --- -n, -S and the rest

@test "-n shows settings, envelope and message, and calls nobody" {
	echo 'S: 220 hi' | peer
	{ echo 'Bcc: b@y.example'; cat msg; } |
	    MAILPIPE_PASSWORD=secret send -n -t >out
	[ ! -e "$PEER_LOG" ]
	cat >want <<-EOF
	smtp = smtp+plain://peer.example
	tunnel = $tunnel
	ehlo = me.example
	MAIL FROM:<me@a.example>
	RCPT TO:<b@y.example>
	RCPT TO:<x@y.example>

	EOF
	cat msg >>want
	diff want out
	! grep -q secret out || false
}

@test "-c prints what was sent, once it was accepted" {
	{ hello; takes x@y.example b@y.example; } | peer
	{ cat msg; printf 'Bcc: in the body\n.\r\nend'; } >in
	{ echo 'Bcc: b@y.example'; cat in; } | send -tc x@y.example >out
	peer_ok
	got | cmp - out
	tr -d '\r' <in >want
	echo >>want
	cmp want out
	{ hello; refuses '550 no'; echo 'C: QUIT'; } | peer
	expect_status 67 send -c r1@y.example <msg >out 2>err
	[ ! -s out ]
	{ hello; takes x@y.example; } | peer
	expect_error 74 'stdout' send -c x@y.example <msg >/dev/full
	expect_error 64 'exclude' send -c -l x@y.example <msg
}

# mbox TEXT...: a message for each text
mbox() {
	local text
	for text; do
		echo 'From me@a.example Fri Nov 20 10:00:00 2026'
		head -n 6 msg
		printf '%s\n\n' "$text"
	done
}

# one_more: the script of one more message in a session
one_more() {
	takes "$@" | sed '/^C: QUIT/,$d'
}

@test "-M sends every message of an mbox over one connection" {
	{ hello; one_more x@y.example; one_more x@y.example
	    takes x@y.example; } | peer
	mbox one '>From two' $'three\n.' >box
	send -M -c -t <box >out
	peer_ok
	[ "$(grep -c '^From ' out)" -eq 3 ]
	sed 's/^From .*/From/' box >want
	sed 's/^From .*/From/' out | cmp - want
	tr -d '\r' <"$PEER_OUT" | grep -Fqx 'From two'
}

@test "-M: what is refused or unfit does not stop the others: 1" {
	{
		hello
		one_more x@y.example
		printf '%s\n' 'C* MAIL' 'S: 250 ok' 'C* RCPT' 'S: 550 no' \
		    'C: RSET' 'S: 250 ok'
		takes x@y.example
	} | peer
	{ mbox one; mbox two | tr w '\0'; mbox three
	    mbox four | sed 's/^To.*/To: none/'; mbox five; } |
	    sed 's/^To: none/To: a b/' >box
	expect_status 1 send -M -t <box >out 2>err
	peer_ok
	cat >want <<-'EOF'
	smtpsend: message 2: stdin: line 7 holds a NUL
	smtpsend: message 3: peer.example: x@y.example refused: 550 no
	EOF
	sed -n 1,2p err | cmp want -
	grep -q '^smtpsend: message 4: To: ' err
	[ "$(wc -l <err)" -eq 3 ]
}

@test "-M: refusals, a lost connection, and nothing to send" {
	mbox one two three >box
	{
		hello
		printf '%s\n' 'C* MAIL' 'S: 550 no' 'C: RSET' 'S: 250 ok' \
		    'C* MAIL' 'S: 450 not now' 'C: RSET' 'S: 250 ok' \
		    'C* MAIL' 'S: 550 no' 'C: QUIT'
	} | peer
	expect_status 75 send -M -t <box 2>err
	peer_ok
	{ hello; echo close; } | peer
	expect_status 75 send -M -t <box 2>err
	expect_error 65 'empty' send -M -t </dev/null
	send -M -E -t </dev/null
}

@test "-x asks, and the answer is printed" {
	{ hello; printf '%s\n' 'C: VRFY a@y.example' 'S: 250-A <a@y.example>' \
	    'S: 250 B <b@y.example>' 'C: NOOP' 'S: 250' 'C: QUIT'; } | peer
	send -x 'VRFY a@y.example' -x NOOP >out
	peer_ok
	printf '%s\n' '250 A <a@y.example>' '250 B <b@y.example>' '250 ' |
	    cmp - out
	local code want
	while read -r code want; do
		{ hello; printf '%s\n' 'C: EXPN list' "S: $code x" 'C: QUIT'
		    } | peer
		expect_status "$want" send -x 'EXPN list' >out
		peer_ok
		[ "$(cat out)" = "$code x" ]
	done <<-'EOF'
	252 0
	450 75
	502 69
	550 1
	EOF
	expect_error 64 'not VRFY' send -x 'MAIL FROM:<>'
	expect_error 64 'take no recipient' send -x NOOP x@y.example
	{ hello; echo 'C: QUIT'; } | peer
	expect_error 65 'CR, LF' send -x $'VRFY x\r\nMAIL FROM:<>'
}

@test "-S lists what the server offers" {
	fake_tls
	{ hello STARTTLS PIPELINING; printf '%s\n' \
	    'C: STARTTLS' 'S: 220 go' 'C: EHLO me.example' 'S: 250-peer' \
	    'S: 250-SIZE 1000' 'S: 250 AUTH PLAIN' 'C* AUTH PLAIN' 'S: 235 ok' \
	    'C: QUIT' 'S: 221 bye'; } | peer
	MAILPIPE_PASSWORD=secret smtpsend -S -A smtp://user@peer.example \
	    -o ehlo=me.example -o tls_cmd="$PWD/tls" -o tunnel="$tunnel" >out
	peer_ok
	printf '%s\t%s\n' tls-version TLSv1.3 tls-cipher FAKE \
	    tls-subject CN=peer tls-issuer CN=ca tls-notafter 2030 \
	    tls-pin sha256:x SIZE 1000 AUTH PLAIN login PLAIN >want
	diff want out
}

@test "a list that cannot be written is an error though the mail is sent" {
	{ hello; takes x@y.example; } | peer
	expect_error 74 'stdout' send -l x@y.example <msg >/dev/full
	peer_ok
	expect_error 74 'stdout' send -n x@y.example <msg >/dev/full
	expect_error 74 'stdout' send -n x@y.example <msg >&-
}

@test "stdin closed or a directory: nothing is sent" {
	echo 'S: 220 hi' | peer
	expect_error 74 'stdin' send x@y.example <&-
	expect_error 66 'stdin' send x@y.example <.
	[ ! -e "$PEER_LOG" ]
}

@test "usage" {
	expect_error 64 'no recipient' smtpsend </dev/null
	expect_error 64 'unknown option -Z' smtpsend -Z x@y.example </dev/null
	expect_error 64 'needs an argument' smtpsend -f </dev/null
	expect_error 64 'take no recipient' smtpsend -S x@y.example </dev/null
	smtpsend --help | grep -q '^usage: smtpsend'
}

@test "sendmail's -i, -bm and -oi are accepted" {
	{ hello; takes x@y.example; } | peer
	{ cat msg; printf '.\nmore\n'; } >in
	send -i -bm -oi -oem x@y.example <in
	peer_ok
	got | cmp - in
}

@test "a large message passes in little memory" {
	need_plain_build
	{ hello PIPELINING; takes x@y.example; } | peer
	{ cat msg; yes 'abcdefghijklmnopqrstuvwxyz0123456789' |
	    head -c 30000000; } >big
	(ulimit -v 50000; send x@y.example <big)
	peer_ok
	echo >>big
	got | cmp - big
}

# --- LMTP

# lmtp OPTION...: as send
lmtp() {
	smtpsend -A lmtp+plain://peer.example -o ehlo=me.example \
	    -o tunnel="$tunnel" "$@"
}

# lmtp_takes REPLY...: a server with three recipients, which says this to
# the final dot.
lmtp_takes() {
	printf '%s\n' 'S: 220 lmtp' 'C: LHLO me.example' 'S: 250-lmtp' \
	    'S: 250 PIPELINING' 'C* MAIL' 'C* RCPT' 'C* RCPT' 'C* RCPT' \
	    'C: DATA' 'S: 250 ok' 'S: 250 ok' 'S: 550 5.1.1 who' 'S: 250 ok' \
	    'S: 354 go' 'C.' 'C: QUIT' "$@"
}

@test "LMTP: a reply for each recipient after the dot" {
	lmtp_takes 'S: 250 2.0.0 a has it' 'S: 452 4.2.2 full' 'S: 221 x' | peer
	expect_status 1 lmtp -l a@y.example b@y.example c@y.example <msg \
	    >out 2>err
	peer_ok
	got | cmp - msg
	printf '%s\t%s\t%s\t%s\n' a@y.example 250 2.0.0 'a has it' \
	    b@y.example 550 5.1.1 who c@y.example 452 4.2.2 full |
	    cmp - out
	printf 'smtpsend: peer.example: %s refused: %s\n' \
	    b@y.example '550 5.1.1 who' c@y.example '452 4.2.2 full' |
	    cmp - err
}

@test "LMTP: who is full behind the message is not asked again at once" {
	: >"$PEER_LOG"
	lmtp_takes 'S: 250 ok' 'S: 452 full' 'S: 221 x' | peer
	expect_status 1 lmtp -Q -o queue="$PWD/queue/" a@y.example b@y.example \
	    c@y.example <msg 2>err
	peer_ok
	[ "$(grep -c LHLO "$PEER_LOG")" -eq 1 ]
	smtpq -o queue="$PWD/queue/" -l | grep -q c@y.example
}

@test "LMTP: none has it; some have it and the rest is uncertain" {
	lmtp_takes 'S: 550 no' 'S: 552 full' 'S: 221 x' | peer
	expect_status 67 lmtp a@y.example b@y.example c@y.example <msg 2>err
	[ "$(wc -l <err)" -eq 3 ]
	lmtp_takes 'S: 550 no' 'S: 452 full' 'S: 221 x' | peer
	expect_status 75 lmtp a@y.example b@y.example c@y.example <msg 2>err
	lmtp_takes 'S: 250 ok' close | peer
	expect_status 1 lmtp -l a@y.example b@y.example c@y.example <msg \
	    >out 2>err
	grep -q uncertain err
	cut -f 1,2 out >fates
	printf '%s\t%s\n' a@y.example 250 b@y.example 550 | cmp - fates
	lmtp_takes 'S: 354 what' | peer
	expect_status 76 lmtp a@y.example b@y.example c@y.example <msg 2>err
	grep -q 'uncertain.*unexpected reply: 354' err || fail "$(cat err)"
	lmtp_takes close | peer
	expect_status 75 lmtp a@y.example b@y.example c@y.example <msg 2>err
	grep -q uncertain err
}

@test "LMTP: no HELO, and no dot for nobody" {
	printf '%s\n' 'S: 220 x' 'C: LHLO me.example' 'S: 500 what' \
	    'C: QUIT' | peer
	expect_error 69 'hello refused' lmtp x@y.example <msg
	peer_ok
	printf '%s\n' 'S: 220 x' 'C?' 'S: 250-x' 'S: 250 PIPELINING' \
	    'C* MAIL' 'C* RCPT' 'C: DATA' 'S: 250 ok' 'S: 550 no' 'S: 354 go' \
	    eof | peer
	expect_status 67 lmtp x@y.example <msg 2>err
	peer_ok
}

@test "-j: an object for each recipient" {
	local code
	{ hello; printf '%s\n' 'C* MAIL' 'S: 250 ok' 'C* RCPT' \
	    's: 250-2.1.5 very\r\n250 2.1.5 "fine"\\\r\n' 'C* RCPT' 'S: 550 no\x1b' \
	    'C* RCPT' 'S: 450 4.2.1 later' 'C: DATA' 'S: 354 go' C. \
	    'S: 250 2.0.0 Ok: queued as 4kX-1' 'C: QUIT'; } | peer
	expect_status 1 send -j a@y.example b@y.example c@y.example <msg \
	    >out 2>err
	paste -sd '\0\n' >want <<-'EOF'
	{"recipient":"a@y.example","status":"accepted","code":250,
	"enhanced":"2.0.0","text":"Ok: queued as 4kX-1","queue_id":"4kX-1"}
	{"recipient":"b@y.example","status":"permanent","code":550,
	"text":"no\u001b"}
	{"recipient":"c@y.example","status":"temporary","code":450,
	"enhanced":"4.2.1","text":"later"}
	EOF
	cmp want out
	{ hello; one_more x@y.example | sed 's/^S: 250 2.0.0.*/S: 250 OK id=1a-B2/'
	    takes x@y.example; } | peer
	mbox one two >box
	send -j -M x@y.example <box >out
	grep -q '^{"message":1,"recipient".*"queue_id":"1a-B2"}$' out
	grep -q '^{"message":2,"recipient".*"queue_id":"4711"}$' out
	expect_error 64 'exclude each other' send -j -l x@y.example <msg
}

@test "requiretls: said under TLS, and nothing is sent without it" {
	{ hello REQUIRETLS; echo 'C: QUIT'; } | peer
	expect_error 69 'requiretls' send -o requiretls=yes x@y.example <msg
	peer_ok
	{ hello REQUIRETLS; takes x@y.example; } | peer
	send -v x@y.example <msg 2>err
	! grep 'C: MAIL.*REQUIRETLS' err || false
	# A helper that is none.
	printf '%s\n' '#!/bin/sh' 'echo "ok TLSv1.3 X" >&3' 'exec 3>&-' \
	    'exec 5<&0 6>&6; cat <&5 >&6 & exec cat <&7' >tls
	chmod +x tls
	{ hello REQUIRETLS; takes x@y.example; } | peer
	smtpsend -v -A smtps://peer.example -o ehlo=me.example \
	    -o tls_cmd="$PWD/tls" -o requiretls=yes -o tunnel="$tunnel" \
	    x@y.example <msg 2>err
	grep -q 'C: MAIL FROM:<me@a.example>.* REQUIRETLS$' err
	{ hello; echo 'C: QUIT'; } | peer
	expect_error 69 'no REQUIRETLS' smtpsend -A smtps://peer.example \
	    -o ehlo=me.example -o tls_cmd="$PWD/tls" -o requiretls=yes \
	    -o tunnel="$tunnel" x@y.example <msg
}

# A server that has STARTTLS, hangs up behind the first message, and has none
# on the next connection; and a tlspipe that passes all on.
loses_tls() {
	cat >server <<-'END'
	r() { IFS= read -r line || exit; line=${line%$'\r'}; }
	s() { printf '%s\r\n' "$1"; }
	echo x >>calls
	n=$(wc -l <calls)
	s '220 x'
	while r; do
		case $line in
		EHLO*) [ "$n" -gt 1 ] || s '250-x'
			[ "$n" -gt 1 ] && s '250 x' || s '250 STARTTLS' ;;
		STARTTLS) s '220 go' ;;
		DATA)
			s 354
			while [ "$line" != . ]; do
				r
				case $line in Subject*) echo "$line" >>got ;; esac
			done
			s 250
			[ "$n" -gt 1 ] || exit ;;
		QUIT) s 221; exit ;;
		*) s '250 x' ;;
		esac
	done
	END
	# It ends when the server does, or it would be waited for.
	printf '%s\n' '#!/bin/bash' "printf 'ok TLSv1.3 X\\n' >&3" 'exec 3>&-' \
	    'cat <&0 >&7 &' 'cat <&6; kill $!' >tls
	chmod +x tls
}

@test "a new connection without STARTTLS gets no message at all" {
	loses_tls
	for i in 1 2 3 4; do
		echo 'From me@a.example Fri Nov 20 10:00:00 2026'
		printf 'From: me@a.example\nSubject: %s\n\nhi\n\n' "$i"
	done >mbox
	local at=(-A smtp+starttls://peer.example -o tls_cmd="$PWD/tls" \
	    -o tunnel='bash server')
	expect_status 1 smtpsend -M "${at[@]}" x@y.example <mbox 2>err
	grep -q 'does not offer STARTTLS' err
	[ "$(cat got)" = 'Subject: 1' ] || fail "$(cat got)"
	rm calls got
	for i in 1 2 3 4; do
		printf 'From: me@a.example\nSubject: %s\n\nhi\n' "$i" |
		    smtpsend -Q "${at[@]}" -o tunnel='exit 1' x@y.example 2>err
	done
	expect_status 1 smtpq -f -o tunnel='bash server' 2>err
	grep -q 'does not offer STARTTLS' err
	[ "$(cat got)" = 'Subject: 1' ] || fail "$(cat got)"
	# It is put off: no message is given up for the way to the server.
	[ "$(smtpq -l | cut -f 2 | sort | uniq -c | tr -d ' \n')" = 3waiting ]
}
