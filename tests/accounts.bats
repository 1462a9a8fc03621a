# SPDX-License-Identifier: ISC
# Which account a program uses, what it believes of a file, and that a
# password stays where it belongs.
load lib

setup() {
	export MAILPIPE_CONFIG=$PWD/accounts
	printf '%s\n' 'From: Me <me@a.example>' 'To: x@y.example' \
	    'Subject: hi' '' 'hello' >msg
	plain=$(printf '\0me\0hunter2' | b64 -w 0)
	peer </dev/null # sets $tunnel
	{ echo 'S: 220 peer.example'; echo 'C* EHLO'
	    printf '%s\n' 'S: 250-peer.example' 'S: 250 AUTH PLAIN' \
	    "C: AUTH PLAIN $plain" 'S: 235 ok' 'C: QUIT' 'S: 221 bye'
	} | peer
}

# accounts MODE <TEXT: writes the accounts file.
accounts() {
	cat >accounts
	chmod "$1" accounts
}

# uses LINE OPTION...: the dry run prints this line.
uses() {
	local line=$1
	shift
	smtpsend -n "$@" x@y.example <msg >out
	grep -Fqx -e "$line" out || fail "no \"$line\" in: $(cat out)"
}

# logs_in COMMAND...: it sends the password hunter2 to the peer.
logs_in() {
	"$@" >out
	grep -q 'login.PLAIN' out || fail "no login: $(cat out)"
	peer_ok
}

# show OPTION...: logs in at the peer, in the clear, and prints its offers.
show() {
	smtpsend -S -A smtp+plain://me@peer.example -o tunnel="$tunnel" "$@"
}

# lacks TEXT FILE...: a "!" alone would fail no test.
lacks() {
	if grep -aF -e "$@"; then fail "there is \"$1\" in: ${*:2}"; fi
}

# --- the choice

@test "the account: -A, variables, the sender, the first with a server" {
	accounts 600 <<-'END'
	[mailbox]
	pop3 = pop3s://me@p.example
	[one]
	smtp = smtps://one.example
	[two]
	from = Two <me@a.example>
	smtp = smtps://two.example
	[three]
	from = three@a.example
	smtp = smtps://three.example
	END
	uses 'smtp = smtps://two.example'
	uses 'smtp = smtps://three.example' -f three@a.example
	uses 'smtp = smtps://one.example' -f four@a.example
	uses 'smtp = smtps://one.example' -A one
	uses 'smtp = smtps://url.example' -A smtps://url.example
	export MAILPIPE_SMTP=smtps://variable.example
	uses 'smtp = smtps://variable.example'
	export MAILPIPE_ACCOUNT=three
	uses 'smtp = smtps://three.example'
	uses 'smtp = smtps://one.example' -A one
	uses 'smtp = smtps://o.example' -o smtp=smtps://o.example
	expect_error 78 'four: no account' smtpsend -n -A four x@y.example <msg
	expect_error 78 'mailbox has no smtp' \
	    smtpsend -n -A mailbox x@y.example <msg
}

@test "no account at all: 78 and what to do" {
	unset MAILPIPE_CONFIG
	[ ! -e /etc/mailpipe/accounts ] || skip "the system has accounts"
	expect_error 78 'mailpipe-accounts(5)' smtpsend -n x@y.example <msg
	mkdir -p .config/mailpipe
	printf '[a]\nsmtp = smtps://own.example\n' >.config/mailpipe/accounts
	uses 'smtp = smtps://own.example'
	export XDG_CONFIG_HOME=$PWD/xdg
	expect_error 78 'mailpipe-accounts(5)' smtpsend -n x@y.example <msg
}

@test "-o counts more than the file, a wrong one is a usage error" {
	printf '[a]\nsmtp = smtps://me@h.example\ntimeout = 5\n' | accounts 600
	uses 'timeout = 7' -o timeout=6 -o timeout=7
	uses 'user = you' -o user=you
	smtpsend -n -o timeout= x@y.example <msg >out
	lacks timeout out
	expect_error 64 'timeout: is a number' \
	    smtpsend -n -o timeout=soon x@y.example <msg
	expect_error 64 'unknown key colour' \
	    smtpsend -n -o colour=red x@y.example <msg
	expect_error 64 '-A: a password does not belong' \
	    smtpsend -n -A smtps://me:hunter2@h.example x@y.example <msg
	lacks hunter2 err
}

