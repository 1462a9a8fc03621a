# SPDX-License-Identifier: ISC
# From one end to the other: written by mimebuild, sent by smtpsend to
# Postfix, fetched by pop3retr from Dovecot, read by mimeparse; and by
# programs that are not ours.
load lib
load servers

setup() {
	need_servers
	export MAILPIPE_PASSWORD=secret
	subject=中文主题：季度报告，请查收，谢谢大家的支持与合作
	smtp="smtps://ann@localhost:$SMTPS_PORT"
	printf '你好，\n.一个点\nFrom the body\n\n再见 😀\n' >body.txt
	printf '<p>你好 <img src="cid:图.png"></p>\n' >body.html
	head -c 20000 /dev/urandom >图.png
	head -c 4000000 /dev/urandom >报告.bin
	if command -v zip >/dev/null; then
		zip -q 季度报告.zip 报告.bin
	else
		cp 报告.bin 季度报告.zip
	fi
	mkdir saved
}

# build TO: the message of the tests.
build() {
	mimebuild -s "$subject" \
		-f '张三 <ann@example.org>' -m body.txt -m body.html \
		-i 图.png -a 季度报告.zip "$1@example.org"
}

# fetch USER [OPTION...]
fetch() {
	local user=$1
	shift
	mail_of "$user" 1 >/dev/null
	pop3retr -A "pop3s://$user@localhost:$POP3S_PORT" \
		-o tls_ca="$SERVERS_CA" "$@" 1
}

@test "over SMTPS with AUTH LOGIN, and back by POP3S" {
	build pipe1 | smtpsend -t -A "$smtp" -o auth=login \
		-o tls_ca="$SERVERS_CA" -v 2>trace
	grep -q 'AUTH LOGIN' trace
	fetch pipe1 >mail
	mimeparse -x -C saved <mail
	cmp 季度报告.zip saved/季度报告.zip
	cmp 图.png saved/图.png
	[ "$(mimeparse -h subject <mail)" = "$subject" ]
	mimeparse -p text/plain <mail | tr -d '\r' | cmp - body.txt
	mimeparse -p text/html <mail | tr -d '\r' | cmp - body.html
	mimeparse -b <mail | cmp - body.txt
}

@test "the same by STARTTLS and STLS, and PLAIN" {
	build pipe2 | smtpsend -t -A "smtp+starttls://ann@localhost:$SMTP_PORT" \
		-o tls_ca="$SERVERS_CA"
	mail_of pipe2 1 >/dev/null
	pop3retr -A "pop3+starttls://pipe2@localhost:$POP3_PORT" \
		-o tls_ca="$SERVERS_CA" 1 | mimeparse -x -C saved
	cmp 季度报告.zip saved/季度报告.zip
}

@test "what was sent and what comes back differ by the trace alone" {
	build pipe3 >sent
	smtpsend -t -A "$smtp" -o tls_ca="$SERVERS_CA" <sent
	fetch pipe3 | sed '1,/^From: /{/^From: /!d;}' | cmp - \
		<(sed '1,/^From: /{/^From: /!d;}' sent)
}

@test "Python's email package reads the same" {
	need python3
	build pipe4 | smtpsend -t -A "$smtp" -o tls_ca="$SERVERS_CA"
	fetch pipe4 >mail
	python3 - "$subject" <<-'EOF'
	import email, email.policy, sys
	m = email.message_from_binary_file(open("mail", "rb"),
	                                   policy=email.policy.default)
	def same(part, name):
	    assert part.get_content_type() and not part.defects, part.defects
	    data = part.get_payload(decode=True)
	    if part.get_content_maintype() == "text":
	        data = data.replace(b"\r\n", b"\n")
	    assert data == open(name, "rb").read(), name
	assert not m.defects, m.defects
	assert m["Subject"] == sys.argv[1]
	assert m["From"].addresses[0].display_name == "张三"
	same(m.get_body(("plain",)), "body.txt")
	same(m.get_body(("html",)), "body.html")
	named = {p.get_filename(): p for p in m.walk() if p.get_filename()}
	assert set(named) == {"图.png", "季度报告.zip"}, named
	for name in named:
	    same(named[name], name)
	EOF
}

@test "mutt reads the same, and saves the attachment by its name" {
	need mutt script
	build pipe5 | smtpsend -t -A "$smtp" -o tls_ca="$SERVERS_CA"
	mkdir -p mutt/box/new mutt/box/cur mutt/box/tmp
	fetch pipe5 >mutt/box/new/1.a.b
	cd mutt
	cat >muttrc <<-'EOF'
	set charset=utf-8 wait_key=no quit=yes move=no folder=. pipe_decode
	macro index Z "<pipe-message>cat >text<enter><view-attachments>Z"
	macro attach Z "<last-entry><save-entry><enter><exit><quit>"
	push Z
	EOF
	TERM=vt100 LC_ALL=C.UTF-8 timeout 20 script -qec \
		"mutt -F muttrc -f box" /dev/null >screen </dev/null
	grep -qx "Subject: $subject" text
	grep -q '^From: 张三 <ann@example.org>$' text
	grep -q '再见 😀' text
	cmp ../季度报告.zip 季度报告.zip
}
