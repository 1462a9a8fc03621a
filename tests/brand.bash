# SPDX-License-Identifier: ISC
# A real server of another brand than the others, in $SERVER: `load brand`,
# after lib, with $brand (courier or cyrus) and $protocol (pop3 or imap).

brand_server() {
	TMPDIR=/tmp "$root/tests/servers/$brand" "$@"
}

setup_file() {
	[ -z "$(brand_server absent)" ] || return 0
	SERVER=$(brand_server start) || fail "$brand does not start"
	export SERVER
}

teardown_file() {
	[ -z "${SERVER:-}" ] || brand_server stop "$SERVER"
}

# A container may forbid what cannot be installed.
setup() {
	local why
	[ -z "${SERVER:-}" ] || return 0
	why=$(brand_server absent)
	[ "$why" != "no mount namespaces here" ] || skip "$why"
	leave_out "$why"
}

# at USER PROGRAM ARGUMENT...: as this user of the server.
at() {
	local user=$1 program=$2
	shift 2
	if [ "$brand" = cyrus ]; then
		set -- -A "imap://$user@127.0.0.1:$(cat "$SERVER/port")" "$@"
	else
		set -- -A "$protocol+plain://$user@mail.example" \
			-o tunnel="$SERVER/$protocol" -o timeout=60 "$@"
	fi
	"$program" "$@"
}
