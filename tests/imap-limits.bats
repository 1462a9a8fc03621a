# SPDX-License-Identifier: ISC
# Replies without measure, at the programs: they end, and take little memory.
load lib
load imap

# flood COMMAND: a server that answers UID FETCH by what the command prints.
flood() {
	cat >server <<-END
	printf '* OK [CAPABILITY IMAP4rev1 SORT] x\r\n'; read a
	printf 'A1 OK [CAPABILITY IMAP4rev1 SORT] x\r\n'; read a; read a
	printf '* OK [UIDVALIDITY 1] x\r\nA2 OK x\r\n'
	$1
	printf 'A3 OK x\r\n'; read a
	END
	tunnel="sh '$PWD/server' 2>/dev/null"
}

# bounded STATUS TEXT: what the programs make of it in 20 MB.
bounded() {
	local command
	for command in 'imaplist INBOX' 'imapretr INBOX 7'; do
		# shellcheck disable=SC2086
		(ulimit -v 20000 -t 10
		expect_status "$1" at_peer $command >out 2>err)
		[ -z "$2" ] || grep -q "$2" err || fail "$command: $(cat err)"
	done
}

@test "literals of four gibibytes and more, that do not come" {
	need_plain_build
	local n
	for n in 4294967296 9223372036854775808 18446744073709551615; do
		flood "printf '* 1 FETCH (UID 7 BODY[] {$n}\\r\\nabc'; exit"
		bounded 75 'connection lost'
		flood "printf '* 1 FETCH (UID 7 FLAGS {$n}\\r\\nabc'; exit"
		bounded 75 'connection lost'
	done
	flood "printf '* LIST () {18446744073709551616}\\r\\nabc'"
	bounded 76 'no number'
}

@test "a hundred thousand parentheses" {
	need_plain_build
	flood "printf '* 1 FETCH '; head -c 100000 /dev/zero | tr '\\0' '('"
	bounded 76 'too deep'
	flood "printf '* 1 FETCH '; yes '(' | tr -d '\\n'"
	bounded 76 'too deep'
}

@test "a line without an end" {
	need_plain_build
	local head
	for head in '' '* ' '* 1 FETCH (UID 7 ' '* 1 FETCH (UID 7 BODY[' \
	    '* 1 FETCH (UID 7 FLAGS (\\"'
	do
		flood "printf '%s' '$head'; yes a | tr -d '\\n'"
		bounded 76 'cannot be read'
	done
	flood "printf '* 1 FETCH (UID 7 FLAGS ('; yes a | tr '\\n' ' '"
	bounded 76 'has no end'
	flood "printf '* OK '; yes a | tr '\\n' ' '"
	bounded 76 'has no end'
}

@test "a million flags, and a text of a mebibyte" {
	need_plain_build
	flood "printf '* 1 FETCH (UID 7 RFC822.SIZE 3 FLAGS ('
	yes a | head -n 1000000 | tr '\\n' ' '
	printf ') BODY[] {3}\\r\\nabc)\\r\\n'"
	bounded 0 ''
	grep -qx abc out
	flood "printf '* 1 FETCH (UID 7 RFC822.SIZE 3 BODY[] {3}\\r\\nabc)\\r\\n'
	printf '* OK [ALERT] '; head -c 1048576 /dev/zero | tr '\\0' a
	printf '\\r\\n'"
	bounded 0 'the server says: aaa\|imap.example: aaa'
	[ "$(wc -c <err)" -lt 70000 ]
}

@test "the same rows, and the same UIDs in order, again and again" {
	need_plain_build
	flood "yes '* 1 FETCH (UID 7 RFC822.SIZE 3)~* 1 FETCH (UID 8 RFC822.SIZE 3)' |
		sed 's/~/\\r\\n/; s/\$/\\r/'"
	(ulimit -v 20000 -t 20
	expect_error 76 'more than 4000000 messages' \
		at_peer imaplist -f octets INBOX >/dev/null)
	flood "yes '* SORT 7 8 7 8 7 8 7 8' | sed 's/\$/\\r/'"
	(ulimit -v 60000 -t 20
	expect_error 76 'SORT: more than 4000000' \
		at_peer imaplist -s subject -f octets INBOX >/dev/null)
}
