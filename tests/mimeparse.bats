# SPDX-License-Identifier: ISC
load lib

setup() {
	data=$root/tests/data/mimeparse
}

# message: a mail with alternatives, an attachment and an attached mail.
message() {
	cat "$data/mixed.eml"
}

# gives WANT COMMAND...: its stdout, and status 0 without a word on stderr.
gives() {
	local want=$1
	shift
	expect_status 0 "$@" >got 2>err
	printf '%s' "$want" | diff - got >difference ||
		fail "$*: $(cat difference)"
	[ ! -s err ] || fail "$*: $(cat err)"
}

# says WANT_STATUS TEXT WANT COMMAND...: the same with an error.
says() {
	local status=$1 text=$2 want=$3
	shift 3
	expect_error "$status" "$text" "$@" >got
	printf '%s' "$want" | diff - got >difference ||
		fail "$*: $(cat difference)"
}

@test "a message for people" {
	message | gives 'From: Jörg Müller <j@example.org>
To: "Doe, Jane" <jane@example.net>, z@example.com
Date: Fri, 20 Nov 2026 10:00:00 +0000
Subject: 报告 plan

Grüße

[2] ../../etc/cron.d/evil one.pdf (application/pdf, 6 bytes)
[3] message: inner one
[3.2] (image/png, 3 bytes)
' mimeparse
}

@test "a message without a body, without a header, with nothing" {
	gives '' mimeparse </dev/null
	printf 'Subject: x\n' | gives $'Subject: x\n\n' mimeparse
	printf '\nhi' | gives $'\nhi\n' mimeparse
	printf 'hi\n' | says 65 'no empty line' $'\nhi\n' mimeparse
}

@test "-l: numbers as in IMAP, decoded sizes, a name made visible" {
	message | gives $'TEXT\tmultipart/mixed\t\t\t\t\t
1\tmultipart/alternative\t\t\t\t\t
1.1\ttext/html\tiso-8859-1\tquoted-printable\t\t12\t
1.2\ttext/plain\tutf-8\t8bit\t\t7\t
2\tapplication/pdf\t\tbase64\tattachment\t6\t../../etc/cron.d/evil one.pdf
3\tmessage/rfc822\t\t\t\t174\t
3.TEXT\tmultipart/mixed\t\t\t\t\t
3.1\ttext/plain\t\t\t\t5\t
3.2\timage/png\t\tbase64\t\t3\t
' mimeparse -l
	printf 'Content-Type: a/b; name="x\ty"\n\n' |
		gives $'part\ttype\tcharset\tencoding\tdisposition\tsize\tname
1\ta/b\t\t\t\t0\tx\\ty
' mimeparse -lH
}

@test "-l: an attached message waits for its size, however many it holds" {
	{
		printf 'Content-Type: message/rfc822\n\n'
		printf 'Content-Type: multipart/mixed; boundary=b\n\n'
		for i in {1..3000}; do
			printf -- '--b\nContent-Type: a/b; name=%s\n\nx\n' \
				"$(printf '%0100d' "$i")"
		done
		printf -- '--b--\n'
	} >big
	mimeparse -l big >rows
	[ "$(wc -l <rows)" -eq 3002 ]
	[ "$(head -n 1 rows | cut -f 6)" -eq "$(($(wc -c <big) - 30))" ]
	[ "$(cut -f 1 rows | tail -n 1)" = 1.3000 ]
	! grep -q '[^[:print:][:space:]]' rows || false
}

@test "-h: a line a message, decoded, a TAB between names" {
	message | gives $'Jörg Müller <j@example.org>\t\t报告 plan
' mimeparse -h from:x:subject
	printf 'A: 1\nB: x\ty\na: =?utf-8?q?2=0A?=\n\n' |
		gives $'1\\n2\\n\tx\\ty
' mimeparse -h a:b
	printf 'A: 1\n\n' | gives $'A\tb\n1\t\n' mimeparse -H -h A:b
}

@test "a display name cannot pose as an address" {
	printf 'From: %s <x@evil.example>\n\n' \
		'=?utf-8?q?ceo=40good.example_=3Cceo=40good.example=3E=2C?=' |
		gives '"ceo@good.example <ceo@good.example>," <x@evil.example>
' mimeparse -h from
	printf 'From: =?utf-8?b?Y2VvQGdvb2QuZXhhbXBsZQ==?=\n\n' |
		gives $'=?utf-8?b?Y2VvQGdvb2QuZXhhbXBsZQ==?=\n' \
		mimeparse -h from
}

@test "two fields of which there may be one are both shown" {
	printf 'From: a@b\nFrom: c@d\n\n' |
		says 65 'more than once' $'a@b\\nc@d\n' mimeparse -h from
	printf 'From: a@b\nFrom: c@d\n\n' |
		says 65 'more than once' $'From: a@b\nFrom: c@d\n\n' mimeparse
}

@test "-j: one object a line, absent keys absent" {
	need jq
	message >mail
	mimeparse -j mail >got
	[ "$(wc -l <got)" -eq 1 ]
	value() { jq -c "$1" got; }
	[ "$(value .from)" = '[{"name":"Jörg Müller","address":"j@example.org"}]' ]
	[ "$(value '.to | map(.address)')" = '["jane@example.net","z@example.com"]' ]
	[ "$(value '[.subject, .date, .epoch]')" = \
		'["报告 plan","2026-11-20T10:00:00Z",1795168800]' ]
	[ "$(value '[.cc, .message_id, .defects]')" = '[null,null,null]' ]
	[ "$(value 'has("cc")')" = false ]
	[ "$(value '.headers[3]')" = '["Subject","报告 plan"]' ]
	[ "$(value '[.parts[].part]')" = '["TEXT","1","1.1","1.2","2","3"]' ]
	[ "$(value '[.parts[5].parts[].part]')" = '["3.TEXT","3.1","3.2"]' ]
	[ "$(value '.parts[5].headers[1][1]')" = '"inner one"' ]
	[ "$(value '[.parts[4] | .name, .size]')" = \
		'["../../etc/cron.d/evil one.pdf",6]' ]
	[ "$(value .body)" = '"Grüße\n"' ]
	mimeparse -j "$data/html.eml" | jq -j .body >body
	sed 1,3d "$data/html.txt" | cmp - body
}

