# SPDX-License-Identifier: ISC
# A Cyrus server, in $CYRUS: `load cyrus`, after lib and imap.

setup_file() {
	[ -z "$("$root/tests/servers/cyrus" absent)" ] || return 0
	CYRUS=$(TMPDIR=/tmp "$root/tests/servers/cyrus" start) ||
		fail "Cyrus does not start"
	export CYRUS
}

teardown_file() {
	[ -z "${CYRUS:-}" ] || "$root/tests/servers/cyrus" stop "$CYRUS"
}

setup() {
	[ -n "${CYRUS:-}" ] || leave_out "$("$root/tests/servers/cyrus" absent)"
}

# at USER PROGRAM ARGUMENT...
at() {
	local user=$1 program=$2
	shift 2
	"$program" -A "imap://$user@127.0.0.1:$(cat "$CYRUS/port")" "$@"
}
