# SPDX-License-Identifier: ISC
# Logins: each mechanism, by SMTP and by POP3, against a scripted server and
# against a real Dovecot.
load lib
load pop3
load servers

setup() {
	export MAILPIPE_PASSWORD=secret
	printf '%s\n' 'From: me@example.org' '' hello >msg
}

# smtp OPTION...: asks a scripted server what it offers, as tim.
smtp() {
	smtpsend -A smtp+plain://tim@peer.example -o ehlo=me.example \
	    -o tunnel="$tunnel" -S "$@" >out
}

# pop OPTION...: the same by POP3.
pop() {
	pop3list -A pop3+plain://tim@peer.example -o tunnel="$tunnel" -t "$@"
}

# hello [AUTH...]: the beginning of an SMTP session.
hello() {
	printf '%s\n' 'S: 220 peer.example' 'C: EHLO me.example' \
	    'S: 250-peer.example' "S: 250 AUTH $*"
}

# bye: the end of one that has logged in.
bye() {
	printf '%s\n' 'S: 235 2.7.0 ok' 'C: QUIT' 'S: 221 bye'
}

# totals: the end of a POP3 session that has logged in.
totals() {
	echo 'S: +OK in'
	answer STAT '+OK 0 0\r\n'
	leave
}

b() {
	printf "$1" | b64 -w 0
}

# hidden TEXT...: none of them is in the transcript in err.
hidden() {
	local text
	grep -q '^S: ' err || fail 'no transcript'
	for text; do
		if grep -qF -e "$text" err; then fail "$text is in $(cat err)"; fi
	done
}

# RFC 2195 2.
challenge=$(b '<1896.697170952@postoffice.reston.mci.net>')
digest=$(b 'tim b913a602c7eda7a495b4e6e7334d3890')

@test "CRAM-MD5, in the clear before PLAIN and LOGIN" {
	export MAILPIPE_PASSWORD=tanstaaftanstaaf
	{ hello PLAIN LOGIN CRAM-MD5; printf '%s\n' 'C: AUTH CRAM-MD5' \
	    "S: 334 $challenge" "C: $digest"; bye; } | peer
	smtp -v 2>err
	peer_ok
	hidden "$digest" tanstaaf
	{ greet 'SASL PLAIN LOGIN CRAM-MD5'
	    answer 'AUTH CRAM-MD5' "+ $challenge\r\n"; echo "C: $digest"
	    totals; } | peer
	pop -v 2>err
	peer_ok
	hidden "$digest" tanstaaf
}

@test "CRAM-MD5: a challenge that is none is cancelled" {
	{ hello CRAM-MD5; printf '%s\n' 'C: AUTH CRAM-MD5' 'S: 334 <a@b>' \
	    'C: *' 'S: 501 ok' 'C: QUIT'; } | peer
	expect_error 76 'CRAM-MD5: the challenge is no base64' smtp
	{ greet 'SASL CRAM-MD5'; answer 'AUTH CRAM-MD5' '+ <a@b>\r\n'
	    answer '*' '-ERR ok\r\n'; } | peer
	expect_error 76 'CRAM-MD5: the challenge is no base64' pop
}

# What is said to a server that demands more iterations than are allowed.
@test "SCRAM: a server that asks for too much, or that has no proof" {
	local count
	for count in 1 2147483647; do
		{ hello SCRAM-SHA-256; printf '%s\n' 'C* AUTH SCRAM-SHA-256 ' \
		    "S: 334 $(b "r=x,s=c2FsdA==,i=$count")" 'C: *' \
		    'S: 501 ok'; } | peer
		expect_status 76 smtp 2>err
	done
	{ hello SCRAM-SHA-256; echo 'C* AUTH SCRAM-SHA-256 '; bye; } | peer
	expect_error 76 'SCRAM-SHA-256: the server accepted too early' smtp
	{ greet 'SASL SCRAM-SHA-1'; printf '%s\n' 'C* AUTH SCRAM-SHA-1 ' \
	    'S: +OK in' eof; } | peer
	expect_error 76 'SCRAM-SHA-1: the server accepted too early' pop
}

@test "SCRAM refused before a proof was given: the next one is tried" {
	{ hello SCRAM-SHA-256 CRAM-MD5 PLAIN; printf '%s\n' \
	    'C* AUTH SCRAM-SHA-256 ' 'S: 535 5.7.8 no' 'C: AUTH CRAM-MD5' \
	    "S: 334 $challenge" 'C?' 'S: 535 5.7.8 wrong' 'C: QUIT'; } | peer
	expect_error 77 'login refused: 535 5.7.8 wrong' smtp
	peer_ok
	{ greet 'SASL SCRAM-SHA-256 CRAM-MD5' USER AUTH-RESP-CODE
	    printf '%s\n' 'C* AUTH SCRAM-SHA-256 ' 'S: -ERR [AUTH] no' \
	    'C: AUTH CRAM-MD5' "S: + $challenge" 'C?' 'S: -ERR [AUTH] wrong' \
	    eof; } | peer
	expect_error 77 'login refused: [AUTH] wrong' pop
	peer_ok
}