@test "-j: groups, ids, an mbox, defects" {
	need jq
	{
		printf 'From x\nTo: g: a@b, C <c@d>;, e@f\n'
		printf 'Message-ID: <1@x>\nReferences: <a@b>\n <c@d>\n'
		printf 'In-Reply-To: your mail <e@f>\n\n\nFrom y\n'
		printf 'Date: nonsense\nContent-Type: a/b; x\n\n'
	} >mbox
	expect_error 65 'message 2: part 1: ' mimeparse -j mbox >got
	[ "$(wc -l <got)" -eq 2 ]
	jq -c '[.to, .message_id, .references, .in_reply_to, .defects]' got \
		>short
	printf '%s\n' '[[{"address":"a@b"},{"name":"C","address":"c@d"},'`
		`'{"address":"e@f"}],"1@x",["a@b","c@d"],["e@f"],null]' \
		'[null,null,null,null,[{"part":"1","defect":"parameter",'`
		`'"text":"a parameter is malformed"},{"part":"1",'`
		`'"defect":"date","text":"the date is malformed"}]]' |
		diff - short
}

@test "-j: valid for every byte in every place" {
	need python3
	for ((i = 0; i < 256; i++)); do
		printf "\\x$(printf %x $i)"
	done >bytes
	{
		printf 'Subject: '; tr -d '\n' <bytes
		printf '\nContent-Type: x/y; name="'; tr -d '\n"' <bytes
		printf '"\n\n'
	} >one
	{ printf '\n'; cat bytes; } >two
	for file in one two; do
		expect_error 65 '' mimeparse -j $file >got
		python3 -c 'import json, sys
data = sys.stdin.buffer.read()
json.loads(data.decode())
assert data.count(b"\n") == 1
assert all(b >= 32 or b == 10 for b in data)' <got
	done
}

@test "-j: a body over 1 MiB is cut, and said so" {
	need jq
	{
		printf 'Content-Type: text/plain; charset=utf-8\n\n'
		yes 报 | head -n 400000
	} >big
	expect_error 65 'body is longer' mimeparse -j big >got
	[ "$(jq -j .body got | wc -c)" -le 1048576 ]
	[ "$(jq -j .body got | wc -c)" -gt 1048570 ]
	jq -j .body got | cmp - <(tail -n +3 big |
	    head -c "$(jq -j .body got | wc -c)")
	# Where it was cut no later text follows, however short.
	printf 'Content-Type: multipart/mixed; boundary=b\n\n' >big
	for n in 1048575 1; do
		printf -- '--b\nContent-Type: text/plain; charset=utf-8\n\n'
		head -c $n /dev/zero | tr '\0' x
		printf '报\n'
	done >>big
	mimeparse -j big 2>err >got || true
	[ "$(jq -j .body got | wc -c)" -eq 1048575 ]
}

@test "-V: defects, a line each, and nothing for good mail" {
	message | gives '' mimeparse -V
	printf 'Date: x\nSubject: =?utf-8?q?=FF?=\nFrom: a@b\nFrom: c@d\n\n' \
		>mail
	expect_status 65 mimeparse -VH mail >got 2>err
	[ ! -s err ]
	cut -f 1-3 got | diff - <(printf '%s\t%s\t%s\n' \
		message part defect 1 1 charset 1 1 repeated 1 1 date)
	head -c 700 <(message) | expect_status 65 mimeparse -V | cut -f 2,3 |
		grep -qx $'TEXT\tunclosed'
}

@test "-b and -B: plain and HTML, whichever comes first" {
	message | gives $'Grüße\n' mimeparse -b
	message | gives $'<p>Grüße</p>\n' mimeparse -B
	printf 'Content-Type: text/html\n\n<p>x' | gives $'<p>x\n' mimeparse -b
	printf 'Content-Type: a/b\n\nx' | expect_status 1 mimeparse -b >got
	[ ! -s got ]
}

@test "an alternative that is blank gives way to the other" {
	printf '%s\n' 'Content-Type: multipart/alternative; boundary=b' '' \
		--b '' ' ' --b 'Content-Type: text/html' '' '<b>x</b>' --b-- |
		mimeparse -b >got
	grep -qx '<b>x</b>' got
}

@test "every text of a multipart/mixed is the body, with a gap between" {
	printf '%s\n' 'Content-Type: multipart/mixed; boundary=b' '' \
		--b '' one --b 'Content-Type: image/png' '' x \
		--b '' two --b-- | gives $'one\n\ntwo\n' mimeparse -b
}

@test "-p: by number, by type, by name; bytes and nothing else" {
	message | gives ABCDEF mimeparse -p 2
	message | gives ABCDEF mimeparse -p application/pdf
	message | gives ABCDEF mimeparse -p '=../../etc/cron.d/evil one.pdf'
	message | gives $'<p>Gr\xfc\xdfe</p>' mimeparse -p 1.1
	message | gives hello mimeparse -p 3.1
	message | gives $'Content-Type: image/png
Content-Transfer-Encoding: base64

QUJD' mimeparse -rp 3.2
	message | mimeparse -p 3 >inner
	message | sed -n '/^From: inner/,/^--in--/p' | head -c -1 >want
	cmp want inner
	mimeparse -p 2 inner | grep -q ABC
	message | expect_status 1 mimeparse -p 9 >got
	[ ! -s got ]
}

