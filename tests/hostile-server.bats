# SPDX-License-Identifier: ISC
# What a server may do to every program that calls one; what it can do to a
# single one stands with that.
load lib
load imap

setup() {
	printf '%s\n' 'From: me@a.example' 'To: x@y.example' '' hello >msg
	# set by `... | peer`; set here for those who do without it
	tunnel=
}

# each_program: the command lines of all, one a line, each for its protocol.
each_program() {
	cat <<-'END'
	smtp smtpsend -f me@a.example x@y.example
	pop3 pop3list
	pop3 pop3retr 1
	pop3 pop3dele -N 1
	pop3 pop3sh
	imap imaplist
	imap imaplist INBOX
	imap imapretr INBOX 1
	imap imapflag INBOX +seen 1
	imap imapmove INBOX Other 1
	imap imapappend INBOX
	imap imapwait INBOX
	imap imapsh -c noop
	END
}

# call PROTOCOL PROGRAM ARGUMENT...: it, at $tunnel, for a second at most.
call() {
	local protocol=$1 program=$2
	shift 2
	timeout 30 "$program" -A "$protocol+plain://u@mail.example" -o timeout=1 \
	    -o "tunnel=$tunnel" "$@" <msg
}

# dripping TEXT [REPLY...]: a server that says it at once, each reply after
# another line of the client, and then more, byte by byte, for ever.
dripping() {
	local file=$PWD/server${#calls[@]}
	printf '%s\n' "printf '$1'" >"$file"
	shift
	[ $# -eq 0 ] || printf "read -r line; printf '%s'\n" "$@" >>"$file"
	echo 'while printf x; do sleep 0.3; done' >>"$file"
	tunnel="sh '$file'"
}

# expect_end COMMAND...: in the background, and in a directory of its own, a
# call that ends by the timeout, with nothing on stdout.
expect_end() {
	local dir=${#calls[@]}
	mkdir "$dir"
	cp msg "$dir"
	(cd "$dir" && expect_error 75 'no answer within 1 seconds' "$@" >out
		[ ! -s out ]) &
	calls+=($!)
}

all_ended() {
	for call in "${calls[@]}"; do wait "$call"; done
}

@test "a greeting that comes byte by byte for ever: 75" {
	calls=()
	dripping ''
	while read -r line; do
		# shellcheck disable=SC2086
		expect_end call $line
	done < <(each_program)
	all_ended
}

@test "replies and texts that come byte by byte for ever: 75" {
	local text line
	calls=()
	for text in A2 '* 1 FETCH (' '* 1 FETCH (UID 1 BODY[] {9999}\r\n'; do
		dripping '* OK [CAPABILITY IMAP4rev1] hi\r\nA1 OK in\r\n'"$text"
		expect_end call imap imapretr INBOX 1
	done
	for line in 'pop3list 1 ' 'pop3retr a: b\r\n'; do
		dripping '+OK hi\r\n' '+OK\r\nUSER\r\nUIDL\r\n.\r\n' \
		    '+OK\r\n' '+OK\r\n' "+OK\r\n${line#* }"
		expect_end call pop3 "${line%% *}" 1
	done
	all_ended
}

@test "what comes without end before the login: 76" {
	need_plain_build
	ulimit -v 100000
	local line
	for line in '* OK hi' '* CAPABILITY IMAP4rev1' '* 1 EXISTS' '+ go on' \
	    "* X $(head -c 1000 /dev/zero | tr '\0' '(')"; do
		{ greet | sed 2q; echo "flood: $line"; } | peer
		expect_error 76 'mail.example: ' call imap imaplist
		{ greet | sed 1q; echo C?; echo "flood: $line"; } | peer
		expect_error 76 'mail.example: ' call imap imapwait INBOX
	done
	{ greet | sed 1q; printf '%s\n' C? 's: * X {99999999}\r\n' 'flood: x'
	} | peer
	expect_error 76 'too much' call imap imaplist
}

@test "alerts: some are shown, none of the time before TLS" {
	{ for i in {1..200}; do echo "S: * OK [ALERT] \\x1B[2J $i"; done
	} >alerts
	{ greet; cat alerts; printf '%s\n' 'C* A2 LIST' 'S: A2 OK done'
	    leave A3; } | peer
	call imap imaplist 2>err
	[ "$(wc -l <err)" -eq 100 ]
	sed 1q err | cmp - <(echo 'imaplist: mail.example: \x1B[2J 1')
	{ greet STARTTLS | sed 1q; cat alerts
	    printf '%s\n' 'C: A1 STARTTLS' 'S: A1 NO'; } | peer
	expect_error 69 STARTTLS imaplist -A imap://u@mail.example \
	    -o tunnel="$tunnel"
}