@test "a line that is wrong is named with its file and number" {
	printf '[a]\nsmtp = smtps://h.example\ncolour = red\n' | accounts 600
	expect_error 78 "$PWD/accounts:3: unknown key colour" \
	    smtpsend -n x@y.example <msg
	printf '[a]\nsmtp = smtps://me:hunter2@h.example\n' | accounts 600
	expect_error 78 "accounts:2: smtp: a password does not belong" \
	    smtpsend -n x@y.example <msg
	lacks hunter2 err
}

@test "an LMTP server is not mistaken for an SMTP one" {
	expect_error 75 'absent/lmtp: ' \
	    smtpsend -A lmtp:///absent/lmtp x@y.example <msg
}

# --- who is believed

@test "a pass that others can read, a command that others can write: 78" {
	printf '[a]\nsmtp = smtps://h.example\npass = hunter2\n' | accounts 640
	expect_error 78 'others can read it' smtpsend -n x@y.example <msg
	chmod 604 accounts
	expect_error 78 'others can read it' smtpsend -n x@y.example <msg
	chmod 400 accounts
	uses 'smtp = smtps://h.example'
	lacks hunter2 out
	printf '[a]\nsmtp = smtps://h.example\n[b]\ntunnel = touch evil\n' |
	    accounts 664
	expect_error 78 'others can write it' smtpsend -n x@y.example <msg
	chmod 644 accounts
	uses 'smtp = smtps://h.example'
	[ ! -e evil ]
}

@test "a FIFO, a directory, an endless file are no accounts file" {
	mkfifo accounts
	expect_error 78 'not a regular file' smtpsend -n x@y.example <msg
	rm accounts
	mkdir accounts
	expect_error 78 'not a regular file' smtpsend -n x@y.example <msg
	rmdir accounts
	ln -s accounts accounts
	expect_error 78 'accounts' smtpsend -n x@y.example <msg
	export MAILPIPE_CONFIG=/dev/zero
	expect_error 78 'not a regular file' smtpsend -n x@y.example <msg
}

# --- passwords

@test "a password from the environment, a command, the file, .netrc" {
	MAILPIPE_PASSWORD=hunter2 logs_in show -o pass_cmd='echo wrong'
	rm peer.log
	logs_in show -o pass_cmd='echo hunter2; echo comment'
	rm peer.log
	printf 'machine peer.example login me password hunter2\n' >.netrc
	chmod 600 .netrc
	logs_in show
	rm peer.log .netrc
	accounts 600 <<-END
	[a]
	smtp = smtp+plain://me@peer.example
	tunnel = $tunnel
	pass = hunter2
	END
	logs_in smtpsend -S
}

# no_login TEXT COMMAND...: it ends with 78, and the server is not called.
no_login() {
	rm -f peer.log
	expect_error 78 "$@"
	[ ! -e peer.log ]
}

@test "one section, one command, for the servers of both protocols" {
	printf '%s\n' 'S: +OK' 'C: CAPA' 'S: -ERR' 'C: USER me@a.example' \
	    'S: +OK' 'C: PASS pop3,pop.example,me@a.example' 'S: +OK' \
	    'C: STAT' 'S: +OK 2 300' 'C: QUIT' 'S: +OK' >peer.script
	accounts 600 <<-END
	[smtp alone]
	smtp = smtps://h.example
	[both]
	user = me@a.example
	smtp = smtps://smtp.example
	pop3 = pop3+plain://pop.example
	pass_cmd = echo "\$MAIL_PROTOCOL,\$MAIL_HOST,\$MAIL_USER"
	tunnel = $tunnel
	END
	pop3list -t >out
	peer_ok
	printf '2\t300\n' | cmp - out
	expect_error 78 'smtp alone has no pop3' pop3list -A 'smtp alone'
	expect_error 64 '-A: is not the URL of a' \
	    pop3list -A smtps://me@h.example
}

