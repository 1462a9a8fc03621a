# SPDX-License-Identifier: ISC
# smtpsend against a real Postfix, which gives the mail to a real Dovecot.
load lib
load servers

setup() {
	need_servers
	export MAILPIPE_PASSWORD=secret
	printf '%s\n' 'From: me@example.org' 'Subject: hi' '' 'hello' >msg
}

# submit URL OPTION... RECIPIENT...
submit() {
	local url=$1
	shift
	smtpsend -A "$url" -o tls_ca="$SERVERS_CA" "$@"
}

# The message of a user, without what the servers have put before it.
text_of() {
	sed -n '/^\(From\|Bcc\|X-First\):/,$p' "$(mail_of "$1" 1)" | tr -d '\r'
}

@test "SMTPS, STARTTLS and in the clear" {
	submit "smtps://a@localhost:$SMTPS_PORT" sm1@example.org <msg 2>err
	submit "smtp+starttls://a@localhost:$SMTP_PORT" sm2@example.org <msg 2>>err
	submit "smtp://localhost:$MX_PORT" sm3@example.org <msg 2>>err
	[ ! -s err ]
	local user
	for user in sm1 sm2 sm3; do
		text_of $user >out
		grep -Fqx "To: $user@example.org" out
		grep -q '^Date: ' out
		grep -q '^Message-ID: <.*@example.org>$' out
		grep -Fqx hello out
	done
	grep -q 'with ESMTPSA' "$(mail_of sm1 1)"
	grep -q 'with ESMTPSA' "$(mail_of sm2 1)"
	grep -q 'with ESMTP ' "$(mail_of sm3 1)"
}

@test "each mechanism, with an address as the user" {
	local auth
	for auth in plain login; do
		submit "smtps://a@example.org@localhost:$SMTPS_PORT" -v \
		    -o auth=$auth "sm4$auth@example.org" <msg 2>err
		grep -q "^C: AUTH ${auth^^}" err
		! grep -q secret err || false
		mail_of "sm4$auth" 1
	done
}

@test "passwords in Chinese and of odd characters" {
	local user password
	while IFS=: read -r user password; do
		MAILPIPE_PASSWORD=$password submit \
		    "smtps://$user@localhost:$SMTPS_PORT" \
		    -f "$user@example.org" "sm5$user@example.org" <msg
		mail_of "sm5$user" 1
		MAILPIPE_PASSWORD=$password submit \
		    "smtps://$user@localhost:$SMTPS_PORT" -o auth=login \
		    -f "$user@example.org" "sm5$user@example.org" <msg
		mail_of "sm5$user" 2
	done < <(grep -v '^#' "$root/tests/servers/users")
}

@test "a wrong password: 77" {
	export MAILPIPE_PASSWORD=wrong
	expect_error 77 "login refused: 535 5.7.8" submit \
	    "smtps://a@localhost:$SMTPS_PORT" x@example.org <msg
	expect_error 77 "login refused: 535 5.7.8" submit \
	    "smtp+starttls://a@localhost:$SMTP_PORT" -o auth=login \
	    x@example.org <msg
}

@test "bad certificates: 77, and nothing was said" {
	local host
	for host in 127.0.0.2 127.0.0.3 127.0.0.4 127.0.0.5; do
		expect_status 77 submit "smtps://a@$host:$SMTPS_PORT" -v \
		    x@example.org <msg 2>err
		grep -q "^smtpsend: $host: " err
		! grep -q '^C: ' err || fail "$host"
	done
}

@test "TLS where it is not spoken, and none where it is: no secret is told" {
	expect_status 69 submit "smtps://a@localhost:$MX_PORT" -v \
	    x@example.org <msg 2>err
	! grep -q '^C: ' err || false
	expect_status 75 submit "smtp+plain://a@localhost:$SMTPS_PORT" -v \
	    -o timeout=1 x@example.org <msg 2>err
	! grep -q '^C: ' err || false
}

