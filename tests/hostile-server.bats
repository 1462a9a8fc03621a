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

# --- before TLS, and after it

# fake_tls: a TLS helper that encrypts nothing.
fake_tls() {
	cat >tls <<-'EOF'
	#!/bin/sh
	echo 'ok TLSv1.3 FAKE pin=sha256:x subject=a issuer=b notafter=2030' >&3
	exec 3>&-
	cat <&6 &
	exec cat >&7 6<&-
	EOF
	chmod +x tls
}

# over_tls PROTOCOL PROGRAM ARGUMENT...: it demands TLS.
over_tls() {
	local protocol=$1 program=$2
	shift 2
	timeout 30 "$program" -A "$protocol://u@mail.example" -o timeout=1 \
	    -o tls_cmd="$PWD/tls" -o "tunnel=$tunnel" "$@"
}

@test "what was said before TLS is forgotten: capabilities, mailbox, state" {
	fake_tls
	{ printf '%s\n' \
	    'S: * OK [CAPABILITY IMAP4rev1 STARTTLS LITERAL+ AUTH=PLAIN ID] hi' \
	    'S: * 5 EXISTS' 'S: * OK [UIDVALIDITY 1] x' 'C: A1 STARTTLS' \
	    'S: A1 OK [CAPABILITY IMAP4rev1 LITERAL+ AUTH=PLAIN ID] go' \
	    'C: A2 CAPABILITY' 'S: * CAPABILITY IMAP4rev1' 'S: A2 OK done' \
	    'C: A3 LOGIN u "secret"' 'S: A3 OK [CAPABILITY IMAP4rev1] in' \
	    'C: A4 EXAMINE INBOX' 'C* A5 UID FETCH' \
	    'S: A4 OK [READ-ONLY] open' 'S: * 1 FETCH (UID 1 RFC822.SIZE 3)' \
	    'S: A5 OK done'
	    leave A6; } | peer
	over_tls imap imaplist -f uid,octets INBOX | cmp - <(printf '1\t3\n')
	peer_ok
	{ printf '%s\n' 'S: +OK hi <1@x>' 'C: CAPA' \
	    's: +OK\r\nSTLS\r\nSASL PLAIN\r\nPIPELINING\r\n.\r\n' 'C: STLS' \
	    'S: +OK go' 'C: CAPA' 's: +OK\r\nUSER\r\n.\r\n' 'C: USER u' idle \
	    'S: +OK' 'C: PASS secret' idle 'S: +OK' 'C: STAT' 'S: +OK 0 0' \
	    'C: QUIT' 'S: +OK'; } | peer
	over_tls pop3 pop3list -t
	peer_ok
}

@test "no other answer than OK begins TLS, and nothing may stand behind it" {
	local text
	fake_tls
	while IFS='|' read -r status text reply; do
		{ greet STARTTLS | sed 1q
		    printf '%s\n' 'C: A1 STARTTLS' "s: $reply" eof; } | peer
		expect_error "$status" "$text" over_tls imap imaplist
		peer_ok
	done <<-'END'
	69|STARTTLS: no|A1 NO no\r\n
	69|STARTTLS: no|A1 BAD no\r\n
	76|nothing was asked for|A1 PREAUTH\r\n
	76|nothing was asked for|A1 OKAY\r\n
	76|nothing was asked for|A2 OK go\r\n
	75|no answer|* OK go\r\n
	75|no answer|+ go\r\n
	75|ends the session|* BYE\r\n
	76|before TLS|A1 OK go\r\n* CAPABILITY X\r\n
	76|before TLS|A1 OK go\r\n\x16\x03
	END
	while IFS='|' read -r status text reply; do
		{ printf '%s\n' 'S: +OK hi' 'C: CAPA' \
		    's: +OK\r\nSTLS\r\nUSER\r\n.\r\n' 'C: STLS' "s: $reply"
		} | peer
		expect_error "$status" "$text" over_tls pop3 pop3list
		! grep -q 'C: \(USER\|PASS\|AUTH\|CAPA$\)' <(sed 1,3d "$PEER_LOG") ||
			fail "a login without TLS"
	done <<-'END'
	69|STLS|-ERR no\r\n
	76|cannot be read|+OKAY\r\n
	76|STLS|+ go\r\n
	76|before TLS|+OK go\r\n+OK\r\n
	76|before TLS|+OK go\r\n\x16\x03
	END
}

# helper_does STATUS TEXT SCRIPT: what becomes of it.
helper_does() {
	printf '#!/bin/sh\n%s\n' "$3" >tls
	chmod +x tls
	peer </dev/null
	expect_error "$1" "$2" over_tls smtps smtpsend -S </dev/null >out
	[ ! -s out ]
}

@test "a TLS helper that fails in every way: an error, and no secret" {
	helper_does 76 'ended with 0 and reported nothing' 'exec 3>&-; exit 0'
	helper_does 76 'reported nothing' 'printf "ok TLSv1.3" >&3'
	helper_does 76 'reported too much' 'yes x | tr -d "\n" >&3'
	helper_does 76 'reported nonsense' 'printf "fail 0 x\n" >&3'
	helper_does 76 'reported nonsense' 'printf "fail 99999999999 x\n" >&3'
	helper_does 77 ': \x1B[2J' 'printf "fail 77 \033[2J\n" >&3'
	helper_does 75 'ended with 137' 'printf "ok x\n" >&3; kill -9 $$'
	helper_does 75 'timed out' 'while printf x >&3; do sleep 0.3; done'
	rm tls
	expect_error 69 'cannot be run' over_tls smtps smtpsend -S
}

