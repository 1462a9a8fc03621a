#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
load lib

setup() {
	printf 'Hello\nworld\n' >text
	printf '<p>Hello <img src="cid:logo.png"></p>\n' >body.html
	head -c 3000 /dev/urandom >logo.png
	head -c 5000 /dev/urandom >data.zip
}

# built OPTIONS...: builds a message from text into m, sound in our eyes and
# in Python's.
built() {
	mimebuild "$@" <text >m
	readmail lint
}

readmail() {
	need python3
	python3 "$root/tests/readmail.py" "$@" <m
}

# tree_is: the structure of m, as on stdin.
tree_is() {
	readmail tree >tree
	diff -u - tree
}

field() {
	readmail header "$1"
}

@test "a plain message" {
	built -s Hi -f a@example.org b@example.org
	tree_is <<-'E'
	text/plain us-ascii 7bit
	E
	sed '1,/^$/d' m | cmp - text
	[ "$(grep -c '^Date: [A-Z][a-z][a-z], [0-9]' m)" -eq 1 ]
	[ "$(grep -cE '^Message-ID: <[0-9.a-f]+@example\.org>$' m)" -eq 1 ]
	[ "$(field Subject)" = Hi ]
	[ "$(field From)" = a@example.org ]
	[ "$(field To)" = b@example.org ]
	[ "$(field MIME-Version)" = 1.0 ]
}

@test "no two messages share an id or a boundary" {
	for i in 1 2 3 4; do mimebuild -a data.zip <text; done >m
	[ "$(grep -i '^message-id' m | sort -u | wc -l)" -eq 4 ]
	[ "$(grep 'boundary=' m | sort -u | wc -l)" -eq 4 ]
}

@test "alternatives, inline objects and attachments nest" {
	built -m body.html -m text -i logo.png -a data.zip -a text
	tree_is <<-'E'
	multipart/mixed
	  multipart/alternative
	    text/plain us-ascii 7bit
	    multipart/related
	      text/html us-ascii 7bit
	      image/png base64 inline logo.png
	  application/zip base64 attachment data.zip
	  text/plain utf-8 base64 attachment text
	E
	readmail bytes 1 | cmp - text
	readmail bytes 2 | cmp - body.html
	readmail bytes 3 | cmp - logo.png
	readmail bytes 4 | cmp - data.zip
	readmail bytes 5 | cmp - text
	[ "$(readmail cid 3)" = '<logo.png>' ]
	grep -q 'type="text/html"' m
}

@test "no multipart is there for one part" {
	built -m body.html
	tree_is <<-'E'
	text/html us-ascii 7bit
	E
	built -m body.html -i logo.png
	tree_is <<-'E'
	multipart/related
	  text/html us-ascii 7bit
	  image/png base64 inline logo.png
	E
	built -m body.html -m text
	tree_is <<-'E'
	multipart/alternative
	  text/plain us-ascii 7bit
	  text/html us-ascii 7bit
	E
	built -a data.zip
	tree_is <<-'E'
	multipart/mixed
	  text/plain us-ascii 7bit
	  application/zip base64 attachment data.zip
	E
}

@test "-T, -N, -D and -I are for the next part alone" {
	built -T application/x-thing -N 'other name' -D 'Größe' -I '<x@y>' \
	    -a data.zip -a data.zip
	tree_is <<-'E'
	multipart/mixed
	  text/plain us-ascii 7bit
	  application/x-thing base64 attachment other name
	  application/zip base64 attachment data.zip
	E
	[ "$(readmail cid 2)" = '<x@y>' ]
	[ "$(readmail cid 3)" = None ]
	grep -q '^Content-Description: =?UTF-8?B?R3LDtsOfZQ==?=$' m
	built -T 'text/csv; header=present' -N '' -a data.zip
	tree_is <<-'E'
	multipart/mixed
	  text/plain us-ascii 7bit
	  text/csv base64 attachment
	E
	grep -q '^Content-Type: text/csv; header=present$' m
	expect_error 64 '-T, -N, -D and -I' mimebuild -a text -T text/plain <text
	expect_error 64 'not a media type' mimebuild -T text -a text <text
	expect_error 64 'multipart/mixed' mimebuild -T multipart/mixed -a text <text
}

@test "stdin may be the body, a body among others or an attachment" {
	mimebuild -M text/html -m body.html <text 2>err || true
	grep -q -e '-M is the type of stdin' err
	mimebuild -M text/html <body.html >m
	tree_is <<-'E'
	text/html us-ascii 7bit
	E
	mimebuild -m body.html -m - <text >m
	tree_is <<-'E'
	multipart/alternative
	  text/plain us-ascii 7bit
	  text/html us-ascii 7bit
	E
	mimebuild -m text -a <(cat data.zip) >m
	[ "$(readmail name 2)" = None ]
	readmail bytes 2 | cmp - data.zip
	mimebuild -N x.zip -a - <data.zip >m
	tree_is <<-'E'
	multipart/mixed
	  text/plain us-ascii 7bit
	  application/zip base64 attachment x.zip
	E
	readmail bytes 2 | cmp - data.zip
	mimebuild -m text -a data.zip </nonexistent 2>/dev/null ||
	    mimebuild -m text -a data.zip <&- >m
	expect_error 64 'once only' mimebuild -m - -a - <text
	expect_error 64 'second body' mimebuild -m text -m text <text
	expect_error 64 'no body is text/html' mimebuild -i logo.png <text
	expect_error 64 'this Content-ID' mimebuild -m body.html -i logo.png \
	    -I logo.png -a text
	expect_error 64 'without a Content-ID' mimebuild -m body.html -i - <text
}