@test "-p of every byte there is, in every encoding" {
	for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do
		for j in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do
			printf "\\x$i$j"
		done
	done >bytes
	for encoding in base64:b64 quoted-printable:'qp -b' binary:cat; do
		printf 'Content-Type: multipart/mixed; boundary=%s\n\n--%s\n' \
			bound bound >mail
		printf 'Content-Transfer-Encoding: %s\n\n' \
			"${encoding%%:*}" >>mail
		${encoding#*:} <bytes >>mail
		printf '\n--bound--\n' >>mail
		mimeparse -p 1 mail | cmp - bytes
	done
}

@test "an mbox: every message, -k for one, quotes undone" {
	printf 'From a\nSubject: 1\n\nx\n>From y\n\nFrom b\nSubject: 2\n\nz\n' \
		>mbox
	gives $'1\n2\n' mimeparse -h subject mbox
	gives $'2\n' mimeparse -k 2 -h subject mbox
	gives $'x\nFrom y\n' mimeparse -k 1 -p 1 mbox
	gives $'1\n2\n1\n' sh -c 'cat mbox | mimeparse -h subject - mbox |
		head -n 3'
	expect_status 1 mimeparse -k 3 mbox >got
	[ ! -s got ]
}

@test "the first line of an mbox, as all kinds of programs write it" {
	while IFS= read -r line; do
		printf '%s\nSubject: 1\n\nx\n\n%s\nSubject: 2\n\ny\n' \
			"$line" "$line" >mbox
		gives $'1\n2\n' mimeparse -h subject mbox
		drip mbox | gives $'1\n2\n' mimeparse -h subject
	done <<-'END'
		From x
		From a@b Fri Nov 20 10:00:00 2026
		From a@b  Fri Nov 20 10:00:00 2026
		From a@b Fri Nov  2 9:00 2026
		From a@b Fri Nov 20 10:00:00 MET 2026
		From a@b Fri Nov 20 10:00:00 2026 +0100
		From 17@xxx Fri Nov 20 10:00:00 +0000 2026
		From a@b Fri, 20 Nov 2026 10:00:00 +0100 (CET)
		From a@b Fri Nov 20 10:00:00 2026 remote from c
		From a@b 2026-11-20T10:00:00Z
		From - Fri Nov 20 10:00:00 2026
		From ???@??? Fri Nov 20 10:00:00 2026
		From a at b.example Fri Nov 20 10:00:00 2026
		From "A B" <a@b> Fri Nov 20 10:00:00 2026
		From  Fri Nov 20 10:00:00 2026
		From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001
	END
}

@test "a text or a field that begins \"From \" does not begin an mbox" {
	printf 'From : a@b\nSubject: x\n\nFrom : y\n' |
		says 65 'blanks stand before a colon' $'a@b\tx\n' \
		mimeparse -h from:subject
	printf 'From\t: a@b\n\n' | says 65 colon $'a@b\n' mimeparse -h from
	printf 'From now on, we meet at 9:30.\nFrom you\n' |
		says 65 'no empty line' $'\nFrom now on, we meet at 9:30.
From you\n' mimeparse
	printf 'From x\nFrom : a@b\n\n\nFrom now on\n>From now on\n\nFrom y\n' \
		>mbox
	says 65 'part 1: blanks' $'a@b\n' mimeparse -k 1 -h from mbox
	says 65 colon $'\nFrom now on\nFrom now on\n' mimeparse -k 1 -p 1 mbox
	gives $'\n' mimeparse -k 2 -h from mbox
	printf '%s\n' 'From now on' 'Subject: x' '' |
		says 65 'no field' $'x\n' mimeparse -h subject
}

@test "CRLF, LF and both: the same reading" {
	message >lf
	sed 's/$/\r/' lf >crlf
	sed '1~3s/$/\r/' lf >both
	for option in '' -b '-h subject:from' '-p 2'; do
		mimeparse $option lf >want
		mimeparse $option crlf | cmp - want
		mimeparse $option both | cmp - want
	done
}

@test "one byte at a time: the same reading" {
	message >mail
	for option in '' -l -b -B '-h subject' '-p 2' '-p 3' '-rp 1'; do
		mimeparse $option mail >want
		drip mail | mimeparse $option | cmp - want
	done
}

@test "cut at any byte: never a crash, never a silent cut" {
	message >mail
	size=$(wc -c <mail)
	last=$(($(grep -abo -- '--=_b--' mail | cut -d : -f 1) + 7))
	body=$(($(grep -abo -- '^--=_b$' mail | head -n 1 | cut -d : -f 1)))
	for ((n = 0; n < size; n += 3)); do
		for option in -l -b ''; do
			status=0
			head -c "$n" mail | mimeparse $option >got 2>err ||
				status=$?
			case $status in
			65) ;;
			0) [ "$n" -ge "$last" ] || [ "$n" -le "$body" ] ;;
			1) [ "$option" = -b ] && [ "$n" -le "$body" ] ;;
			*) false ;;
			esac || fail "$n $option: $status"
		done
	done
}