@test "a handshake that does not end, or ends in nothing" {
	export MAILPIPE_PASSWORD=secret
	peer </dev/null
	tunnel="$tunnel 2>/dev/null"
	echo silent >peer.script
	expect_error 75 'TLS handshake' smtpsend -A smtps://a@localhost \
	    -o tunnel="$tunnel" -o timeout=1 x@example.org <msg
	printf '%s\n' 'S: 220 hi' 'C* EHLO' 'S: 250-x' 'S: 250 STARTTLS' \
	    'C: STARTTLS' 'S: 220 go' silent >peer.script
	expect_status 75 smtpsend -A smtp+starttls://a@localhost \
	    -o tunnel="$tunnel" -o timeout=1 x@example.org <msg 2>err
	printf '%s\n' 'S: 220 hi' 'C* EHLO' 'S: 250-x' 'S: 250 STARTTLS' \
	    'C: STARTTLS' 'S: 220 go' 'C= 100' 's: \x16\x03\x03' close \
	    >peer.script
	expect_status 75 smtpsend -A smtp+starttls://a@localhost \
	    -o tunnel="$tunnel" x@example.org <msg 2>err
	! grep -a -e secret -e AUTH -e MAIL "$PEER_LOG" || false
}

@test "some recipients refused: 1; all for good: 67; one for now: 75" {
	local url=smtps://a@localhost:$SMTPS_PORT
	expect_status 1 submit "$url" -l unknown@example.org sm6@example.org \
	    full@example.org later@example.org <msg >out 2>err
	cut -f 1-3 out >fates
	printf '%s\t%s\t%s\n' unknown@example.org 550 5.1.1 \
	    sm6@example.org 250 2.0.0 full@example.org 552 5.2.2 \
	    later@example.org 450 4.2.0 >want
	diff want fates
	grep -q $'^sm6@example.org\t250\t2.0.0\tOk: .*queued as ' out
	[ "$(wc -l <err)" -eq 3 ]
	mail_of sm6 1
	expect_status 67 submit "$url" unknown@example.org full@example.org \
	    <msg 2>err
	expect_status 75 submit "$url" unknown@example.org later@example.org \
	    <msg 2>err
}

@test "all recipients get it, Bcc is seen by none" {
	printf '%s\n' 'X-First: 1' 'To: sm7a@example.org' \
	    'Cc: "C, c" <sm7b@example.org>' 'Bcc: sm7c@example.org,' \
	    ' sm7d@example.org' "$(cat msg)" |
	    submit "smtps://a@localhost:$SMTPS_PORT" -t
	local user
	for user in sm7a sm7b sm7c sm7d; do
		text_of $user >out
		! grep -qi -e bcc -e sm7c -e sm7d out || fail "$user"
		grep -Fqx hello out
	done
}

@test "the body arrives byte for byte: dots, 8-bit, odd line ends, no end" {
	{
		cat msg
		printf '.\n..\n.x\n\302\244\377\200\n \t\n\n.\r\n.\r\na\rb'
	} >in
	submit "smtps://a@localhost:$SMTPS_PORT" sm8@example.org <in
	sed '1,/^$/d' in | tr '\r' '\n' >want
	printf '.\n..\n.x\n\302\244\377\200\n \t\n\n.\n.\na\nb\n' >want
	sed '1,/^\r*$/d' "$(mail_of sm8 1)" | tr -d '\r' | sed 1d >got
	cmp want got
}

@test "no smuggling: one message comes, whatever stands in it" {
	local e f
	{
		cat msg
		for e in '\r' '\n' '\r\n'; do
			for f in '\r' '\n' '\r\n'; do
				printf "x$e.$f"
				printf 'MAIL FROM:<evil@example.org>\r\n'
				printf 'RCPT TO:<sm9@example.org>\r\nDATA\r\n'
				printf 'Subject: smuggled\r\n\r\nboo\r\n.\r\n'
			done
		done
	} >in
	submit "smtp://localhost:$MX_PORT" sm9@example.org <in
	mail_of sm9 1
	submit "smtp://localhost:$MX_PORT" sm9@example.org <msg
	[ "$(mail_of sm9 2 | wc -l)" -eq 2 ]
}

@test "a message over the server's size is refused unsent" {
	{ cat msg; yes 'some text of some length, sixty-four bytes with the end' |
	    head -c 60000000; } >big
	expect_error 69 'and the server takes 50000000' submit \
	    "smtps://a@localhost:$SMTPS_PORT" sm10@example.org <big
}