@test "the last refusal is what is said, where none is left" {
	{ hello SCRAM-SHA-256 CRAM-MD5; printf '%s\n' \
	    'C* AUTH SCRAM-SHA-256 ' 'S: 504 5.5.4 first' 'C: AUTH CRAM-MD5' \
	    'S: 504 5.5.4 last' 'C: QUIT'; } | peer
	expect_error 77 '504 5.5.4 last' smtp
	{ greet 'SASL CRAM-MD5'; answer 'AUTH CRAM-MD5' '-ERR last\r\n'; } |
	    peer
	expect_error 77 'login refused: last' pop
}

error='{"status":"400","schemes":"Bearer"}'

@test "XOAUTH2: the error is answered with an empty line" {
	first=$(b 'user=tim\001auth=Bearer tok-en\001\001')
	{ hello PLAIN XOAUTH2; printf '%s\n' "C: AUTH XOAUTH2 $first" \
	    "S: 334 $(b "$error")" 'C: ' 'S: 535 5.7.8 no' 'C: QUIT'; } | peer
	expect_error 77 "login refused: 535 5.7.8 no ($error)" \
	    smtp -o token_cmd='echo tok-en'
	peer_ok
	{ greet 'SASL PLAIN XOAUTH2' USER; answer 'AUTH XOAUTH2' '+ \r\n'
	    answer "$first" "+ $(b "$error")\r\n"
	    answer '' '-ERR no\r\n'; } | peer
	expect_error 77 "login refused: no ($error)" \
	    pop -o token_cmd='echo tok-en'
	peer_ok
}

@test "OAUTHBEARER: the error is answered with 0x01" {
	first=$(b 'n,a=tim,\001host=peer.example\001port=587\001auth=Bearer tok-en\001\001')
	{ hello XOAUTH2 OAUTHBEARER; printf '%s\n' \
	    "C: AUTH OAUTHBEARER $first" "S: 334 $(b "$error")" 'C: AQ==' \
	    'S: 535 5.7.8 no' 'C: QUIT'; } | peer
	expect_error 77 '535 5.7.8 no' smtp -o token_cmd='echo tok-en'
	peer_ok
	{ hello OAUTHBEARER; printf '%s\n' "C: AUTH OAUTHBEARER $first"
	    bye; } | peer
	smtp -v -o token_cmd='echo tok-en' 2>err
	peer_ok
	hidden tok-en "$first"
	grep -Fqx 'C: AUTH OAUTHBEARER ***' err
}

@test "a token of many kilobytes goes in two steps, one of too many never" {
	token=$(head -c 30000 /dev/zero | tr '\0' t)
	first=$(b "user=tim\\001auth=Bearer $token\\001\\001")
	printf '%s\n' "$token" >token
	{ hello XOAUTH2; printf '%s\n' 'C: AUTH XOAUTH2' 'S: 334 ' \
	    "C: $first"; bye; } | peer
	smtp -o token_cmd='cat token'
	peer_ok
	head -c 40000 /dev/zero | tr '\0' t >token
	# The server is not called for nothing.
	peer </dev/null
	expect_error 78 'token_cmd: the token is too long' \
	    smtp -o token_cmd='cat token'
	for command in 'printf "\n"' 'exit 1'; do
		expect_error 78 token_cmd smtp -o token_cmd="$command"
	done
	[ ! -e "$PEER_LOG" ]
	{ hello XOAUTH2; echo 'C: QUIT'; } | peer
	expect_error 78 token_cmd smtp -o token_cmd='echo two words'
	peer_ok
}

@test "a password is for no token mechanism, nor a token for another" {
	{ hello XOAUTH2 OAUTHBEARER; echo 'C: QUIT'; } | peer
	expect_error 69 'no way to log in' smtp
	peer_ok
	{ hello PLAIN LOGIN; echo 'C: QUIT'; } | peer
	expect_error 69 'no way to log in' smtp -o token_cmd='echo t'
	peer_ok
	{ greet 'SASL PLAIN' USER; echo eof; } | peer
	expect_error 69 'no way to log in' pop -o token_cmd='echo t'
	peer_ok
	{ hello PLAIN; echo 'C: QUIT'; } | peer
	expect_error 78 'XOAUTH2 needs token_cmd' smtp -o auth=xoauth2
	{ hello PLAIN; echo 'C: QUIT'; } | peer
	expect_error 78 'there is token_cmd' \
	    smtp -o auth=plain -o token_cmd='echo t'
	expect_status 64 smtp -o auth=kerberos 2>err
}

