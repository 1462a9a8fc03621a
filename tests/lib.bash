# SPDX-License-Identifier: ISC
# The first line of every bats file is `load lib`.  A test then finds itself
# in an empty directory of its own, which is its $HOME too, with our
# programs first in PATH and nothing of the user's mail settings around it.

root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
PATH=$root/bin:$PATH
export PATH LC_ALL=C TZ=UTC0
if [ -n "${BATS_TEST_TMPDIR:-}" ]; then
	cd "$BATS_TEST_TMPDIR" || exit 1
	export HOME=$BATS_TEST_TMPDIR TMPDIR=$BATS_TEST_TMPDIR
fi
unset EMAIL XDG_CONFIG_HOME SOURCE_DATE_EPOCH MAILPIPE_CONFIG \
    MAILPIPE_ACCOUNT MAILPIPE_SMTP MAILPIPE_POP3 MAILPIPE_IMAP \
    MAILPIPE_PASSWORD MAILPIPE_HTML

# need TOOL...: leaves the test out when a tool is absent.  What is left out
# is a failure with REQUIRE_SERVERS=1.
need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null 2>&1 || leave_out "no $tool here"
	done
}

has_sanitizers() {
	grep -q __asan_init "$root/lib/libmailpipe.a"
}

# limit_memory KIB: but not with sanitizers, which take terabytes.
limit_memory() {
	has_sanitizers || ulimit -v "$1"
}

# need_plain_build: leaves out a test that sanitizers cannot bear, such as
# one with a limit on memory or under a tracer.
need_plain_build() {
	! has_sanitizers || skip "not with sanitizers"
}

# leave_out WHY
leave_out() {
	[ "${REQUIRE_SERVERS:-}" = 1 ] || skip "$1"
	fail "$1"
}

# fail TEXT: ends the test; the text is seen even if stderr goes elsewhere.
fail() {
	echo "$1" | sed 's/^/# /' >&3
	exit 1
}

# expect_status N COMMAND...: runs it, redirected as the caller likes; what it
# has said is mostly in the file err.
expect_status() {
	local want=$1 status=0
	shift
	"$@" || status=$?
	[ "$status" -eq "$want" ] ||
		fail "status $status, not $want: $*: $(head -n 3 err 2>/dev/null)"
}

# expect_error N TEXT COMMAND...: as above; and stderr, which stays in the
# file err, is one line that holds the text.
expect_error() {
	local want=$1 text=$2
	shift 2
	expect_status "$want" "$@" 2>err
	[ "$(wc -l <err)" -eq 1 ] || fail "not one line on stderr: $(cat err)"
	grep -qF -e "$text" err || fail "no \"$text\" in: $(cat err)"
}

# man_examples PAGE: runs every `$ command` in the literal blocks of a page,
# one after the other; each prints, on stdout and stderr, what stands under
# it.
man_examples() {
	local line command='' want='' count=0 on=
	while IFS= read -r line; do
		case $line in
		.Bd\ -literal*) on=1 ;;
		.Ed*) on=; man_example; command='' ;;
		'$ '*)
			[ -n "$on" ] || continue
			man_example
			command=${line#'$ '} want='' count=$((count + 1))
			;;
		*) [ -z "$on" ] || want+=$line$'\n' ;;
		esac
	done < <(sed 's/\\&//g; s/\\-/-/g; s/\\e/\\/g' "$1")
	[ "$count" -gt 0 ] || fail "no examples in $1"
}

# The one example in $command and $want.
man_example() {
	[ -n "$command" ] || return 0
	bash -c "$command" >got 2>&1 </dev/null || true
	printf '%s' "$want" | cmp - got || fail "not as its page says: $command"
}

# drip [FILE]: its bytes (else stdin's), each in a write of its own.
drip() {
	dd bs=1 status=none ${1:+if="$1"}
}

# peer <SCRIPT: makes a server of the script (see tests/peer.c) and
# sets $tunnel to the command that is it: `-o tunnel="$tunnel"`.  What is
# said goes to $PEER_LOG, messages that the client sends to $PEER_OUT.
peer() {
	[ -x "$root/tests/build/peer" ] || "$root/tests/run" build
	export PEER_LOG=$PWD/peer.log PEER_OUT=$PWD/peer.out
	rm -f "$PEER_LOG" "$PEER_OUT"
	cat >peer.script
	tunnel="'$root/tests/build/peer' '$PWD/peer.script'"
}

# peers FILE...: as peer, but each connection plays the next of the scripts.
peers() {
	[ -x "$root/tests/build/peer" ] || "$root/tests/run" build
	export PEER_LOG=$PWD/peer.log
	rm -f "$PEER_LOG"
	printf '%s\n' "$@" >peers.left
	cat >peers.next <<-END
	script=\$(head -n 1 '$PWD/peers.left')
	sed -i 1d '$PWD/peers.left'
	exec '$root/tests/build/peer' "\$script"
	END
	tunnel="sh '$PWD/peers.next'"
}

# each_cut COMMAND...: runs it with the connection closed before each byte
# of what the peer says, whose script is in the file session.  check_cut then
# judges $status and the files out and err; the file whole has what comes out
# of an uncut session.
each_cut() {
	local n length
	peer <session
	"$@" >whole || fail "the whole session fails"
	length=$(sed -n 's/^[Ss]: //p' "$PEER_LOG" | wc -c)
	for ((n = 0; n < length; n++)); do
		{ echo "cut $n"; cat session; } | peer
		# Called again, without CAPA, it complains.
		tunnel+=' 2>/dev/null'
		status=0
		"$@" >out 2>err || status=$?
		check_cut "$n"
	done
}

# peer_ok: the client kept to the script, to its end.
peer_ok() {
	peer_verdict '= ok'
}

# peer_failed [TEXT]: it did not, for this reason.
peer_failed() {
	peer_verdict "= line *${1:-}*"
}

# A peer may end a moment after the client: it is given ten seconds.
peer_verdict() {
	local i last=
	for ((i = 0; i < 200; i++)); do
		# There is no log before the peer has begun.
		last=$(tail -n 1 "$PEER_LOG" 2>/dev/null) || true
		[ "${last#=}" = "$last" ] || break
		sleep 0.05
	done
	# shellcheck disable=SC2254
	case $last in
	$1) ;;
	*) fail "the peer says: $last, not $1" ;;
	esac
}

# client_sent: the lines that the client sent, without their CRLF.
client_sent() {
	sed -n 's/^C: //p' "$PEER_LOG"
}
