# SPDX-License-Identifier: ISC
# What every program must survive, whatever its job: each test goes through
# all of them.  A filter reads stdin and writes stdout; a program that is
# new must be told apart here.
load lib

# Command lines of filters, each run with what `sample` gives as its input.
filters='
b64
b64 -d
b64 -u -w 0
qp
qp -b
qp -d
mimebuild -s hello -f a@example.org b@example.org
mimeparse
mimeparse -l
mimeparse -j
mimeparse -b
mimeparse -p 1
mimeparse -h from:subject
smtpsend -n -f a@example.org -A smtp+plain://127.0.0.1 b@example.org
'
others='
imapappend
imapflag
imaplist
imapmove
imapretr
imapsh
imapwait
mailsend
pop3dele
pop3list
pop3retr
pop3sh
smtpq
tlspipe
'

setup() {
	programs=
	for source in "$root"/bin/*.c; do
		name=$(basename "$source" .c)
		[ ! -x "$root/bin/$name" ] || programs+=" $name"
	done
	# What must be the same twice, is.
	export SOURCE_DATE_EPOCH=1700000000 EMAIL=a@example.org
}

# each_filter: the filters that are built, a line each.
each_filter() {
	local line
	while read -r line; do
		[ -n "$line" ] && [ -x "$root/bin/${line%% *}" ] || continue
		echo "$line"
	done <<<"$filters"
}

# sample COMMAND: a small input that the command line takes.
sample() {
	case $1 in
	'b64 -d'*) printf 'aGVsbG8K\naGVsbG8=\n' ;;
	'qp -d'*) printf 'caf=C3=A9 =\nau lait\n' ;;
	b64* | qp*) printf 'caf\303\251 \r\nau\0lait' ;;
	mimebuild*) printf 'caf\303\251 au lait\n.\nFrom here\n' ;;
	*) message ;;
	esac
}

message() {
	cat <<-'END'
	From: Ann <a@example.org>
	To: b@example.org
	Date: Tue, 14 Nov 2023 22:13:20 +0000
	Message-ID: <1@example.org>
	Subject: =?UTF-8?Q?caf=C3=A9?=
	MIME-Version: 1.0
	Content-Type: multipart/mixed; boundary=b

	--b
	Content-Type: text/plain; charset=utf-8

	hello
	--b
	Content-Type: application/octet-stream; name=a.bin
	Content-Transfer-Encoding: base64

	AAECAwQ=
	--b--
	END
}

# large COMMAND MIB: as much input of the kind that it takes.
large() {
	case $1 in
	mimeparse* | smtpsend*)
		printf 'From: a@example.org\nTo: b@example.org\n'
		printf 'Date: Tue, 14 Nov 2023 22:13:20 +0000\n'
		printf 'Message-ID: <1@example.org>\n\n' ;;
	esac
	case $1 in
	'b64 -d'*) yes YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh ;;
	*) yes 'a line of an ordinary text that goes on for sixty-three bytes.' ;;
	esac | head -n "$(($2 * 16384))"
}

# status_of COMMAND...: its exit status, on stdout's place.
status_of() {
	local status=0
	"$@" || status=$?
	echo "$status" >status
}

# is STATUS... : what status_of found is one of them.
is() {
	local want status
	read -r status <status
	for want; do [ "$status" != "$want" ] || return 0; done
	fail "$what: status $status, not $*; stderr: $(cat err 2>/dev/null)"
}

# complains: stderr is one line, that of the program, and plain text.
complains() {
	[ "$(wc -l <err)" -eq 1 ] ||
		fail "$what: not one line on stderr: $(cat err)"
	grep -q "^${what%% *}: " err || fail "$what: stderr: $(cat err)"
	! grep -q '[[:cntrl:]]' err || fail "$what: control bytes on stderr"
}

quiet() {
	[ ! -s err ] || fail "$what: stderr: $(cat err)"
}

# plain COMMAND: what it makes of its sample when nothing is in its way.
plain() {
	sample "$1" >in
	status_of $1 <in >plain.out 2>err
	is 0
}

@test "every program is known here as a filter or not" {
	for program in $programs; do
		grep -q "^$program\( \|$\)" <<<"$filters$others" ||
			fail "$program is in no list"
	done
}

@test "--help and --version: on stdout, 0" {
	for what in $programs; do
		for option in --help --version; do
			status_of $what $option >out 2>err </dev/null
			is 0
			quiet
			[ -s out ]
		done
		$what --help | head -n 1 | grep -q "^usage: $what "
	done
}

@test "--help with stdout full or closed: 74" {
	for what in $programs; do
		status_of $what --help >/dev/full 2>err
		is 74
		complains
		status_of $what --help 2>err >&-
		is 74
		complains
	done
}

@test "an unknown option: 64, and nothing on stdout" {
	for what in $programs; do
		for option in -% --nonesuch; do
			status_of $what $option >out 2>err </dev/null
			is 64
			complains
			[ ! -s out ]
		done
	done
}

@test "stderr full or closed changes no status, and stdout gets no error" {
	for what in $programs; do
		status_of $what -% >out 2>/dev/full </dev/null
		is 64
		status_of $what -% >out 2>&- </dev/null
		is 64
		[ ! -s out ]
	done
}

@test "an operand that is no file, hostile to the terminal, or very long" {
	long=$(head -c 100000 /dev/zero | tr '\0' x)
	each_filter | grep -E '^(b64|qp|mimeparse)' | while read -r what; do
		for name in nonesuch $'\e[31m\n\x9b' "$long"; do
			status_of $what "$name" >out 2>err </dev/null
			is 66
			complains
		done
		status_of $what . >out 2>err </dev/null
		is 66
		complains
	done
}

@test "stdin a directory: 66; stdin closed: no success" {
	each_filter | while read -r what; do
		status_of $what </ >out 2>err
		is 66
		complains
		status_of $what <&- >out 2>err
		is 66 74
		complains
	done
}

@test "stdout full or closed: 74" {
	each_filter | while read -r what; do
		plain "$what"
		status_of $what <in >/dev/full 2>err
		is 74
		complains
		status_of $what <in 2>err >&-
		is 74
		complains
	done
}

@test "a file that may not grow: 74 and a line, and no signal" {
	while read -r what; do
		plain "$what"
		said=$( (ulimit -f 0 && exec $what <in >limited) 2>&1 ||
		    echo "status $?")
		[ "$(wc -l <<<"$said")" -eq 2 ] &&
			[ "${said##*$'\n'}" = 'status 74' ] ||
			fail "$what: $said"
	done < <(each_filter)
}

@test "a limit on the size of files: 74, or SIGXFSZ" {
	each_filter | grep -v '^smtpsend' | while read -r what; do
		large "$what" 2 >in
		(trap '' XFSZ; ulimit -f 1; exec $what <in >out 2>/dev/null) ||
			echo $? >status
		case $what in
		mimeparse\ -[lh]*) continue ;;
		esac
		is 74 73 153
	done
}

@test "filters die of SIGPIPE, silently" {
	each_filter | grep -v '^smtpsend\|^mimeparse -[lh]' |
	while read -r what; do
		large "$what" 2 >in
		(status_of $what <in 2>err) | true
		is 141
		quiet
	done
}

@test "one byte at a time: the same output" {
	each_filter | while read -r what; do
		plain "$what"
		drip in | $what >out
		cmp plain.out out || fail "$what"
	done
}

@test "stdin and stdout that do not block: the same output" {
	need python3
	cat >unblocked.py <<-'EOF'
	import os, sys
	os.set_blocking(0, False)
	os.set_blocking(1, False)
	os.execvp(sys.argv[1], sys.argv[1:])
	EOF
	each_filter | while read -r what; do
		large "$what" 1 >in
		$what <in >plain.out
		{ head -c 1000 in; sleep 0.1; tail -c +1001 in; } |
			python3 unblocked.py $what |
			{ sleep 0.1; cat; } >out
		cmp plain.out out || fail "$what"
	done
}

@test "no environment at all: the same output" {
	each_filter | grep -v '^mimebuild' | while read -r what; do
		plain "$what"
		env -i "$root/bin/${what%% *}" ${what#"${what%% *}"} <in >out
		cmp plain.out out || fail "$what"
	done
	for what in $programs; do
		status_of env -i "$root/bin/$what" -% 2>err </dev/null
		is 64
	done
}

@test "argv[0] empty" {
	each_filter | while read -r what; do
		plain "$what"
		(exec -a '' "$root/bin/${what%% *}" ${what#"${what%% *}"}) \
			<in >out || fail "$what"
		cmp plain.out out || fail "$what"
	done
	for what in $programs; do
		status_of bash -c 'exec -a "" "$0" -%' "$root/bin/$what" \
			2>err </dev/null
		is 64
	done
}

@test "empty input: an answer, and no crash" {
	each_filter | while read -r what; do
		status_of $what </dev/null >out 2>err
		is 0 65
		[ "$(cat status)" -eq 0 ] || complains
	done
}

@test "every byte there is, NUL and 8-bit, in any order" {
	for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do
		for j in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do
			printf "\\x$i$j"
		done
	done >bytes
	{ cat bytes bytes; rev bytes 2>/dev/null || true; } >all
	each_filter | while read -r what; do
		for file in bytes all; do
			status_of $what <$file >out 2>err
			is 0 65
			! grep -q '[[:cntrl:]]' err ||
				fail "$what: control bytes on stderr"
		done
	done
}

@test "input that was cut at any byte" {
	each_filter | while read -r what; do
		sample "$what" >in
		size=$(wc -c <in)
		for ((n = 0; n < size; n += 1 + size / 97)); do
			head -c "$n" in | status_of $what >out 2>err
			is 0 65
		done
	done
}

@test "few file descriptors: the same output, or an error" {
	each_filter | while read -r what; do
		plain "$what"
		for n in 4 5 6 8; do
			status_of sh -c 'ulimit -n "$0" && exec "$@"' "$n" $what \
				<in >out 2>err 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
			if [ "$(cat status)" = 0 ]; then
				cmp plain.out out || fail "$what: $n"
			else
				is 66 71 73 74 75
				complains
			fi
		done
	done
}

@test "large input in little memory" {
	need_plain_build
	each_filter | while read -r what; do
		large "$what" 48 | (
			ulimit -v 24000
			status_of $what >/dev/null 2>err
		)
		# -j says so when it cuts a body
		[ "$what" = 'mimeparse -j' ] && is 65 || is 0
	done
}

@test "no directory for temporary files" {
	export TMPDIR=/nonexistent
	each_filter | while read -r what; do
		plain "$what"
		large "$what" 3 >in
		status_of $what <in >out 2>err
		[ "$what" != 'mimeparse -j' ] || is 65
		[ "$(cat status)" -eq 0 ] || { is 65 73; complains; }
	done
}

@test "a signal ends it at once" {
	need python3
	cat >signals.py <<-'EOF'
	import signal, subprocess, sys
	ends = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
	def default():
	    for s in ends:
	        signal.signal(s, signal.SIG_DFL)
	for s in ends:
	    p = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE,
	                         preexec_fn=default)
	    p.send_signal(s)
	    if p.wait(20) != -s:
	        sys.exit("%s: %s" % (s, p.returncode))
	EOF
	each_filter | while read -r what; do
		python3 signals.py $what >out 2>err || fail "$what: $(cat err)"
	done
}
