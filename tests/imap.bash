# SPDX-License-Identifier: ISC
# What the tests of the IMAP programs share: `load imap`, after lib.

export MAILPIPE_PASSWORD=secret

# `... | peer` sets $tunnel here and not in a subshell.
shopt -s lastpipe

# at_peer PROGRAM ARGUMENT...: runs it as the user u of the peer.
at_peer() {
	local program=$1
	shift
	"$program" -A imap+plain://u@imap.example -o "tunnel=$tunnel" "$@"
}

# greet [CAPABILITY...]: the beginning of a script, up to the login; the next
# tag is A2.
greet() {
	printf '%s\n' "S: * OK [CAPABILITY IMAP4rev1 $*] ready" \
		'C: A1 LOGIN u "secret"' \
		"S: A1 OK [CAPABILITY IMAP4rev1 $*] in"
}

# selected [LINE...]: what a mailbox of UIDVALIDITY 7 says, and more.
selected() {
	printf 'S: * %s\n' '9 EXISTS' 'OK [UIDVALIDITY 7] valid' \
		'OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] kept' "$@" |
		sed 's/\\/\\\\/g'
}

# opened TAG [EXISTS]: what EXAMINE or SELECT with that tag is answered.
opened() {
	printf 'S: %s\n' "* ${2:-3} EXISTS" '* OK [UIDVALIDITY 1699] x' \
	    '* OK [UIDNEXT 9] x' "$1 OK [READ-ONLY] done"
}

# lit TEXT: it as a literal: {n}, CRLF and the text, with \r, \n and \xHH.
lit() {
	printf '{%d}\\r\\n%s' "$(printf '%b' "$1" | wc -c)" "$1"
}

# leave TAG: the end of a session.
leave() {
	printf '%s\n' "C: $1 LOGOUT" 'S: * BYE' "S: $1 OK bye"
}

# at_server PROGRAM ARGUMENT...: runs it as $user of the real server.
at_server() {
	local program=$1
	shift
	"$program" -A "imaps://$user@localhost:$IMAPS_PORT" \
		-o "tls_ca=$SERVERS_CA" "$@"
}

# at_home: makes $user's account at the real server the one that is used when
# none is named.
at_home() {
	mkdir -p .config/mailpipe
	printf '%s\n' '[home]' "imap = imaps://$user@localhost:$IMAPS_PORT" \
		"tls_ca = $SERVERS_CA" >.config/mailpipe/accounts
}

# with_imaplib: runs Python from stdin, with the user's session as m.
with_imaplib() {
	{
		cat <<-END
		import imaplib
		m = imaplib.IMAP4("127.0.0.1", $IMAP_PORT)
		m.login("$user", "secret")
		END
		cat
	} >session.py
	python3 session.py
}
