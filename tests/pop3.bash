# SPDX-License-Identifier: ISC
# What the tests of the POP3 programs share: `load pop3`, after lib.

export MAILPIPE_PASSWORD=secret

# `... | peer` sets $tunnel here and not in a subshell.
shopt -s lastpipe

# at_peer PROGRAM ARGUMENT...: runs it as the user u of the peer.
at_peer() {
	local program=$1
	shift
	"$program" -A pop3+plain://u@pop.example -o "tunnel=$tunnel" "$@"
}

# greet [CAPABILITY...]: the beginning of a script up to the login.
greet() {
	echo 'S: +OK ready'
	echo 'C: CAPA'
	printf 's: +OK\\r\\n'
	[ "$#" -eq 0 ] || printf '%s\\r\\n' "$@"
	echo '.\r\n'
}

# log_in: the login where nothing is pipelined.
log_in() {
	greet USER UIDL
	answer 'USER u' '+OK\r\n'
	answer 'PASS secret' '+OK\r\n'
}

# answer LINE REPLY: the client sends LINE and is answered; with $idle set,
# only after a while in which it must send nothing more.
answer() {
	printf '%s\n' "C: $1" ${idle:+idle} "s: $2"
}

# leave: the end of a session.
leave() {
	answer QUIT '+OK bye\r\n'
}

# listing REPLY-TO-LIST REPLY-TO-UIDL: a peer that is asked for both.
listing() {
	{ log_in; answer LIST "$1"; answer UIDL "$2"; leave; } | peer
}

# refuse_rows REPLY: a peer whose reply to LIST is one to give up at.
refuse_rows() {
	{ log_in; answer LIST "$1"; echo eof; } | peer
}

# secret_in FILE: it holds the password, as it is or in base64.
secret_in() {
	grep -q -e secret -e c2VjcmV0 -e AHUAc2VjcmV0 "$1"
}