@test "referrals are not followed" {
	{ greet LOGIN-REFERRALS | sed 2q
	    echo 'S: A1 NO [REFERRAL imap://evil.example/] over there'
	    echo eof; } | peer
	expect_error 77 'login refused: over there' call imap imaplist
	peer_ok
	{ greet | sed 2q
	    echo 'S: A1 OK [REFERRAL imap://evil.example/] or there'
	    printf '%s\n' 'C: A2 CAPABILITY' 'S: * CAPABILITY IMAP4rev1' \
		'S: A2 OK' 'C* A3 LIST' 'S: A3 OK'; leave A4; } | peer
	call imap imaplist
	peer_ok
}

# --- what is shown

@test "nothing that a server says plays tricks on a terminal" {
	local tricks='[\0-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae'
	local x='\x1b]0;x\x07\xc2\x9b31m\xe2\x80\xaex\x9b\xff\x7fy'
	while IFS='|' read -r line script; do
		script=${script//@/$x}
		{ case $line in
		  imap*) greet ;;
		  pop3*) printf '%s\n' 'S: +OK' C? \
			's: +OK\r\nUSER\r\nUIDL\r\n.\r\n' C? 'S: +OK' C? 'S: +OK' ;;
		  smtp*) printf '%s\n' 'S: 220' C? 'S: 250-x' 'S: 250 AUTH PLAIN' C? \
			'S: 235' ;;
		  esac
		  tr ';' '\n' <<<"${script//\\x1b]0;/\\x1b]0:}"; } | peer
		# shellcheck disable=SC2086
		MAILPIPE_PASSWORD=secret call $line >out 2>err || true
		cat out err >said
		[ -s said ] || fail "$line says nothing"
		iconv -f utf-8 -t utf-8 said >/dev/null || fail "$line: no UTF-8"
		if LC_ALL=C grep -aP "$tricks" said; then
			fail "$line: $(cat -v said)"
		fi
	done <<-'END'
	smtp smtpsend -l x@y.example|C?;S: 550 @;C?;S: 221
	smtp smtpsend -j x@y.example|C?;S: 250 ok;C?;S: 550 @;C?;S: 250 ok;C?;S: 221
	smtp smtpsend -v x@y.example|C?;S: 250 @;C?;S: 550 @;C?;S: 250 @;C?;S: 221
	smtp smtpsend -x NOOP|C?;S: 250 @;C?;S: 221
	pop3 pop3list|C?;s: +OK\r\n1 3\r\n.\r\n;C?;s: +OK\r\n1 @\r\n.\r\n;C?;S: +OK
	pop3 pop3list -j|C?;s: +OK\r\n1 3\r\n.\r\n;C?;s: +OK\r\n1 @\r\n.\r\n;C?;S: +OK
	pop3 pop3retr 1|C?;S: -ERR @;C?;S: +OK
	pop3 pop3dele -N 1|C?;S: -ERR @;C?;S: +OK
	imap imaplist|C?;S: * LIST (@) "/" "@";S: A2 NO @
	imap imaplist -j|C?;S: * LIST (@) "@" "@";S: * LIST () NIL &ABs-&IC4-;S: A2 NO @
	imap imaplist box|C?;C?;S: A2 OK;S: * 1 FETCH (UID 1 FLAGS (@) INTERNALDATE "@");S: A3 NO @
	imap imapretr INBOX 1|C?;C?;S: A2 NO [@] @;S: A3 NO
	imap imapflag INBOX +seen 1|C?;C?;S: A2 NO [ALERT] @;S: A3 NO
	imap imapmove INBOX B 1|C?;C?;S: A2 NO @;S: A3 NO
	imap imapappend INBOX|C?;S: A2 NO @
	imap imapwait INBOX|C?;S: A2 NO @
	imap imapsh -c noop|C?;S: * X @ "@";S: A2 NO @
	END
}

# --- names and numbers

@test "a mailbox's name cannot be a second command, in any program" {
	local name
	for name in $'a\r\nA3 DELETE INBOX' $'a\nb' ''; do
		{ greet; echo eof; } | peer
		expect_status 64 call imap imaplist "$name" 2>err
		expect_status 64 call imap imapretr "$name" 1 2>err
		expect_status 64 call imap imapflag "$name" +seen 1 2>err
		expect_status 64 call imap imapmove INBOX "$name" 1 2>err
		expect_status 64 call imap imapappend "$name" 2>err
		expect_status 64 call imap imapwait "$name" 2>err
	done
	while read -r name wire; do
		{ greet; printf '%s\n' 'C* A2 EXAMINE' C? 'S: A2 NO no' 'S: A3 NO'
		} | peer
		expect_status 69 call imap imaplist "$name" 2>err
		client_sent | grep -qxF "A2 EXAMINE $wire" || fail "$name"
	done <<-'END'
	a{5} "a{5}"
	{5+} "{5+}"
	* "*"
	"\ "\"\\"
	& "&-"
	&AAo- "&-AAo-"
	END
}

@test "UIDs and counts that cannot be are none" {
	{ greet; printf '%s\n' C? C?; opened A2
	    for uid in 0 4294967296 18446744073709551617 -1 NIL '(1)' '"1"' ''; do
		echo "S: * 1 FETCH (UID $uid RFC822.SIZE 1)"
	    done
	    printf 'S: * %s\n' 'VANISHED (EARLIER) 1:4294967295' 'VANISHED 7' \
		'0 EXPUNGE' '18446744073709551616 EXISTS' 'FETCH' 'FETCH ()' \
		'9 FETCH' '5 FETCH (UID 7 RFC822.SIZE -1 FLAGS ((()) NIL))'
	    echo 'S: A3 OK done'; leave A4; } | peer
	call imap imaplist -f uid,octets INBOX | cmp - <(printf 'v1699.7\t\n')
	peer_ok
}