@test "a body in Chinese, and its header" {
	printf '你好,世界\n' >text
	name='张三'
	subject='报告:这是一个相当长的主题,长得必须折叠成好几行,'
	subject+='而且不能在字符中间断开,继续写下去直到够长为止'
	cp data.zip '季度 报告.zip'
	built -s "$subject" -f "$name <zhang@example.cn>" \
	    -a '季度 报告.zip' "李四 <li@example.cn>, $name <z@example.cn>"
	[ "$(field Subject)" = "$subject" ]
	[ "$(readmail addresses From)" = "$name|zhang@example.cn" ]
	[ "$(readmail addresses To)" = "李四|li@example.cn
$name|z@example.cn" ]
	[ "$(readmail name 2)" = '季度 报告.zip' ]
	[ "$(readmail bytes 1 | tr -d '\r')" = '你好,世界' ]
	grep -q "filename\*=UTF-8''%E5%AD%A3%E5%BA%A6%20" m
	grep -q 'name="=?UTF-8?B?5a2j5bqmIOaKpeWRii56aXA=?="' m
	! LC_ALL=C grep -q '[^ -~]' m || false
}

@test "names that no line can hold are split, and come back whole" {
	long=$(printf 'n%.0s' $(seq 2000))
	wide=$(printf '文%.0s' $(seq 600))
	words=$(printf 'word %.0s' $(seq 400))x
	for name in "$long" "$wide" "$words"; do
		built -s "$name" -f "\"$name\" <a@example.org>" -N "$name.zip" \
		    -D "$name" -a data.zip
		[ "$(field Subject)" = "$name" ]
		[ "$(readmail decoded From)" = "$name <a@example.org>" ]
		[ "$(readmail name 2)" = "$name.zip" ]
	done
}

@test "a name that is not UTF-8 is one that all readers show" {
	name=$'caf\351 \347\211\210\377.txt'
	echo x >"$name"
	expect_error 0 'not UTF-8: sent as caf%E9 版%FF.txt' \
		mimebuild -a "$name" </dev/null >mail
	[ "$(mimeparse -l mail | tail -n 1 | cut -f 7)" = 'caf%E9 版%FF.txt' ]
	[ "$(mimeparse -x mail)" = 'caf%E9 版%FF.txt' ]
	expect_error 0 'sent as a%FF' mimebuild -N $'a\377' -a mail \
		</dev/null >other
	mimeparse -l other | grep -q 'a%FF$'
	mimebuild -N good.txt -a "$name" </dev/null | mimeparse -l |
		grep -q 'good.txt$'
}

@test "names that some readers take for those of RFC 2231 are quoted" {
	for name in "it's.zip" 'a*b.zip' '100%.zip' "a'b'c.zip"; do
		built -N "$name" -a data.zip
		[ "$(readmail name 2)" = "$name" ]
		mimeparse -p "=$name" m | cmp - data.zip
	done
}

@test "what looks encoded is text" {
	built -s 'see =?utf-8?Q?a?= now' -f '"=?utf-8?Q?x?=" <a@b>' \
	    -N '=?utf-8?Q?n?=.zip' -a data.zip
	[ "$(field Subject)" = 'see =?utf-8?Q?a?= now' ]
	[ "$(readmail addresses From)" = '=?utf-8?Q?x?=|a@b' ]
	[ "$(readmail name 2)" = '=?utf-8?Q?n?=.zip' ]
}

@test "blanks in a subject stay" {
	s='two  blanks,   three 文  字  and   more'
	built -s "$s"
	[ "$(field Subject)" = "$s" ]
	s="wide$(printf '%90s' '')gap"
	built -s "$s"
	[ "$(field Subject)" = "$s" ]
}

@test "only what needs it is encoded" {
	mimebuild -s 'Re: plain Grüße again' <text >m
	grep -qxF 'Subject: Re: plain =?UTF-8?B?R3LDvMOfZQ==?= again' m
	mimebuild -s 'a "plain" (one), it is' <text >m
	grep -qxF 'Subject: a "plain" (one), it is' m
}

@test "line ends cannot make a field" {
	for bad in $'a\nBcc: x@y' $'a\rBcc: x@y' $'a\r\n\r\nbody' $'\n'; do
		expect_error 65 'line end' mimebuild -s "$bad" <text >m
		expect_error 65 'line end' mimebuild -f "$bad <a@b>" <text >m
		expect_error 65 'line end' mimebuild -c "$bad" <text >m
		expect_error 65 'line end' mimebuild -b "$bad" <text >m
		expect_error 65 'line end' mimebuild -R "$bad" <text >m
		expect_error 65 'line end' mimebuild "x@y,$bad" <text >m
		expect_error 65 'line end' mimebuild -H "X-A: $bad" <text >m
		expect_error 65 'line end' mimebuild -N "$bad" -a text <text >m
		expect_error 65 'line end' mimebuild -D "$bad" -a text <text >m
		expect_error 65 'line end' mimebuild -I "$bad" -a text <text >m
		expect_status 64 mimebuild -T "text/plain; a=$bad" -a text \
		    <text 2>err >m
		EMAIL="$bad" expect_error 65 'line end' mimebuild <text >m
		[ ! -s m ]
	done
	touch $'new\nline'
	expect_error 65 'line end' mimebuild -a $'new\nline' <text
	built -s 'not%0d%0aline ends' -N $'u\u0085\u2028' -a text
	[ "$(field Subject)" = 'not%0d%0aline ends' ]
}

@test "addresses: lists, groups, quotes, comments, UTF-8" {
	built -f '"Smith, J." <j@example.org>' \
	    -c 'a@b, Team: c@d, "E F" <e@f>;' -c 'g@h (Old Style)' \
	    -b 'undisclosed-recipients:;' -R '<@route,@x:r@example.org>' \
	    'Joe Q. Public <joe@example.org>' 'x@[127.0.0.1]'
	[ "$(readmail addresses From)" = 'Smith, J.|j@example.org' ]
	[ "$(readmail addresses Cc)" = '|a@b
Team:
|c@d
E F|e@f
Old Style|g@h' ]
	[ "$(readmail addresses Bcc)" = 'undisclosed-recipients:' ]
	[ "$(field Reply-To)" = r@example.org ]
	[ "$(readmail addresses To)" = 'Joe Q. Public|joe@example.org
|x@[127.0.0.1]' ]
	mimebuild '用户@例子.中国' <text >m
	grep -qxF 'To: 用户@例子.中国' m
}

@test "addresses that are none" {
	for bad in 'a b@c' '<a@b' 'a@b>' 'John Smith' '<>' 'a@b <c@d> e' \
	    '"x' '(x' 'a@b@c' 'a@' '@b' 'g: a@b' 'a@b; c@d'; do
		expect_status 65 mimebuild "$bad" <text >m 2>err
		expect_status 65 mimebuild -c "$bad" <text >m 2>err
		[ ! -s m ]
	done
	expect_error 64 'empty recipient' mimebuild '' <text
}

@test "a long list is folded" {
	list=$(printf 'Name Number %d <user%d@example.org>, ' $(seq 2 401))
	built -c "$list"
	[ "$(readmail addresses Cc | wc -l)" -eq 200 ]
}

@test "-H adds, replaces and removes fields" {
	built -s old -H 'X-Test: one' -H 'X-Test: zwölf' -H 'Subject: new' \
	    -H 'Date:' -H 'Message-ID: <a@b>' -H 'References: <a@b> <c@d>' \
	    -H 'Sender: Jörg <j@example.org>' -H 'X-Gone: 1' -H 'x-gone:'
	[ "$(field Subject)" = new ]
	[ "$(field X-Test)" = 'one
zwölf' ]
	[ "$(field Date)" = '' ]
	[ "$(field Message-ID)" = '<a@b>' ]
	[ "$(field References)" = '<a@b> <c@d>' ]
	[ "$(readmail addresses Sender)" = 'Jörg|j@example.org' ]
	[ "$(field X-Gone)" = '' ]
	expect_error 64 'not "Name: value"' mimebuild -H 'no field' <text
	expect_error 64 'not "Name: value"' mimebuild -H ': x' <text
	expect_error 64 'not "Name: value"' mimebuild -H 'a b: x' <text
	expect_error 64 'cannot be set' mimebuild -H 'content-type: x' <text
	expect_error 64 'given twice' mimebuild -H 'To: a@b' -H 'To: c@d' <text
	expect_error 65 'only ASCII' mimebuild -H 'In-Reply-To: <ä@b>' <text
	expect_error 65 'over 998' mimebuild \
	    -H "References: <$(printf 'r%.0s' $(seq 999))@x>" <text
}

@test "EMAIL is the sender when there is no -f" {
	EMAIL='Me <me@example.org>' built
	[ "$(readmail addresses From)" = 'Me|me@example.org' ]
	EMAIL='me@example.org' built -f other@example.org
	[ "$(field From)" = other@example.org ]
	EMAIL='me@example.org' built -H From:
	[ "$(field From)" = '' ]
	EMAIL= built
	[ "$(field From)" = '' ]
}

@test "-A names the account whose sender it is" {
	mkdir -p .config/mailpipe
	cat >.config/mailpipe/accounts <<-'E'
	[one]
	from = One <one@example.org>
	smtp = smtps://one@mail.example.org
	[two]
	from = two@example.com
	smtp = smtps://two@mail.example.com
	E
	chmod 600 .config/mailpipe/accounts
	export EMAIL=other@example.net
	built -A two
	[ "$(field From)" = two@example.com ]
	grep -q '^Message-ID: <.*@example\.com>$' m
	MAILPIPE_ACCOUNT=one built
	[ "$(readmail addresses From)" = 'One|one@example.org' ]
	built
	[ "$(field From)" = other@example.net ]
	built -A two -f me@example.org
	[ "$(field From)" = me@example.org ]
	built -A smtps://mail.example.org
	[ "$(field From)" = other@example.net ]
	expect_status 78 mimebuild -A three <text 2>err >m
	[ ! -s m ]
}

@test "-E makes nothing of nothing" {
	: >empty
	mimebuild -E -s x <empty >m
	[ ! -s m ]
	mimebuild -E -m empty -T text/html -m empty >m
	[ ! -s m ]
	mimebuild -E -m empty -a empty >m
	[ -s m ]
	printf '\n' | mimebuild -E >m
	[ -s m ]
	mimebuild -E -M application/zip <empty >m
	[ ! -s m ]
	mimebuild -E -M application/zip <data.zip >m
	[ -s m ]
	expect_error 66 none mimebuild -E -a none <empty
}

# flowed_is: what -l makes of stdin is what stands in the file want.
flowed_is() {
	mimebuild -l -e 8bit >m
	sed '1,/^$/d' m >got
	diff -u want got
}

@test "-l breaks long lines so that readers can join them" {
	long=$(printf 'word%.0s ' $(seq 30))x
	printf '%s\n' "$long" >text
	mimebuild -l <text >m
	grep -qx 'Content-Type: text/plain; charset=us-ascii; format=flowed' m
	sed '1,/^$/d' m >got
	[ "$(wc -l <got)" -gt 1 ]
	[ "$(awk 'length > 73' got)" = '' ]
	sed ':a; / $/{N; s/\n//; ta}' got | cmp - text
	# Quotes, stuffing, a signature, and lines that are flowed already.
	printf '%s\n' ' indented' 'From me' 'Fromage' '>quoted' '> quoted' '' \
	    '-- ' 'flowed ' 'on' '>' >in
	printf '%s\n' '  indented' ' From me' 'Fromage' '>quoted' '> quoted' \
	    '' '-- ' 'flowed ' 'on' '>' >want
	flowed_is <in
	printf '> %s\r\nb' "$long" >in
	mimebuild -l <in >m
	sed '1,/^$/d' m | head -n -1 >got
	[ "$(grep -vc '^> ' got)" -eq 0 ]
	# No line that a signature would seem to follow.
	for quote in '' '> '; do
		printf '%s%068d -- %068d\n%s-- %070d\n' "$quote" 1 2 \
		    "$quote" 3 >in
		mimebuild -l -e 8bit <in | sed '1,/^$/d' >got
		[ "$(grep -cxE '(> )?-- ' got)" -eq 0 ]
		mimebuild -l -e 8bit <in | mimeparse |
		    sed '1,/^$/d' | cmp - in
	done
	printf '你 %.0s' $(seq 100) >in
	mimebuild -l -e 8bit <in | sed '1,/^$/d' >got
	[ "$(wc -l <got)" -eq 2 ]
	tr -d '\n' <got | cmp - in
	# Other types are left alone.
	mimebuild -l -M text/html <text >m
	! grep -q flowed m || false
	sed '1,/^$/d' m | cmp - text
}

@test "-t reads header lines before the body" {
	cat >draft <<-'E'
	To: Zoë <zoe@example.org>,
	  =?UTF-8?B?5byg5LiJ?= <zhang@example.cn>
	Cc: "Smith, J" <j@example.org>
	Subject: =?iso-8859-1?Q?Gr=FC=DFe?= und
	  mehr
	X-Test: one
	X-Test: two
	Message-ID: <mine@example.org>
	MIME-Version: 1.0
	Content-Type: text/html
	Content-Transfer-Encoding: 8bit

	<p>body</p>
	E
	mimebuild -t -c c@example.org to@example.org <draft >m
	readmail lint
	[ "$(readmail addresses To)" = '|to@example.org
Zoë|zoe@example.org
张三|zhang@example.cn' ]
	[ "$(readmail addresses Cc)" = '|c@example.org
Smith, J|j@example.org' ]
	[ "$(field Subject)" = 'Grüße und  mehr' ]
	[ "$(field X-Test)" = 'one
two' ]
	[ "$(field Message-ID)" = '<mine@example.org>' ]
	tree_is <<-'E'
	text/html us-ascii 7bit
	E
	[ "$(readmail bytes 1)" = '<p>body</p>' ]
	# What the options say counts.
	mimebuild -t -s Other -H 'X-Test: three' -M text/plain <draft >m
	[ "$(field Subject)" = Other ]
	[ "$(field X-Test)" = three ]
	[ "$(readmail tree)" = 'text/plain us-ascii 7bit' ]
	# The same however it comes, and with CRLF; a header alone is enough.
	export SOURCE_DATE_EPOCH=1
	mimebuild -t <draft >m
	drip draft | mimebuild -t | cmp - m
	sed 's/$/\r/' draft | mimebuild -t | cmp - m
	printf 'Subject: x\n' | mimebuild -t >m
	[ "$(field Subject)" = x ]
}

@test "-t refuses what it cannot take" {
	for bad in 'no header' 'Subject: x\nno field\n\nbody' \
	    'To: a b@c\n\n' 'Content-Transfer-Encoding: base64\n\nYQ==' \
	    'Content-Type: nonsense\n\n'; do
		printf "$bad" >draft
		expect_error 65 'stdin: ' mimebuild -t <draft >m
		[ ! -s m ]
	done
	printf 'Subject: =?utf-8?Q?a=0D=0ABcc:_x@y?=\n\n' | mimebuild -t >m
	[ "$(field Bcc)" = '' ]
	[ "$(field Subject)" = 'a  Bcc: x@y' ]
	expect_error 64 'stdin is not the body' mimebuild -t -m text <text
	expect_error 64 'stdin is not the body' mimebuild -t -a - <text
}

original() {
	cat >orig <<-'E'
	From =?UTF-8?Q?J=C3=B6rg_=22X=22?= Sat Jan  1 00:00:00 2000
	From: =?UTF-8?Q?J=C3=B6rg=2C_=22X=22?= <joerg@example.org>
	To: me@example.net
	Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=
	Message-ID: <3@example.org>
	References: <1@example.org>
	 <2@example.org>

	Hello
	E
}

@test "-r answers a message" {
	original
	mimebuild -r orig <text >m
	readmail lint
	[ "$(readmail addresses To)" = 'Jörg, "X"|joerg@example.org' ]
	[ "$(field Subject)" = 'Re: Grüße' ]
	[ "$(field In-Reply-To)" = '<3@example.org>' ]
	[ "$(field References | tr ' ' ,)" = \
	    '<1@example.org>,<2@example.org>,<3@example.org>' ]
	sed '1,/^$/d' m | cmp - text
	# From a pipe, and with other recipients and another subject.
	mimebuild -r - -s Other -m text you@example.org <orig >m
	[ "$(field To)" = you@example.org ]
	[ "$(field Subject)" = Other ]
	[ "$(field In-Reply-To)" = '<3@example.org>' ]
	# An answer to an answer; Reply-To counts, unless nobody can be there.
	sed -i -e 's/^Subject: .*/Subject: RE: x/' -e '/^References/,+1d' \
	    -e '2iReply-To: list@example.org, other@example.org' orig
	mimebuild -r orig <text >m
	[ "$(field To)" = 'list@example.org, other@example.org' ]
	[ "$(field Subject)" = 'RE: x' ]
	[ "$(field References)" = '<3@example.org>' ]
	sed -i 's/^Reply-To: .*/Reply-To: broken <<>/' orig
	mimebuild -r orig <text >m
	[ "$(readmail addresses To)" = 'Jörg, "X"|joerg@example.org' ]
	expect_error 65 'no sender to reply to' mimebuild -r text <text
	expect_error 66 none mimebuild -r none <text
	expect_error 64 'once only' mimebuild -r - -m - <orig
}

@test "an answer to a hostile message stays one message" {
	cat >orig <<-'E'
	From: =?UTF-8?Q?x=0D=0ABcc=3A_evil=40example.org=00?= <a@example.org>
	Subject: =?UTF-8?Q?x=0A=0Abody?=
	Message-ID: <1@example.org> <2@example.org>
	E
	printf 'References: %s\n' "$(printf '<%d@example.org> ' $(seq 5000))" \
	    >>orig
	mimebuild -r orig <text >m
	readmail lint
	[ "$(field Bcc)" = '' ]
	[ "$(field In-Reply-To)" = '<1@example.org>' ]
	[ "$(field References | wc -w)" -eq 32 ]
	field References | grep -q '^<1@example.org> <4971@'
	[ "$(sed '1,/^$/d' m)" = "$(cat text)" ]
}

@test "an answer keeps text that has no label, or another field's" {
	printf 'From: \xd5\xc5 <a@b>\nSubject: \xb2\xe2\xca\xd4\n%s\n\n' \
	    'Content-Type: text/plain; charset=gb2312' >orig
	mimebuild -r orig <text >m
	[ "$(readmail addresses To)" = '张|a@b' ]
	[ "$(readmail header Subject)" = 'Re: 测试' ]
	sed -i '/^Content-Type/d' orig
	MAILPIPE_CHARSET=gb18030 mimebuild -w orig <text >m
	[ "$(readmail header Subject)" = 'Fwd: 测试' ]
}

@test "-w forwards a message" {
	original
	mimebuild -w orig you@example.org <text >m
	readmail lint
	tree_is <<-'E'
	multipart/mixed
	  text/plain us-ascii 7bit
	  message/rfc822 7bit attachment forwarded.eml
	E
	[ "$(field Subject)" = 'Fwd: Grüße' ]
	sed 1d orig >want
	readmail bytes 2 | cmp - want
	mimebuild -s Look -N x.eml -w - -m text <orig >m
	[ "$(field Subject)" = Look ]
	[ "$(readmail name 2)" = x.eml ]
	# Both at once: answered to one, with another.
	mimebuild -r orig -w orig <text >m
	[ "$(field Subject)" = 'Re: Grüße' ]
	expect_error 66 none mimebuild -w none <text
}

# body_is ENCODING [OPTION...]: that is the encoding of the body, and the
# text comes back.
body_is() {
	local want=$1
	shift
	mimebuild "$@" <text >m
	readmail lint
	[ "$(field Content-Transfer-Encoding)" = "$want" ] ||
		fail "$(field Content-Transfer-Encoding), not $want: $*"
	readmail bytes 1 | tr -d '\r' >back
	tr -d '\r' <text | cmp - back
}

@test "the encoding of a body" {
	body_is 7bit
	body_is 7bit -e 7bit
	body_is 7bit -e 8bit
	body_is quoted-printable -e qp
	body_is base64 -e b64
	printf 'Gr\303\274\303\237e und so weiter, und so fort\n' >text
	body_is quoted-printable
	body_is 8bit -e 8bit
	expect_error 65 'not 7bit' mimebuild -e 7bit <text
	printf '\344\275\240' >text
	body_is base64
	printf 'a \344\275\240 or so it is\n' >text
	body_is quoted-printable
	head -c 998 /dev/zero | tr '\0' x >text
	echo >>text
	body_is 7bit
	printf x >>text
	body_is 7bit
	head -c 999 /dev/zero | tr '\0' x >text
	for e in auto 7bit 8bit; do body_is quoted-printable -e $e; done
	printf 'nul\0nul\n' >text
	for e in auto 7bit 8bit; do body_is quoted-printable -e $e; done
	printf 'bare\rCR\n' >text
	mimebuild -e 7bit <text >m
	readmail bytes 1 | cmp - text
	printf 'crlf\r\nlines\r\n' >text
	body_is 7bit
	! grep -q $'\r' m || false
	expect_error 64 'not an encoding' mimebuild -e 9bit <text
}

@test "base64 text has CRLF line ends, as RFC 2045 6.8 demands" {
	mimebuild -e b64 <text >m
	readmail bytes 1 >back
	printf 'Hello\r\nworld\r\n' | cmp - back
}

@test "a last line without an end stays so" {
	printf 'a\nb' >text
	for e in 7bit qp b64; do body_is "$(case $e in
	    qp) echo quoted-printable;; b64) echo base64;; *) echo 7bit;;
	    esac)" -e $e; done
	built -a data.zip
	readmail bytes 1 | cmp - text
	: >text
	body_is 7bit
}

@test "-C says what the body's bytes are" {
	printf 'caf\351\n' >text
	mimebuild -C iso-8859-1 -e 8bit <text >m
	tree_is <<-'E'
	text/plain utf-8 8bit
	E
	[ "$(readmail bytes 1)" = café ]
	printf '\304\343\272\303\n' >text
	built -C gbk
	[ "$(readmail bytes 1 | tr -d '\r')" = 你好 ]
	printf '\377' >text
	expect_error 65 'not in utf-8' mimebuild -C utf-8 <text
	expect_error 65 'unknown charset' mimebuild -C nonsense <text
}

@test "a body that nobody can read is sent all the same" {
	printf 'caf\351\r\n\r\377\n' >text
	mimebuild <text >m 2>err
	[ "$(wc -l <err)" -eq 1 ]
	grep -q unknown-8bit err
	tree_is <<-'E'
	text/plain unknown-8bit base64
	E
	readmail bytes 1 | cmp - text
	mimebuild -M 'text/plain; charset=gbk' <text >m 2>err
	[ ! -s err ]
	grep -q 'charset=gbk' m
	readmail bytes 1 | tr -d '\r' >back
	tr -d '\r' <text | cmp - back
}

@test "a body that is no text" {
	mimebuild -M application/zip <data.zip >m
	tree_is <<-'E'
	application/zip base64
	E
	readmail bytes 1 | cmp - data.zip
	mimebuild -m logo.png >m
	tree_is <<-'E'
	image/png base64
	E
	printf '{}' >x.json
	mimebuild -m x.json >m
	tree_is <<-'E'
	text/plain us-ascii 7bit
	E
}

@test "types by name and by content" {
	printf '\303\244' >noext
	printf 'a\0b' >noext2
	cp data.zip UPPER.PDF
	cp data.zip a.tar.gz
	printf '\377\376' >bad.txt
	: >empty
	built -a noext -a noext2 -a UPPER.PDF -a a.tar.gz -a bad.txt -a empty
	tree_is <<-'E'
	multipart/mixed
	  text/plain us-ascii 7bit
	  text/plain utf-8 base64 attachment noext
	  application/octet-stream base64 attachment noext2
	  application/pdf base64 attachment UPPER.PDF
	  application/gzip base64 attachment a.tar.gz
	  text/plain base64 attachment bad.txt
	  text/plain utf-8 base64 attachment empty
	E
}

@test "types by first bytes, where the name says nothing" {
	printf '%%PDF-1.4\n' >one
	printf '\211PNG\r\n\032\n\0' >two
	printf '<html><p>x</p></html>' >three
	printf '%%PDF-1.4\n' >four.txt
	built -a one -a two -a three -a four.txt
	tree_is <<-'E'
	multipart/mixed
	  text/plain us-ascii 7bit
	  application/pdf base64 attachment one
	  image/png base64 attachment two
	  text/html utf-8 base64 attachment three
	  text/plain utf-8 base64 attachment four.txt
	E
}

@test "an invitation stands last among the alternatives, with its method" {
	printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 METHOD:REQUEST \
	    BEGIN:VEVENT METHOD:CANCEL SUMMARY:Treffen END:VEVENT \
	    END:VCALENDAR >invite.ics
	built -m invite.ics -m body.html -m text
	tree_is <<-'E'
	multipart/alternative
	  text/plain us-ascii 7bit
	  text/html us-ascii 7bit
	  text/calendar us-ascii 7bit
	E
	grep -qx 'Content-Type: text/calendar; charset=us-ascii; method=REQUEST' m
	sed -i /METHOD:REQ/d invite.ics
	built -m invite.ics
	grep -qx 'Content-Type: text/calendar; charset=us-ascii' m
	built -T 'text/calendar; method=REPLY' -m invite.ics
	grep -q '^Content-Type: text/calendar; method=REPLY; charset' m
}

@test "a message is attached as it is, or as a file" {
	mimebuild -s inner -a data.zip <text >in.eml
	built -a in.eml
	tree_is <<-'E'
	multipart/mixed
	  text/plain us-ascii 7bit
	  message/rfc822 7bit attachment in.eml
	E
	readmail bytes 2 | cmp - in.eml
	printf 'Subject: \303\244\r\n\r\nbody\r\n' >in.eml
	mimebuild -a in.eml <text >m
	tree_is <<-'E'
	multipart/mixed
	  text/plain us-ascii 7bit
	  message/rfc822 8bit attachment in.eml
	E
	[ "$(field Content-Transfer-Encoding)" = 8bit ]
	! grep -q $'\r' m || false
	printf 'Subject: x\n\na\0b\n' >nul.eml
	printf 'Subject: x\n\na\rb\n' >cr.eml
	printf 'Subject: x\n\n%999s\n' x >long.eml
	for f in nul cr long; do
		mimebuild -a $f.eml <text >m 2>err
		[ "$(wc -l <err)" -eq 1 ]
		grep -q 'attached as application/octet-stream' err
		readmail bytes 2 | cmp - $f.eml
	done
}

@test "a boundary is in no part" {
	export SOURCE_DATE_EPOCH=1700000000
	# Each round attaches, unencoded, all the boundaries so far.
	echo Subject: x >in.eml
	mimebuild -m text -m body.html -a in.eml >m
	for i in 1 2 3 4; do
		cat m >>in.eml
		mimebuild -m text -m body.html -a in.eml >m
		readmail lint
		[ "$(readmail tree | tail -n 1)" = \
		    '  message/rfc822 7bit attachment in.eml' ]
		[ "$(readmail tree | wc -l)" -eq 5 ]
	done
	printf -- '--\n----\n--=_\n--=_x--\n' >text
	built -a data.zip
	readmail bytes 1 | cmp - text
}

@test "SOURCE_DATE_EPOCH makes the same bytes from the same input" {
	export SOURCE_DATE_EPOCH=1700000000
	build() {
		TZ=Asia/Shanghai mimebuild -f a@example.org -s x -m text \
		    -m body.html -i logo.png -a data.zip b@example.org
	}
	build >m
	build | cmp - m
	[ "$(field Date)" = 'Tue, 14 Nov 2023 22:13:20 +0000' ]
	readmail lint
	mimebuild -s y -a data.zip <text >m
	drip text | mimebuild -s y -a data.zip | cmp - m
	mimebuild -s z -a data.zip <text | cmp -s - m && false
	SOURCE_DATE_EPOCH=x expect_error 64 SOURCE_DATE_EPOCH mimebuild <text
}

@test "English dates in every zone and locale" {
	LC_ALL=fr_FR.UTF-8 TZ=XXX3:30 mimebuild <text >m
	grep '^Date: ' m | grep -E '(Mon|Tue|Wed|Thu|Fri|Sat|Sun), ' |
	    grep -qE ' [0-9]+ [A-Z][a-z][a-z] 2[0-9]{3} [0-9:]{8} -0330$'
}

@test "what cannot be read: an error, and not a byte of output" {
	mkdir dir
	mkfifo fifo
	expect_error 66 'none: No such file' mimebuild -a none <text >m
	[ ! -s m ]
	expect_error 66 'dir: Is a directory' mimebuild -a dir <text >m
	[ ! -s m ]
	expect_error 66 'dir: Is a directory' mimebuild -m dir <text >m
	[ ! -s m ]
	expect_error 66 'device' mimebuild -a /dev/zero <text >m
	[ ! -s m ]
	expect_error 66 'none' mimebuild -m body.html -i logo.png -i none >m
	[ ! -s m ]
	expect_error 66 'none' mimebuild -m none <text >m
	[ ! -s m ]
	expect_error 66 'Is a directory' mimebuild </ >m
	[ ! -s m ]
	expect_error 74 stdin mimebuild <&- >m
	[ ! -s m ]
	if [ "$(id -u)" -ne 0 ]; then
		chmod 0 data.zip
		expect_error 66 Permission mimebuild -a data.zip <text >m
		[ ! -s m ]
	fi
	# A pipe is as good as a file.
	cat data.zip >fifo &
	built -a fifo
	readmail bytes 2 | cmp - data.zip
	wait
}

@test "a file that changes while it is read ends in an error" {
	truncate -s 8M big
	mkfifo slow
	# When slow is opened, big is open and its first block was read.
	for size in 4M 12M; do
		truncate -s 8M big
		mimebuild -a big -m slow >m 2>err &
		pid=$!
		exec 5>slow
		printf 'x\n' >&5
		truncate -s $size big
		exec 5>&-
		status=0
		wait $pid || status=$?
		[ "$status" -eq 66 ]
		grep -q 'big: changed while it was read' err
		! tail -n 1 m | grep -q -e '--$' || false
	done
}

@test "a message of one part is whole before it is begun" {
	truncate -s 8M big
	mkfifo slow
	cat big >slow &
	mimebuild -M application/zip <slow >m
	wait
	readmail bytes 1 | cmp - big
	# The output is never its own input without end.
	truncate -s 1M m
	expect_error 66 'm: changed while it was read' mimebuild -a big -a m \
	    <text >>m
}

@test "a subject of a megabyte takes no time" {
	printf 'From: a@b\nSubject: %s\n\n' \
	    "$(head -c 500000 /dev/zero | tr '\0' '\344')" >orig
	timeout 10 mimebuild -r orig <text >m
	printf 'From: a@b\nSubject: %s\n\n' \
	    "$(printf '文%.0s' $(seq 100000))" >orig
	timeout 10 mimebuild -r orig <text >m
	[ "$(awk 'length > 78' m)" = '' ]
}

@test "output that cannot be written" {
	expect_error 74 'No space left' mimebuild -a data.zip <text >/dev/full
	expect_error 74 stdout mimebuild <text >&-
	truncate -s 64M big
	expect_error 74 'No space left' mimebuild -a big <text >/dev/full
	mimebuild -a big <text | head -c 10 >/dev/null
	[ "${PIPESTATUS[0]}" -eq 141 ]
}

@test "64 MiB pass in small memory, and so does a big body" {
	need_plain_build
	truncate -s 64M big
	(ulimit -v 8000; mimebuild -a big <text) |
	    sed -n '/^Content-Disposition/,/^--/{/^[A]/p}' |
	    base64 -di | cmp - big
	yes 'a line of text for the body' | head -c 20000000 >body
	(ulimit -v 8000; mimebuild -m body) | sed '1,/^$/d' | cmp - body
}

@test "many attachments" {
	need_plain_build
	args=()
	for i in $(seq 200); do echo $i >f$i; args+=(-a f$i); done
	(ulimit -v 20000; mimebuild "${args[@]}" <text >m)
	[ "$(readmail tree | wc -l)" -eq 202 ]
	readmail bytes 201 | cmp - f200
}

@test "other readers agree" {
	need reformime munpack
	cp data.zip '季度 报告.zip'
	mimebuild -s Hi -m text -m body.html -i logo.png -a data.zip \
	    -a '季度 报告.zip' >m
	reformime -i <m >info
	[ "$(grep -c '^section:' info)" -eq 8 ]
	reformime -s 1.2 -e <m | cmp - data.zip
	reformime -V <m
	mkdir out
	munpack -q -C out <m >/dev/null 2>&1
	cmp out/data.zip data.zip
	cmp out/logo.png logo.png
}

# mutt needs a terminal; its keys come from its configuration.
@test "mutt shows the text and saves the attachment under its name" {
	need mutt script
	mkdir mail
	{
		echo 'From me@example.org Fri Nov 20 10:00:00 2026'
		printf 'Grüße 北京\n-- \n' | mimebuild -f me@example.org \
		    -s 'Grüße, 季度 报告' -N '季度 报告.zip' -a data.zip
		echo
	} >mail/mbox
	cat >rc <<-'END'
		set charset=utf-8 pipe_decode=yes wait_key=no quit=yes move=no
		set folder=.
		push "<view-attachments><next-entry><save-entry><enter><exit>\
		<pipe-message>cat >text<enter><quit>"
	END
	(cd mail && LC_ALL=C.UTF-8 TERM=vt100 timeout 60 script -qec \
		'mutt -n -F ../rc -R -f mbox' /dev/null </dev/null >../screen)
	cmp 'mail/季度 报告.zip' data.zip
	grep -qx 'Subject: Grüße, 季度 报告' mail/text
	grep -qx 'Grüße 北京' mail/text
	grep -qx -e '-- ' mail/text
}

@test "usage" {
	expect_error 64 'unknown option -z' mimebuild -z <text
	expect_error 64 'needs an argument' mimebuild -s <text
	mimebuild --help | grep -q '^usage: mimebuild '
}

@test "the examples of the page" {
	man_examples "$root/man/mimebuild.1"
}
