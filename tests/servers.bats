# SPDX-License-Identifier: ISC
# The real servers, asked by clients that are not ours.
load lib
load servers

setup() {
	need_servers
	need curl
	printf 'Subject: hello\r\n\r\n.a body\r\n' >message
}

# to RECIPIENT URL [CURL OPTION...]
to() {
	local to=$1 url=$2
	shift 2
	curl -s --cacert "$SERVERS_CA" --mail-from a@example.org \
		--mail-rcpt "$to" -T message --url "$url" "$@"
}

from() {
	curl -s --cacert "$SERVERS_CA" "$@"
}

# status_of COMMAND...: its exit status is the output.
status_of() {
	local status=0
	"$@" >/dev/null 2>&1 || status=$?
	echo "$status"
}

@test "what SMTPS takes with a login, POP3S and IMAPS give" {
	to srv1@example.org "smtps://localhost:$SMTPS_PORT" -u a:secret
	mail_of srv1 1
	from -u srv1:secret "pop3s://localhost:$POP3S_PORT/1" >got
	sed '1,/^\r$/d' got >body
	printf '.a body\r\n' | cmp - body
	from -u srv1:secret "imaps://localhost:$IMAPS_PORT/INBOX;MAILINDEX=1" \
		>got
	grep -q '^Subject: hello' got
}

@test "submission wants TLS first, then a login" {
	to srv2@example.org "smtp://localhost:$SMTP_PORT" --ssl-reqd -u a:secret
	mail_of srv2 1
	[ "$(status_of to srv2@example.org "smtp://localhost:$SMTP_PORT")" -ne 0 ]
	[ "$(status_of to srv2@example.org "smtp://localhost:$SMTP_PORT" \
		--ssl-reqd)" -ne 0 ]
	[ "$(status_of to srv2@example.org "smtp://localhost:$SMTP_PORT" \
		--ssl-reqd -u a:wrong)" -eq 67 ]
	[ "$(mail_of srv2 1 | wc -l)" -eq 1 ]
}

@test "both login mechanisms of the classroom" {
	for mechanism in LOGIN PLAIN; do
		to srv3@example.org "smtps://localhost:$SMTPS_PORT" -u a:secret \
			--login-options "AUTH=$mechanism"
	done
	mail_of srv3 2
}

@test "the MX port takes local mail without a login, and no other" {
	to srv4@example.org "smtp://localhost:$MX_PORT"
	mail_of srv4 1
	[ "$(status_of to x@other.example "smtp://localhost:$MX_PORT")" -ne 0 ]
	for name in unknown full later; do
		[ "$(status_of to "$name@example.org" \
			"smtp://localhost:$MX_PORT")" -eq 55 ]
	done
}

@test "a password in Chinese, and one of odd characters" {
	while IFS=: read -r user password; do
		from -u "$user:$password" "pop3s://localhost:$POP3S_PORT/"
		from -u "$user:$password" "imap://localhost:$IMAP_PORT/" --ssl-reqd
		[ "$(status_of from -u "$user:secret" \
			"pop3s://localhost:$POP3S_PORT/")" -eq 67 ]
	done < <(grep -v '^#' "$root/tests/servers/users")
}

@test "POP3 in the clear and by STLS; LMTP" {
	printf 'Subject: given\n\nbody\n' >given
	give_mail srv5 given
	from -u srv5:secret "pop3://localhost:$POP3_PORT/1" | grep -q given
	from -u srv5:secret --ssl-reqd "pop3://localhost:$POP3_PORT/1" |
		grep -q given
	exec 9<>"/dev/tcp/127.0.0.1/$LMTP_PORT"
	read -r greeting <&9
	exec 9>&-
	[[ $greeting == 220* ]]
}

@test "each bad certificate has the one flaw that it is there for" {
	while read -r address code; do
		for port in "$POP3S_PORT" "$IMAPS_PORT" "$SMTPS_PORT"; do
			openssl s_client -connect "$address:$port" -CAfile \
				"$SERVERS_CA" -verify_ip "$address" </dev/null \
				>out 2>&1 || true
			grep -q "^ *Verif.* return code: $code " out ||
				fail "$address:$port: $(grep -i verif out)"
		done
	done <<-EOF
	127.0.0.1 0
	127.0.0.2 64
	127.0.0.3 10
	127.0.0.4 18
	127.0.0.5 64
	EOF
}
