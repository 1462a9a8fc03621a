# SPDX-License-Identifier: ISC
# What the tests of the queue share, `load queue`: a message in the file msg,
# ways into the queue and out of it, and steps of a peer's script.

setup() {
	printf '%s\n' 'From: Me <me@a.example>' 'To: x@y.example' \
	    'Date: Fri, 20 Nov 2026 10:00:00 +0000' \
	    'Message-ID: <1@a.example>' 'Subject: hi' '' 'hello' >msg
	queue=$HOME/.local/state/mailpipe/queue
	peer </dev/null
}

# send OPTION...: to the peer, in the clear, with the queue.
send() {
	smtpsend -Q -A smtp+plain://peer.example -o ehlo=me.example \
	    -o tunnel="$tunnel" "$@"
}

# down OPTION...: the same where nobody listens.
down() {
	smtpsend -Q -A smtp://localhost:1 "$@"
}

# run OPTION...: the queue, whatever its time, to the peer.
run_queue() {
	smtpq -f -o ehlo=me.example -o tunnel="$tunnel" "$@"
}

hello() {
	printf '%s\n' 'S: 220 peer.example ready' 'C: EHLO me.example' \
	    'S: 250 peer.example'
}

# rcpt ADDRESS REPLY, data REPLY: steps of a transaction.
mail() {
	printf '%s\n' 'C* MAIL FROM:<me@a.example>' "S: ${1:-250 ok}"
}
rcpt() {
	printf '%s\n' "C: RCPT TO:<$1>" "S: ${2:-250 ok}"
}
data() {
	printf '%s\n' 'C: DATA' 'S: 354 go on' 'C.' "S: ${1:-250 ok}"
}
quit() {
	printf '%s\n' 'C: QUIT' 'S: 221 bye'
}

# The one entry's file, or a field of the list: id state size queued tries
# next account from to reason.
entry() {
	ls "$queue"/2*
}
field() {
	smtpq -l | cut -f "$1"
}
is_empty() {
	[ -z "$(smtpq -l)" ] || fail "still there: $(smtpq -l)"
}
