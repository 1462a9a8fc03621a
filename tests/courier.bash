# SPDX-License-Identifier: ISC
# Courier's servers, in $COURIER: `load courier`, after lib and the protocol.

setup_file() {
	[ -z "$("$root/tests/servers/courier" absent)" ] || return 0
	COURIER=$(TMPDIR=/tmp "$root/tests/servers/courier" start) ||
		fail "Courier does not start"
	export COURIER
}

teardown_file() {
	[ -z "${COURIER:-}" ] || "$root/tests/servers/courier" stop "$COURIER"
}

# A container may forbid what cannot be installed.
setup() {
	local why
	[ -z "${COURIER:-}" ] || return 0
	why=$("$root/tests/servers/courier" absent)
	[ "$why" != "no mount namespaces here" ] || skip "$why"
	leave_out "$why"
}

# at USER PROGRAM ARGUMENT...: $protocol is pop3 or imap.
at() {
	local user=$1 program=$2
	shift 2
	"$program" -A "$protocol+plain://$user@mail.example" \
		-o tunnel="$COURIER/$protocol" -o timeout=60 "$@"
}