@test "a message of 30 MB arrives whole" {
	{ cat msg; base64 /dev/urandom | head -c 30000000; } >big
	submit "smtps://a@localhost:$SMTPS_PORT" sm11@example.org <big
	sed '1,/^$/d' big >want
	sed '1,/^\r*$/d' "$(mail_of sm11 1)" | tr -d '\r' >got
	head -c "$(wc -c <want)" got | cmp - want
}

@test "a thousand recipients" {
	seq -f 'sm12.%g@example.org' 999 | xargs printf '%s ' >rcpts
	# shellcheck disable=SC2046
	submit "smtps://a@localhost:$SMTPS_PORT" -l unknown@example.org \
	    $(cat rcpts) <msg >out 2>err && fail "all accepted"
	[ "$(grep -c $'\t250\t' out)" -eq 999 ]
	mail_of sm12.999 1
}

@test "-S names what the server offers, and its certificate" {
	submit "smtps://a@localhost:$SMTPS_PORT" -S >out
	local line
	for line in $'greeting\tlocalhost.example ESMTP' $'tls-version\tTLSv1' \
	    $'tls-issuer\t' $'tls-notafter\t' $'tls-pin\tsha256:' \
	    $'PIPELINING\t' $'SIZE\t50000000' $'8BITMIME\t' $'login\tSCRAM'; do
		grep -q "^$line" out || fail "$line: $(cat out)"
	done
	local pin
	pin=$(sed -n 's/^tls-pin	//p' out)
	smtpsend -A "smtps://a@127.0.0.4:$SMTPS_PORT" -o tls_pin="$pin" -S \
	    >out 2>err && fail "another key"
	smtpsend -A "smtps://a@127.0.0.1:$SMTPS_PORT" -o tls_pin="$pin" -S >out
}

@test "a name that does not exist, a port where nobody is" {
	expect_status 75 smtpsend -A smtp+plain://127.0.0.1:1 x@example.org \
	    <msg 2>err
	expect_status 68 smtpsend -A smtp+plain://nobody.invalid \
	    x@example.org <msg 2>err || [ "$?" -eq 75 ]
}

@test "LMTP to Dovecot, by TCP and by its unix socket" {
	{ cat msg; printf '.\n..\nend\n'; } >in
	smtpsend -l -A "lmtp://localhost:$LMTP_PORT" sm20@example.org \
	    sm21@example.org <in >out
	[ "$(grep -c $'\t250\t2.0.0\t.*Saved' out)" -eq 2 ] || fail "$(cat out)"
	smtpsend -A "lmtp://$SERVERS/run/lmtp" sm22@example.org <in
	local user
	for user in sm20 sm21 sm22; do
		sed '1,/^\r*$/d' "$(mail_of $user 1)" | tr -d '\r' >got
		sed '1,/^$/d' in | cmp - got
	done
}

# with_hosts LINE... -- COMMAND...: where /etc/hosts has these lines.
with_hosts() {
	: >hosts
	while [ "$1" != -- ]; do
		echo "$1" >>hosts
		shift
	done
	shift
	# shellcheck disable=SC2016
	unshare -m sh -c 'mount --bind hosts /etc/hosts && exec "$@"' sh "$@"
}

@test "IPv6: by its address, and where a name has one of each kind" {
	[ -n "$SMTPS6_PORT" ] || skip 'no ::1 here'
	submit "smtps://a@[::1]:$SMTPS6_PORT" -v sm23@example.org <msg 2>err
	grep -q '^\* connected to ::1 port' err
	grep -aq 'IPv6:::1' "$(mail_of sm23 1)"
	unshare -m true 2>/dev/null || skip 'no mounts of our own here'
	local both=('::1 localhost' '127.0.0.1 localhost') port
	# The other family refuses; each has to be tried.
	for port in "$SMTPS6_PORT" "$SMTPS_PORT"; do
		with_hosts "${both[@]}" -- smtpsend -A "smtps://a@localhost:$port" \
		    -o tls_ca="$SERVERS_CA" -v \
		    sm24@example.org <msg 2>err || fail "$(cat err)"
		grep '^\* connected to' err >>connected
	done
	cut -d ' ' -f 4 connected | diff - <(printf '::1\n127.0.0.1\n')
	mail_of sm24 2
	expect_status 75 with_hosts "${both[@]}" -- \
	    smtpsend -A smtp+plain://localhost:1 sm24@example.org <msg 2>err
	grep -q 'Connection refused' err
}