@test "no password: 78 before the server is called" {
	no_login 'no password for me at peer.example' \
	    setsid smtpsend -S -A smtp+plain://me@peer.example \
	    -o tunnel="$tunnel"
	no_login 'pass_cmd: failed with status 3' show -o pass_cmd='exit 3'
	no_login 'no password for me at peer.example' \
	    setsid pop3list -A pop3+plain://me@peer.example \
	    -o tunnel="$tunnel"
	no_login 'pass_cmd: failed with status 3' pop3list \
	    -A pop3+plain://me@peer.example -o pass_cmd='exit 3' \
	    -o tunnel="$tunnel"
	# There is no such host, which is not found out.
	no_login 'pass_cmd: failed with status 3' imaplist \
	    -A imap+plain://me@none.invalid -o pass_cmd='exit 3'
	MAILPIPE_PASSWORD='' no_login 'the password is empty' show
	MAILPIPE_PASSWORD=$'a\nb' no_login 'CR, LF or NUL' show
	printf 'machine peer.example login me password hunter2\n' >.netrc
	chmod 644 .netrc
	no_login '.netrc: has a password and others can read' show
	lacks hunter2 err
}

@test "a password cannot be given on the command line" {
	expect_error 64 '-o pass: others see' show -o pass=hunter2
	lacks hunter2 err
}

# What runs beside us could see it: the tunnel's own environment, and ours.
@test "no child and no trace has the password, nor has /proc" {
	cat >spy <<-END
	env >env.child
	cat /proc/\$PPID/environ /proc/\$PPID/cmdline >proc.parent
	exec $tunnel
	END
	export MAILPIPE_PASSWORD=hunter2
	smtpsend -S -v -A smtp+plain://me@peer.example \
	    -o tunnel="sh $PWD/spy" >out 2>err
	peer_ok
	grep -qx 'C: AUTH PLAIN \*\*\*' err
	grep -q MAILPIPE_CONFIG env.child
	[ ! -e /proc/self/environ ] || grep -q smtpsend proc.parent
	lacks hunter2 out err env.child proc.parent
	lacks "$plain" out err env.child proc.parent
}

@test "the password is in no program's arguments and no file" {
	need_plain_build
	need strace
	export MAILPIPE_PASSWORD=hunter2
	smtpsend --version >/dev/null
	strace -f -v -s 4096 -e trace=execve,openat,write -o trace \
	    "$(command -v smtpsend)" -S -A smtp+plain://me@peer.example \
	    -o tunnel="exec $tunnel" >out
	peer_ok
	grep -q '/peer' trace
	sed -n '1!p' trace | grep execve >children
	lacks hunter2 children
	lacks "$plain" children
	lacks MAILPIPE_PASSWORD children
	grep openat trace >opened
	lacks hunter2 opened
	lacks 'write(2' trace
}

@test "a password that is typed is not shown" {
	need python3
	python3 "$root/tests/typed.py" 'Password for me at peer.example: ' hunter2 \
	    smtpsend -S -A smtp+plain://me@peer.example \
	    -o tunnel="touch called; $tunnel" >shown
	[ -e called ]
	peer_ok
	lacks hunter2 shown
}

# --- the manual

@test "the accounts of the manual's examples are sound" {
	sed -n '/^\.Bd -literal/,/^\.Ed/p' "$root/man/mailpipe-accounts.5" |
	    grep -v -e '^\.' -e smtpsend | accounts 600
	for name in qq 163 campus local; do
		smtpsend -n -A "$name" x@y.example <msg >out
	done
	expect_error 78 'far has no smtp' smtpsend -n -A far x@y.example <msg
	uses 'smtp = smtps://me@qq.com@smtp.qq.com' \
	    -A smtps://me@qq.com@smtp.qq.com
}

@test "every key of the manual is a key" {
	sed -n '/^The keys are:/,/^\.Ss/s/^\.It Cm //p' \
	    "$root/man/mailpipe-accounts.5" | tr -d ' ' | tr , '\n' >keys
	[ "$(wc -l <keys)" -gt 15 ]
	while read -r key; do
		printf '[a]\n%s\n' "$key =" | accounts 600
		expect_error 78 "accounts:2: $key has no value" \
		    smtpsend -n x@y.example <msg
	done <keys
}