plain=$(b '\000tim\000secret')

@test "a first response that SMTP servers do not take, or pass over" {
	{ hello PLAIN; printf '%s\n' "C: AUTH PLAIN $plain" \
	    'S: 501 5.5.4 syntax' 'C: AUTH PLAIN' 'S: 334 ' "C: $plain"
	    bye; } | peer
	smtp
	peer_ok
	{ hello PLAIN; printf '%s\n' "C: AUTH PLAIN $plain" 'S: 334 ' \
	    "C: $plain"; bye; } | peer
	smtp
	peer_ok
	{ hello PLAIN LOGIN; printf '%s\n' "C: AUTH PLAIN $plain" \
	    'S: 501 5.5.4 syntax' 'C: AUTH PLAIN' 'S: 501 5.5.4 again' \
	    'C: AUTH LOGIN' 'S: 535 no' 'C: QUIT'; } | peer
	expect_error 77 'login refused: 535 no' smtp
	peer_ok
}

@test "a first response that POP3 servers do not take, or pass over" {
	{ greet 'SASL PLAIN' AUTH-RESP-CODE
	    answer "AUTH PLAIN $plain" '-ERR syntax\r\n'
	    answer 'AUTH PLAIN' '+\r\n'; echo "C: $plain"; totals; } | peer
	pop
	peer_ok
	{ greet 'SASL PLAIN' AUTH-RESP-CODE
	    answer "AUTH PLAIN $plain" '+ \r\n'; echo "C: $plain"
	    totals; } | peer
	pop
	peer_ok
	# Where -ERR may mean the password, that is sent once.
	{ greet 'SASL PLAIN'; answer 'AUTH PLAIN' '+ go on\r\n'
	    answer "$plain" '-ERR wrong\r\n'; echo eof; } | peer
	expect_error 77 'login refused: wrong' pop
	peer_ok
	{ greet 'SASL PLAIN' USER; answer 'AUTH PLAIN' '-ERR syntax\r\n'
	    answer 'USER tim' '+OK\r\n'; answer 'PASS secret' '+OK\r\n'
	    answer STAT '+OK 0 0\r\n'; leave; } | peer
	pop
	peer_ok
}

@test "a password transition, a mechanism too weak, one only with TLS" {
	local code
	for code in 432 504 534 538; do
		{ hello CRAM-MD5 PLAIN; printf '%s\n' 'C: AUTH CRAM-MD5' \
		    "S: 334 $challenge" 'C?' "S: $code no" \
		    "C: AUTH PLAIN $plain"; bye; } | peer
		smtp
		peer_ok
	done
}

# greet_stamped CAPABILITY...: a greeting with the timestamp of RFC 1939 7.
greet_stamped() {
	greet "$@" | sed 's/ready/<1896.697170952@dbc.mtview.ca.us>/'
}

@test "APOP, in the clear before all that shows the password" {
	export MAILPIPE_PASSWORD=tanstaaf
	local apop='APOP tim c4c9334bac560ecc979e58001b3e22fb'
	{ greet_stamped 'SASL PLAIN' USER PIPELINING; echo "C: $apop"
	    totals; } | peer
	pop -v 2>err
	peer_ok
	hidden tanstaaf c4c9334bac
	{ greet_stamped USER; answer "$apop" '-ERR unknown\r\n'
	    answer 'USER tim' '+OK\r\n'; answer 'PASS tanstaaf' '+OK\r\n'
	    answer STAT '+OK 0 0\r\n'; leave; } | peer
	pop
	peer_ok
	{ greet_stamped USER PIPELINING; answer "$apop" '-ERR [AUTH] no\r\n'
	    echo eof; } | peer
	expect_error 77 'login refused: [AUTH] no' pop
	peer_ok
	{ greet USER; echo eof; } | peer
	expect_error 69 'no timestamp' pop -o auth=apop
}

@test "a login that is refused for now is not tried again" {
	{ greet 'SASL CRAM-MD5' PIPELINING; answer 'AUTH CRAM-MD5' \
	    "+ $challenge\\r\\n"; printf '%s\n' 'C?' 'S: -ERR [IN-USE] busy' \
	    eof; } >first
	peers first
	expect_error 75 'login refused: [IN-USE] busy' pop
}

# --- Dovecot

# to_dovecot SCHEME PROGRAM OPTION...: as user sasl, whose password is secret.
to_dovecot() {
	local scheme=$1 port=$POP3_PORT program=$2
	shift 2
	[ "$scheme" != pop3s ] || port=$POP3S_PORT
	"$program" -A "$scheme://sasl@localhost:$port" \
	    -o tls_ca="$SERVERS_CA" "$@"
}

