# SPDX-License-Identifier: ISC
# Dovecot and Postfix on 127.0.0.1, those that tests/run has started or our
# own: `load servers`, after lib, and need_servers in each test that uses them.
#
# $SERVERS_CA is the CA of the certificate for localhost; $SERVERS/certs has
# others.  $SMTP_PORT demands STARTTLS and a login, $SMTPS_PORT a login;
# $SMTPS6_PORT is the same at ::1, empty on a machine without it;
# $MX_PORT demands neither, and on 127.0.0.6 no more than three recipients at once.
# $POP3_PORT, $POP3S_PORT, $IMAP_PORT, $IMAPS_PORT and $LMTP_PORT are
# Dovecot's.  Any user name has the password `secret`, so that
# each test takes users of its own; tests/servers/users has the exceptions, and
# tests/servers/oauth2.conf says which tokens there are.  A client certificate
# is good for its CN.
# Mail to NAME@example.org goes to user NAME; that to unknown@, full@ and
# later@ is refused with 550, 552 and 450.  The TLS ports also listen on
# 127.0.0.2 to 127.0.0.5, with certificates for another name, expired,
# self-signed, and with the name in the CN alone.

setup_file() {
	[ -z "${SERVERS:-}" ] && [ -z "$("$root/tests/servers/absent")" ] || return 0
	SERVERS=$("$root/tests/servers/start" 2>"$BATS_FILE_TMPDIR/log") ||
		fail "$(cat "$BATS_FILE_TMPDIR/log")"
	export SERVERS own_servers=$SERVERS
}

teardown_file() {
	[ -z "${own_servers:-}" ] || "$root/tests/servers/stop" "$own_servers"
}

need_servers() {
	[ -n "${SERVERS:-}" ] || leave_out "$("$root/tests/servers/absent")"
	# shellcheck disable=SC1091
	. "$SERVERS/env"
}

# mail_of USER N: waits till the user has N new messages, and prints the
# files they are in.
mail_of() {
	local i new=$SERVERS/mail/$1/Maildir/new
	for ((i = 0; i < 400; i++)); do
		[ "$(ls "$new" 2>/dev/null | wc -l)" -lt "$2" ] || break
		sleep 0.05
	done
	[ "$i" -lt 400 ] || fail "no $2 messages for $1"
	ls -d "$new"/*
}

# give_mail USER FILE...: puts messages into a user's mailbox.
give_mail() {
	local file user=$1 box=$SERVERS/mail/$1/Maildir
	shift
	mkdir -p "$box"/{tmp,new,cur}
	for file; do
		given=$((${given:-0} + 1))
		cp "$file" "$box/new/$(date +%s).${BASHPID}_$given.test"
	done
	chown -R mail:mail "$SERVERS/mail/$user"
}
