# SPDX-License-Identifier: ISC
# What the tests that send to a scripted server share: `load smtp`, after lib.

# message RECIPIENT: a small one.
message() {
	printf '%s\n' 'From: Me <me@a.example>' "To: $1" \
	    'Date: Fri, 20 Nov 2026 10:00:00 +0000' \
	    'Message-ID: <1@a.example>' 'Subject: hi' '' 'hello'
}

# at_peer PROGRAM OPTION...: sends to the peer, in the clear.
at_peer() {
	local program=$1
	shift
	"$program" -A smtp+plain://peer.example -o ehlo=me.example \
	    -o tunnel="$tunnel" "$@"
}

# got: the text of the message that the peer got, line ends and dots undone.
got() {
	sed -e 's/\r$//' -e '$d' -e 's/^\.//' "$PEER_OUT"
}