@test "hostile names: inside the directory, clean, nothing lost" {
	cp "$data/names.eml" .
	mkdir d
	# two of the names are not in their charset
	expect_error 65 charset mimeparse -x -C d names.eml >paths
	parts=$(grep -c '^--b$' names.eml)
	[ "$(wc -l <paths)" -eq "$parts" ]
	find d -mindepth 1 | sort >found
	sort paths | cmp - found
	# every part is there, whole, under a name of its own
	for ((i = 1; i <= parts; i++)); do
		grep -lx "data $i" d/* | grep -q . || fail "part $i is lost"
	done
	! ls d | LC_ALL=C grep -q '^[-.]' || fail "$(ls d)"
	! ls d | LC_ALL=C grep -q '[[:cntrl:]\\:*?"<>|]' || fail "$(ls d)"
	! ls d | grep -qiE '^(con|nul|aux|prn|com[0-9]|lpt[0-9])(\.|$)' ||
		fail "$(ls d)"
	for name in d/*; do
		[ "$(printf %s "${name#d/}" | wc -c)" -le 255 ]
	done
	ls d | iconv -f utf-8 -t utf-8 >/dev/null
	! ls d | LC_ALL=C grep -q $'\xe2\x80\x8b\|\xe2\x80\xae\|\xe2\x81\xa6' ||
		fail "$(ls d)"
	ls d | grep -q 'x\{200\}.*\.pdf$'
	[ "$(ls | sort | tr '\n' ' ')" = 'd err found names.eml paths ' ]
}

@test "-x never overwrites and follows no link" {
	message >mail
	mkdir d
	echo old >'d/evil one.pdf'
	ln -s ../stolen 'd/evil one-2.pdf'
	ln -s nowhere d/part-3.2.png
	mkfifo 'd/evil one-3.pdf'
	gives $'d/evil one-4.pdf\nd/part-3.2-2.png\nd/part-3.eml\n' \
		mimeparse -x -C d mail
	[ "$(cat 'd/evil one.pdf')" = old ]
	[ "$(cat 'd/evil one-4.pdf')" = ABCDEF ]
	[ ! -e stolen ] && [ ! -e d/nowhere ]
	[ -z "$(ls -A d | grep '^\.')" ]
}

@test "-x and -X: an attached message as a whole, behind its attachments" {
	message >inner.eml
	printf 'Subject: none\n\njust text' >text.eml
	mimebuild -a inner.eml -N 'a b.eml' -a text.eml </dev/null >mail
	rm inner.eml text.eml
	gives 'evil one.pdf
part-2.3.2.png
inner.eml
a b.eml
' mimeparse -x mail
	message | cmp - inner.eml
	printf 'Subject: none\n\njust text' | cmp - 'a b.eml'
	mimeparse -X 'test "$MAIL_PART" = 2 && cat || :' mail >got
	message | cmp - got
	# in a digest it says no type, and at the top it is all there is
	{
		printf 'Content-Type: multipart/digest; boundary=b\n\n--b\n\n'
		message
		printf '\n--b--\n'
	} >digest
	mkdir d
	mimeparse -x -C d digest >/dev/null
	message | cmp - d/part-1.eml
	{ printf 'Content-Type: message/rfc822\n\n'; cat digest; } >top
	mimeparse -x -C d top | tail -n 1 >path
	cmp digest "$(cat path)"
	# bigger than what is kept in memory
	{ message; seq 400000; } >big.eml
	{ printf 'Content-Type: message/rfc822; name=huge\n\n'; cat big.eml; } >top
	mimeparse -x -C d top >/dev/null
	cmp big.eml d/huge
	mimeparse -X 'case $MAIL_NAME in huge) cat;; esac' top | cmp big.eml
}

@test "-x: messages within messages are not saved once for each" {
	for i in {1..98}; do
		printf 'Content-Type: message/rfc822\n\n'
	done >deep
	{ printf '\n'; seq 1000; } >>deep
	mkdir d
	gives $'d/part-1.eml\n' mimeparse -x -C d deep
	[ "$(ls d | wc -l)" -eq 1 ]
}

@test "-x: no directory, one that cannot be written, a full disk" {
	message >mail
	expect_error 73 nowhere mimeparse -x -C nowhere mail
	expect_error 73 mail mimeparse -x -C mail mail
	mkdir d
	if [ "$(id -u)" -ne 0 ]; then
		chmod 500 d
		expect_error 73 d mimeparse -x -C d mail
		chmod 700 d
	fi
	{
		printf 'Content-Type: a/b; name=big\n\n'
		head -c 100000 /dev/zero
	} >big
	(trap '' XFSZ; ulimit -f 8
	expect_error 74 d mimeparse -x -C d big)
	[ -z "$(ls -A d)" ]
}

@test "-X: a command for each part, facts in its environment" {
	message | gives '1 1.1 text/html iso-8859-1 part-1.1.html 12
1 1.2 text/plain utf-8 part-1.2.txt 7
1 2 application/pdf  evil one.pdf 6
1 3.1 text/plain  part-3.1.txt 5
1 3.2 image/png  part-3.2.png 3
1 3 message/rfc822  part-3.eml 174
' mimeparse -X 'echo "$MAIL_MESSAGE $MAIL_PART $MAIL_TYPE $MAIL_CHARSET" \
		"$MAIL_NAME $(wc -c)"'
	message | expect_status 1 mimeparse -X 'cat >/dev/null; exit 3'
	# one that does not read is none that failed
	head -c 1000000 /dev/zero | { printf '\n'; cat; } |
		gives '' mimeparse -X true
}

@test "HTML as text" {
	gives "$(cat "$data/html.txt")"$'\n' mimeparse -k 1 "$data/html.eml"
}

@test "HTML as text by a command of the user" {
	need jq
	printf 'Content-Type: text/html; charset=gbk\n\n<p>\261\250</p>\r\n' >mail
	export MAILPIPE_HTML="tr -d '<>'; printf '\\377\\033'"
	expect_status 0 mimeparse mail >got
	printf '\np报/p\n\357\277\275\\x1B\n' | cmp - got
	[ "$(mimeparse -j mail | jq -c .body)" = '"p报/p\n\ufffd\u001b\n"' ] ||
	[ "$(mimeparse -j mail | jq -c .body)" = '"p报/p\n�\u001b\n"' ]
	# HTML that is asked for as such is no text
	mimeparse -b mail | grep -q '<p>'
	{ printf 'Content-Type: text/html\n\n'; yes '<b>x' | head -n 500000; } \
		>big
	MAILPIPE_HTML=cat mimeparse big | tail -n +2 | cmp - <(tail -n +3 big)
	MAILPIPE_HTML='exit 3' expect_error 69 MAILPIPE_HTML mimeparse mail
}

@test "charsets" {
	while IFS=: read -r charset bytes; do
		printf "Content-Type: text/plain; charset=$charset\n\n$bytes" |
			gives $'报告\n' mimeparse -b
	done <<-'END'
	utf-8:\346\212\245\345\221\212
	GB2312:\261\250\270\346
	gbk:\261\250\270\346
	x-gbk:\261\250\270\346
	GB18030:\261\250\270\346
	utf-16le:\245\142\112\124
	END
	printf 'Content-Type: text/plain; charset=iso-8859-1\n\n\x80\xe9' |
		gives $'€é\n' mimeparse -b
	# A mark at the front is none of the text; behind that it is.
	for charset in utf-8 utf-16le; do
		{ printf 'Content-Type: text/plain; charset=%s\n\n' $charset
		    printf '\xef\xbb\xbfa\xef\xbb\xbf' | iconv -f utf-8 -t $charset; } >in
		gives $'a\xef\xbb\xbf\n' mimeparse -b in
		drip in | gives $'a\xef\xbb\xbf\n' mimeparse -b
	done
	printf 'Content-Type: text/plain; charset=nonesuch\n\nx\xe9' |
		says 65 charset $'x\xef\xbf\xbd\n' mimeparse -b
	printf 'Content-Type: text/plain; charset=utf-8//IGNORE\n\nx' |
		says 65 charset $'x\n' mimeparse -b
}

@test "charsets: what no label covers is tried in the body's" {
	printf 'From: \xd5\xc5 <a@b.cn>\nSubject: \xb2\xe2\xca\xd4 %s\n' \
	    '=?utf-8?q?=C3=A9?=' >head
	printf 'Content-Type: %s; name="\xb2\xe2.txt"\n\n\xc4\xe3\n' \
	    'text/plain; charset=gb2312' | cat head - >in
	says 65 'not in its charset' $'From: 张 <a@b.cn>\nSubject: 测试 é\n
你\n\n[1] 测.txt (text/plain, 3 bytes)\n' mimeparse in
	says 65 'not in its charset' $'测试 é\t张 <a@b.cn>\n' \
	    mimeparse -h subject:from in
	expect_error 65 'not in its charset' mimeparse -j in >got
	[ "$(jq -r '.from[0].name, .subject, .headers[1][1], .parts[0].name' \
	    got | tr '\n' ,)" = '张,测试 é,测试 é,测.txt,' ]
	[ "$(mimeparse -V in | cut -f 3)" = charset ]
	# In another charset, or in none, they stay unknown; UTF-8 stays itself.
	for type in 'x=y' 'charset=utf-8' 'charset=iso-2022-jp'; do
		{ cat head; printf 'Content-Type: text/plain; %s\n\n' "$type"
		} >in
		says 65 'not in its charset' $'���� é\n' \
		    mimeparse -h subject in
	done
	printf 'Subject: 测试\nContent-Type: text/plain; charset=gbk\n\n' >in
	[ "$(mimeparse -h subject in)" = 测试 ]
	printf '%s\n' 'Content-Type: text/plain; charset=hz-gb-2312' '' \
	    'a~~~{1(8f~}b' >in
	[ "$(mimeparse -b in)" = 'a~报告b' ]
}

@test "charsets: what has no label is UTF-8, or what the user says" {
	printf 'From: \xd5\xc5 <a@b>\nTo: =?utf-8?q?=C3=A9?= \xc4\xe3 <c@d>
Subject: \xb2\xe2\xca\xd4\nContent-Type: text/plain; name="\xb2\xe2"\n\n\xc4\xe3\n' >in
	export MAILPIPE_CHARSET=GB18030
	gives $'From: 张 <a@b>\nTo: é 你 <c@d>\nSubject: 测试\n
你\n\n[1] 测 (text/plain, 3 bytes)\n' mimeparse in
	gives $'测试\n' mimeparse -h subject in
	[ "$(mimeparse -j in | jq -r '.from[0].name + .body')" = 张你 ]
	gives '' mimeparse -V in
	for charset in '' us-ascii unknown-8bit utf-8; do
		printf 'Content-Type: text/plain; charset=%s\n\n\xc4\xe3' \
		    "$charset" >in.$charset
	done
	gives $'你\n' mimeparse -b in.
	gives $'你\n' mimeparse -b in.us-ascii
	gives $'你\n' mimeparse -b in.unknown-8bit
	says 65 charset $'��\n' mimeparse -b in.utf-8
	# The first 64 KiB decide, and a character may lie across their end.
	for n in 65534 65535 65536; do
		{ echo; head -c $n /dev/zero | tr '\0' x; echo 你; } >utf8
		{ echo; head -c $n /dev/zero | tr '\0' x; printf '\xff\n'; } >bad
		mimeparse -b utf8 | cmp - <(tail -n +2 utf8)
		drip utf8 | mimeparse -b | cmp - <(tail -n +2 utf8)
		expect_error 65 charset mimeparse -b bad >got
		drip bad | expect_error 65 charset mimeparse -b | cmp - got
	done
	printf '\n\xe4\xbd' >in # the beginning of a character of UTF-8
	gives $'浣\n' mimeparse -b in
	MAILPIPE_CHARSET=nonesuch expect_error 78 MAILPIPE_CHARSET mimeparse in
}

@test "UTF-16 stays in step behind a bad character" {
	for order in le be; do
		{ printf 'Content-Type: text/plain; charset=utf-16%s\n\n' $order
		    printf '\0\xdc' | if [ $order = be ]; then printf '\xdc\0'
		    else cat; fi
		    printf '报告' | iconv -f utf-8 -t utf-16$order; } >in
		says 65 charset $'�报告\n' mimeparse -b in
	done
}

@test "a name without quotes may hold what looks like a comment" {
	while IFS=: read -r value name; do
		printf 'Content-Type: text/csv; name=%s\n\n' "$value" >in
		[ "$(mimeparse -l in | cut -f 7)" = "$name" ]
	done <<-'END'
	my file (1).csv:my file (1).csv
	a (b) c (2).csv; x=y:a
	a.csv (a comment):a.csv
	a.csv (one); x=y:a.csv
	a (1)(2).csv:a (1)(2).csv
	END
}

@test "-j: ids, however they stand in their fields" {
	printf '%s\n' 'Message-ID: <a@b> (the first)' 'In-Reply-To: your <c@d>' \
	    'References: <1@2><3' ' @4>' '' >in
	[ "$(mimeparse -j in | jq -c '[.message_id, .in_reply_to, .references]'
	    )" = '["a@b",["c@d"],["1@2","3@4"]]' ]
	printf 'Message-ID: a@b\n\n' >in
	[ "$(mimeparse -j in | jq -r .message_id)" = a@b ]
}

@test "a CR that ends no line, an id in brackets, blanks in a boundary" {
	printf 'Content-ID: <a@b>\n\na\rb\r\nc\r' >in
	[ "$(mimeparse -j in | jq -c '[.body, .parts[0].cid]')" = \
	    '["a\rb\nc\r\n","a@b"]' ]
	drip in | mimeparse | cmp - <(mimeparse in)
	printf '%s\n' 'Content-Type: multipart/mixed; boundary="b  "' '' --b '' \
	    x --b-- >in
	says 65 'a parameter is malformed' $'x\n' mimeparse -b in
}

@test "format=flowed is joined for people, and as it stands with -b" {
	printf '%s\n' 'One ' 'two. ' '' '> q ' '> r ' '>> s' '>t ' u \
	    '  stuffed' ' From' 'last ' '-- ' 'Sig ' x '>' >text
	{ printf 'Content-Type: text/plain; format=Flowed\n\n'; cat text; } >in
	printf '%s\n' 'One two. ' '' '> q r ' '>> s' '> t ' u ' stuffed' From \
	    'last ' '-- ' 'Sig x' '>' >want
	mimeparse in | tail -n +2 | cmp - want
	mimeparse -j in | jq -rj .body | cmp - want
	mimeparse -b in | cmp - text
	drip in | mimeparse | tail -n +2 | cmp - want
	printf 'Content-Type: text/plain; format=flowed; DelSp="yes"\r\n%s' \
	    $'\r\n你 \r\n好 \r\n ' >in
	[ "$(mimeparse in | cat -A | tr -d '\n')" = "$(printf '\n你好\n\n' |
	    cat -A | tr -d '\n')" ]
	printf 'Content-Type: text/html; format=flowed\n\na \n&gt;b' >in
	[ "$(mimeparse in | tail -n 1)" = 'a >b' ]
}

@test "format=flowed: neither quotes nor a paragraph need memory" {
	{ printf 'Content-Type: text/plain; format=flowed\n\n'
	    head -c 30000000 /dev/zero | tr '\0' '>'; echo
	    yes 'word ' | head -n 5000000; } >in
	(limit_memory 20000; mimeparse in >got)
	[ "$(wc -c <got)" -eq 55000004 ]
}

@test "a text with a name is read if it is the message or an alternative" {
	printf '%s\n' 'Content-Type: text/html; name=a.html' '' '<p>Hi' >in
	gives $'\nHi\n\n[1] a.html (text/html, 6 bytes)\n' mimeparse in
	[ "$(mimeparse -b in)" = '<p>Hi' ]
	sed '1a Content-Disposition: attachment' in >attached
	expect_status 1 mimeparse -b attached
	printf '%s\n' 'Content-Type: multipart/alternative; boundary=b' '' \
	    --b '' plain --b 'Content-Type: text/html; name=a.html' '' '<p>Hi' \
	    --b-- >in
	[ "$(mimeparse -b in)" = plain ]
	[ "$(mimeparse -B in)" = '<p>Hi' ]
	sed 's/alternative/mixed/' in >mixed
	[ "$(mimeparse -B mixed)" = plain ]
}

@test "a message in base64, which is illegal, is one part that can be read" {
	printf 'Subject: inner\n\ntext\n' >inner
	{ printf '%s\n' 'Content-Type: multipart/mixed; boundary=b' '' --b \
	    'Content-Type: message/rfc822' 'Content-Transfer-Encoding: base64' ''
	    b64 inner; printf '%s\n' --b-- ; } >in
	expect_error 65 'a composite type' mimeparse -l in >got
	[ "$(tail -n 1 got | cut -f 1,2,6)" = "1	message/rfc822	21" ]
	expect_error 65 'a composite type' mimeparse -p 1 in | cmp - inner
	[ "$(mimeparse -p 1 in 2>/dev/null | mimeparse -h subject)" = inner ]
	expect_error 65 'a composite type' mimeparse -x in >got
	cmp "$(cat got)" inner
	mimeparse -V in | grep -q '^1	1	encoded-composite	'
}

@test "a message that is all of another one shows its text, encoded or not" {
	printf 'Content-Type: message/rfc822\n' >head
	printf 'Subject: inner\nContent-Type: text/plain; name=a\n\ntext\n' >inner
	{ cat head; echo; cat inner; } >in
	gives $'\ntext\n\n[1] message: inner\n[1.1] a (text/plain, 5 bytes)\n' \
	    mimeparse in
	gives $'text\n' mimeparse -b in
	printf 'Content-Transfer-Encoding: base64\n\n' >>head
	{ cat head; b64 inner; } >in
	says 65 composite $'\ntext\n\n[1] (message/rfc822, 54 bytes)\n' mimeparse in
	drip in | says 65 composite $'text\n' mimeparse -b
	mimeparse -j in 2>err >got || true
	[ "$(jq -r .body got)" = text ]
	# One within another one is not.
	{ cat head; b64 in; } >twice
	says 65 composite $'\n'"[1] (message/rfc822, $(wc -c <in) bytes)"$'\n' \
	    mimeparse twice
	TMPDIR=$PWD/none expect_error 73 '' mimeparse in
	# Its data need no memory.
	{ cat inner; head -c 50000000 /dev/zero | tr '\0' x; } >big
	{ cat head; b64 big; } >in
	(limit_memory 20000; expect_error 65 '' mimeparse -b in >got)
	[ "$(wc -c <got)" -eq 50000006 ]
}

@test "control characters are made visible for people, in -b, in lists" {
	printf 'Subject: a\x1b[2Jb\n\nx\x1b]0;t\x07\xc2\x9b\xe2\x80\xaey\n' >mail
	gives 'Subject: a\x1B[2Jb

x\x1B]0;t\x07\xC2\x9B\xE2\x80\xAEy
' mimeparse mail
	gives 'a\x1B[2Jb
' mimeparse -h subject mail
	gives $'x\x1b]0;t\x07\xc2\x9b\xe2\x80\xaey\n' mimeparse -p 1 mail
}

@test "undecodable data: the good part, then 65" {
	printf 'Content-Transfer-Encoding: base64\n\nQUJD*REVG\n' |
		says 65 'does not allow' ABCDEF mimeparse -p 1
	printf 'Content-Transfer-Encoding: quoted-printable\n\na=ZZb=\n' |
		says 65 'does not allow' 'a=ZZb' mimeparse -p 1
	printf 'Content-Transfer-Encoding:\n base64 (x)\n\nQUJD\n' |
		gives ABC mimeparse -p 1
	printf 'Content-Transfer-Encoding: junk\n\nQUJD\n' |
		says 65 'not known' $'QUJD\n' mimeparse -p 1
}

@test "uuencode: every length, blanks lost, cut off" {
	need python3
	python3 - <<-'END'
	import binascii
	for n in range(0, 100):
	    data = bytes((7 * i + n) % 256 for i in range(n))
	    lines = b"".join(binascii.b2a_uu(data[i:i + 45], backtick=n % 2)
	                     for i in range(0, n, 45))
	    if n % 3 == 0:
	        lines = b"".join(line.rstrip() + b"\n"
	                         for line in lines.splitlines())
	    with open(f"{n}.eml", "wb") as f:
	        f.write(b"Content-Transfer-Encoding: x-uuencode\n\ntext\n"
	                b"begin 644 ../x\n" + lines + b"`\nend\nmore\n")
	    with open(f"{n}.bin", "wb") as f:
	        f.write(data)
	END
	for ((n = 0; n < 100; n++)); do
		mimeparse -p 1 $n.eml | cmp - $n.bin
		drip $n.eml | mimeparse -p 1 | cmp - $n.bin
	done
	head -n -2 99.eml >cut
	expect_error 65 'does not allow' mimeparse -p 1 cut >got
	cmp got 99.bin
}

@test "-d: a delivery report" {
	gives $'recipient\taction\tstatus\tserver\tsaid
a@example.org\tfailed\t5.1.1\tmx.example.org\t550 5.1.1 no such user
b@example.net\tdelayed\t4.4.1\t\t
' mimeparse -dH "$data/report.eml"
	sed 's/$/\r/' "$data/report.eml" >crlf
	mimeparse -d "$data/report.eml" | cmp - <(mimeparse -d crlf)
	message | expect_status 1 mimeparse -d >got
	[ ! -s got ]
}

@test "partial and external messages are parts like others" {
	printf '%s\n' 'Content-Type: multipart/mixed; boundary=b' '' --b \
		'Content-Type: message/partial; id=x; number=1' '' y --b \
		'Content-Type: message/external-body; access-type=x' '' \
		'Content-Type: image/png' '' --b-- |
		mimeparse -l | cut -f 1,2,6 >got
	printf '%s\t%s\t%s\n' TEXT multipart/mixed '' 1 message/partial 1 \
		2 message/external-body 24 | diff - got
}

@test "a file of a Maildir" {
	message >'1700000000.M1P2.host:2,S'
	mimeparse -h subject '1700000000.M1P2.host:2,S' | grep -q plan
}

@test "bombs: in little memory, and a limit is said" {
	if grep -q __asan_init "$root/lib/libmailpipe.a"; then
		skip "ASan needs more"
	fi
	mixed='Content-Type: multipart/mixed; boundary=b'
	{ yes $'Content-Type: message/rfc822\n' | head -n 200000; } >nested
	{ printf '%s\n\n' "$mixed"; yes -- -- | head -n 1000000; } >dashes
	{ printf 'From: '; yes '(' | head -n 500000 | tr -d '\n'; } >parens
	{ printf 'To: '; yes ' a@b,' | head -n 100000; } >addresses
	{ printf 'Subject: '; yes ' =?utf-8?q?a?=' | head -n 60000; } >words
	{
		printf 'Content-Type: a/b'
		for ((i = 50000; i > 0; i--)); do printf ';name*%d=x' $i; done
	} >parameters
	{ yes 'X: y' | head -n 1000000; } >fields
	{ printf 'Content-Type: text/html\n\n'
	  yes '<a href="<pre>&' | head -n 200000; } >html
	for file in nested dashes parens addresses words parameters fields \
	    html; do
		for option in '' -l -j -V '-h from:to:subject' '-p 2.1'; do
			(ulimit -v 24000
			status=0
			mimeparse $option $file >got 2>err || status=$?
			case $status in
			0 | 1 | 65) ;;
			*) fail "$file $option: $status $(cat err)" ;;
			esac)
		done
	done
	mimeparse -V nested | grep -q depth-limit
	mimeparse -V fields | grep -q header-limit
}

@test "malformed headers are defects" {
	printf ' a\nSubject: x\n\n' | says 65 'no field' $'x\n' mimeparse -h subject
	printf 'Subject : x\n\n' | says 65 colon $'x\n' mimeparse -h subject
	printf 'A: b\nbad\nSubject: x\n\n' |
		says 65 'no field' $'x\n' mimeparse -h subject
	printf 'To: a@b, <c@d\n\n' | says 65 address $'a@b, c@d\n' mimeparse -h to
}

@test "what can be read in two ways, or not at all, is a defect" {
	while IFS=% read -r defects mail; do
		printf "$mail" >in
		[ "$(mimeparse -V in | cut -f 3 | tr '\n' ' ')" = \
		    "${defects:+$defects }" ] ||
			fail "$mail: $(mimeparse -V in)"
	done <<-'END'
	doubled%Content-ID: <a>\nContent-ID: <b>\n\n
	doubled%Content-Disposition: inline\nContent-Disposition: inline\n\n
	doubled%Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\nAA==
	doubled%Content-Type: a/b; charset=a; charset=b\n\n
	doubled%Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\n--a--
	repeated%From: a@b\nFrom: c@d\n\n
	address%From: Spoofed <spoofed@x> <legit@y>\n\n
	address%From: <a@b> text\n\n
	address%From: a@b <c@d>\n\n
	%From: "a@b" <c@d>\n\n
	boundary%Content-Type: multipart/mixed\n\n--\n\nx\n----\n
	boundary%Content-Type: multipart/mixed; boundary=""\n\n--\n\nx\n----\n
	%Content-Type: multipart/mixed; boundary="a\n b"\n\n--a b\n\nx\n--a b--
	%Content-Type: multipart/mixed; boundary="a\\b"\n\n--ab\n\nx\n--ab--
	no-parts after-close%Content-Type: multipart/mixed; boundary=a\n\n--a--\n--a\n
	near-boundary%Content-Type: multipart/mixed; boundary=a\n\n--a\n\n--a--b\n--a--
	encoded-composite%Content-Transfer-Encoding: base64\nContent-Type: message/rfc822\n\n
	no-blank-line%: x\n\n
	charset no-blank-line%X-\344: y\n\n
	parameter%Content-Transfer-Encoding: base64 junk\n\nAAAA
	charset%Subject: =?utf-8?q?=EF?=\n\n
	charset%Subject: =?utf-8?b?4?= =?utf-8?q?=zz?= =?nonesuch?q?x?=\n\n
	%Subject: =?utf-8*en?q?x?=\nX: =?utf-7?q?+AGE-?= =?iso-2022-jp?b?GyRCJUYbKEI=?=\n\n
	charset%Content-Type: text/plain; charset=utf-8\n\n\355\240\200
	charset%Content-Type: text/plain; charset=utf-8\n\n\300\200
	charset%Content-Type: text/plain; charset=utf-7\n\n+2AA-
	date%Date: 30 Feb 2026 00:00:00 Z\n\n
	date%Date: 1 Jan 99999999999999999999 00:00:00 Z\n\n
	END
	for n in 1000 1001; do
		b=$(head -c $n /dev/zero | tr '\0' b)
		printf 'Content-Type: multipart/mixed; boundary=%s\n\n--%s\n\nx\n--%s--' \
		    $b $b $b >in
		mimeparse -V in >got || true
		[ "$(cut -f 3 got)" = "$([ $n -eq 1000 ] || echo boundary)" ]
	done
}

# type FIELD: the type and charset that mimeparse reads in it.
type() {
	printf 'Content-Type: %s\n\n' "$1" | mimeparse -l 2>err |
		cut -f 2,3 | tr '\t' ' '
}

@test "content types with comments, and malformed ones" {
	for field in 'text/html;charset=x' '(c) TEXT (a(b)) / (\)) HTML (c);
 (d) charset (e) = (f) "x" (g)' 'text/html ;; charset = x ;'; do
		[ "$(type "$field")" = 'text/html x' ] || fail "$field"
		[ ! -s err ] || fail "$field: $(cat err)"
	done
	for field in 'text/html charset=x' 'text/html, charset=x' \
	    'text/html junk; charset=x' 'text/html; charset=x; junk' \
	    'text/html; charset="x" name=y' 'text/html; charset=x (a (b)' \
	    'text/html; charset="x'; do
		[ "$(type "$field")" = 'text/html x' ] || fail "$field"
		grep -q 'a parameter is malformed' err || fail "$field"
	done
	for field in 'text/html (a; charset=x' 'text/html junk'; do
		[ "$(type "$field")" = 'text/html ' ] || fail "$field"
		grep -q 'a parameter is malformed' err || fail "$field"
	done
	for field in charset=x 'text; charset=x' '/html; charset=x' \
	    '; charset=x' '"text/html"; charset=x' 'a/b/c; charset=x'; do
		[ "$(type "$field")" = 'text/plain x' ] || fail "$field"
		grep -q malformed err || fail "$field"
	done
	printf '%s\n' 'Content-Disposition: attachment filename=x' \
		'Content-Transfer-Encoding: base64 junk' '' eHk= |
		says 65 malformed $'1\ttext/plain\t\tbase64\tattachment\t2\tx\n' \
		mimeparse -l
}

@test "a NUL or a bare CR in a header is a defect" {
	for header in 'A: b\rBcc: c\n\n' 'A: b\0c\n\n' 'A: b\r\r\n\r\n' 'A: b\r'; do
		printf "$header" | says 65 'a NUL, or a CR' $'\n' mimeparse -h x
	done
	printf 'A: b\r\nC: d\n e\r\n\r\nx\ry' | gives '' mimeparse -V
}

@test "base64 ends where what a mailing list adds begins" {
	printf 'Content-Transfer-Encoding: base64\n\naGk=\n\n-- \nThe list\n' |
		says 65 'its encoding does not allow' $'hi\n' mimeparse -b
	printf 'Content-Transfer-Encoding: base64\n\naGk=aGk=\n' |
		says 65 'its encoding does not allow' $'hihi\n' mimeparse -b
	for field in '"base64"' 'base64; x=y' 'base64 x' 'base64 (x'; do
		printf 'Content-Transfer-Encoding: %s\n\naGk=\n' "$field" |
			says 65 'parameter' $'hi\n' mimeparse -b
	done
	printf 'Content-Transfer-Encoding: (x) Base64 (x)\n\naGk=\n' |
		gives $'hi\n' mimeparse -b
}

@test "a byte order mark before the header is passed over, and said" {
	printf '\xef\xbb\xbfSubject: x\nTo: a@b\n\ny\n' >marked
	says 65 'byte order mark' $'x\ta@b\n' mimeparse -h subject:to marked
	says 65 'byte order mark' $'To: a@b\nSubject: x\n\ny\n' \
		mimeparse marked
	expect_status 65 mimeparse -V marked | cmp - <(printf '%s\t%s\t%s\t%s\n' \
		1 1 mark 'a byte order mark stands before the header')
	{ printf '\xef\xbb\xbfFrom x\n'; tail -c +4 marked; } >mbox
	gives $'x\n' mimeparse -h subject mbox
	printf '\xef\xbb\xbfplain\n' | says 65 'no empty line' \
		$'\nplain\n' mimeparse
}

@test "doubled fields and parameters, two names: 65" {
	printf 'Content-Type: a/b\nContent-Type: c/d\n\n' |
		says 65 twice $'1\ta/b\t\t\t\t0\t\n' mimeparse -l
	printf 'Content-Type: a/b; name=x; name=y\n\n' |
		says 65 twice $'1\ta/b\t\t\t\t0\tx\n' mimeparse -l
	printf 'Content-Type: a/b; name=x\nContent-Disposition: inline; filename=y\n\n' |
		says 65 'two different' $'1\ta/b\t\t\tinline\t0\ty\n' \
		mimeparse -l
	printf '%s\n' 'Content-Type: a/b; name="=?utf-8?q?=E6=8A=A5?="' \
		"Content-Disposition: inline; filename*=utf-8''%E6%8A%A5" '' |
		gives $'1\ta/b\t\t\tinline\t0\t报\n' mimeparse -l
}

@test "a parameter in two forms that disagree" {
	printf "Content-Type: multipart/mixed; boundary=a; boundary*=us-ascii''b\n%s" \
		$'\n--a\n\n1\n--a--\n--b\n\n2\n--b--\n' >m
	says 65 twice $'2\n' mimeparse -b m
	printf 'Content-Type: text/x; charset=utf-8; charset*0=big5\n\n' |
		says 65 twice $'1\ttext/x\tbig5\t\t\t0\t\n' mimeparse -l
	printf 'Content-Type: a/b; name=a.txt; name*=us-ascii%sa.exe\n\n' "''" |
		says 65 'two different' $'1\ta/b\t\t\t\t0\ta.exe\n' mimeparse -l
	for plain in a.txt A.TXT '"=?utf-8?q?a=2Etxt?="' noname; do
		printf 'Content-Type: a/b; name=%s; name*=utf-8%s%%C3%%A4.txt\n\n' \
			"$plain" "''" |
			gives $'1\ta/b\t\t\t\t0\tä.txt\n' mimeparse -l
	done
}

@test "limits: depth, count and header, each said" {
	for ((i = 0; i < 1000; i++)); do
		printf 'Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n' \
			$i $i
	done >deep
	expect_error 65 'deeper' mimeparse -l deep >got
	[ "$(wc -l <got)" -eq 100 ]
	{
		printf 'Content-Type: multipart/mixed; boundary=b\n\n'
		yes -- '--b

' | head -n 600000
	} >wide
	expect_error 65 'more parts' mimeparse -l wide >got
	[ "$(wc -l <got)" -eq 100000 ]
	{
		printf 'Subject: x\nX: '
		head -c 3000000 /dev/zero | tr '\0' x
	} >long
	expect_error 65 'header is longer' mimeparse -h subject long >got
	[ "$(cat got)" = x ]
}

@test "bad usage" {
	for args in '-l -b' '-r' '-H' '-C d' '-k 0' '-k x' '-p' '-h' '-q'; do
		expect_error 64 '' mimeparse $args </dev/null
	done
	for option in -h -p -X; do
		expect_error 64 empty mimeparse $option '' </dev/null
	done
	expect_status 73 mimeparse -x -C '' </dev/null 2>err
}

@test "a file that is not there: what came before it is printed" {
	printf 'Subject: x\n\n' >one
	says 66 nothere $'x\n' mimeparse -h subject one nothere one
}

@test "what it prints when the output is full" {
	message >mail
	expect_error 74 stdout mimeparse mail >/dev/full
	head -c 100 mail >cut
	expect_error 74 stdout mimeparse cut >/dev/full
}

@test "every defect stands in the manual" {
	sed -n 's/^	{"\([a-z-]*\)", "\(.*\)"},*$/\1:\2/p' \
		"$root/lib/mime/defect.c" >defects
	[ "$(wc -l <defects)" -gt 20 ]
	sed -n '/^\.It Cm /{s/.It Cm //;N;s/\n/:/;p;}' \
		"$root/man/mimeparse.1" | cmp - defects
}

@test "the examples of the manual" {
	man_examples "$root/man/mimeparse.1"
}

@test "the same headers as Python's email package reads" {
	need python3
	python3 "$root/tests/mimeparse_compare.py" "$data"/{mixed,html}.eml
}