submit() {
	smtpsend -A "smtps://sasl@localhost:$SMTPS_PORT" \
	    -o tls_ca="$SERVERS_CA" "$@" <msg
}

@test "Dovecot: each mechanism of a password, by POP3" {
	need_servers
	local scheme auth
	for scheme in pop3 pop3s; do
		for auth in scram-sha-256 scram-sha-1 plain login cram-md5; do
			to_dovecot $scheme pop3list -t -o auth=$auth -v 2>err
			grep -q "^C: AUTH ${auth^^}" err
			hidden secret
			MAILPIPE_PASSWORD=wrong expect_error 77 'login refused' \
			    to_dovecot $scheme pop3list -t -o auth=$auth
		done
		to_dovecot $scheme pop3list -t -v 2>err
		grep -q '^C: AUTH SCRAM-SHA-256' err
		to_dovecot $scheme pop3list -t -o auth=apop
		MAILPIPE_PASSWORD=wrong expect_error 77 'login refused' \
		    to_dovecot $scheme pop3list -t -o auth=apop
	done
}

@test "Postfix with Dovecot's SASL: each mechanism of a password" {
	need_servers
	local auth
	for auth in scram-sha-256 scram-sha-1 plain login cram-md5; do
		submit -o auth=$auth -v sasl-$auth@example.org 2>err
		grep -q "^C: AUTH ${auth^^}" err
		mail_of sasl-$auth 1
		MAILPIPE_PASSWORD=wrong expect_error 77 'login refused' \
		    submit -o auth=$auth sasl-$auth@example.org
	done
	submit -v sasl-any@example.org 2>err
	grep -q '^C: AUTH SCRAM-SHA-256' err
}

@test "Dovecot: users and passwords of odd characters, by each mechanism" {
	need_servers
	local user password auth
	while IFS=: read -r user password; do
		for auth in scram-sha-256 scram-sha-1 cram-md5; do
			MAILPIPE_PASSWORD=$password pop3list -t \
			    -A "pop3s://localhost:$POP3S_PORT" -o user="$user" \
			    -o tls_ca="$SERVERS_CA" -o auth=$auth
		done
	done < <(grep -v '^#' "$root/tests/servers/users")
}

# token CLAIMS: a JWT (RFC 7519) that tests/servers/oauth2.conf accepts.
token() {
	local body
	body=$(printf '{"alg":"HS256","typ":"JWT"}' | b64 -u -w 0 | tr -d =)
	body+=.$(printf %s "$1" | b64 -u -w 0 | tr -d =)
	printf %s "$body." >jwt
	printf %s "$body" | openssl dgst -sha256 -hmac key -binary |
		b64 -u -w 0 | tr -d = >>jwt
	echo "$PWD/jwt"
}

@test "Dovecot and Postfix: OAuth tokens, good and expired" {
	need_servers
	local auth good old
	good=$(token '{"sub":"sasl","iat":1,"exp":4000000000}')
	cp "$good" good
	old=$(token '{"sub":"sasl","iat":1,"exp":2}')
	for auth in oauthbearer xoauth2; do
		to_dovecot pop3s pop3list -t -o auth=$auth \
		    -o token_cmd='cat good'
		expect_error 77 '{"status":"' to_dovecot pop3s pop3list -t \
		    -o auth=$auth -o token_cmd="cat '$old'"
		submit -o auth=$auth -o token_cmd='cat good' -v \
		    sasl-$auth@example.org 2>err
		hidden "$(cat good)"
		grep -Eqx "C: AUTH ${auth^^}( \*\*\*)?" err
		mail_of sasl-$auth 1
		expect_error 77 '{"status":"' submit -o auth=$auth \
		    -o token_cmd="cat '$old'" sasl-$auth@example.org
	done
	to_dovecot pop3s pop3list -t -o token_cmd='cat good' -v 2>err
	grep -q '^C: AUTH OAUTHBEARER' err
}

@test "Dovecot: a client certificate needs no password" {
	need_servers
	unset MAILPIPE_PASSWORD
	pop3list -A "pop3s://client@localhost:$POP3S_PORT" -t -v \
	    -o tls_ca="$SERVERS_CA" -o tls_cert="$SERVERS/certs/client.pem" \
	    -o tls_key="$SERVERS/certs/client.key" 2>err
	grep -q '^C: AUTH EXTERNAL' err
	# Without one it is not tried, and with another user it is refused.
	MAILPIPE_PASSWORD=secret to_dovecot pop3s pop3list -t -v 2>err
	hidden 'AUTH EXTERNAL'
	expect_error 77 'login refused' pop3list -t -o auth=external \
	    -A "pop3s://other@localhost:$POP3S_PORT" -o tls_ca="$SERVERS_CA" \
	    -o tls_cert="$SERVERS/certs/client.pem" \
	    -o tls_key="$SERVERS/certs/client.key"
}
