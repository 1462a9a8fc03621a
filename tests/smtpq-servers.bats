# SPDX-License-Identifier: ISC
# The queue and a real Postfix: it is down, and comes up.
load lib
load servers

setup() {
	need_servers
	printf '%s\n' 'From: me@example.org' 'Subject: hi' '' 'hello' >msg
	mkdir -p .config/mailpipe
	account 1
}

# account PORT: where the server is.
account() {
	cat >.config/mailpipe/accounts <<-END
	[work]
	from = me@example.org
	smtp = smtp+starttls://a@localhost:$1
	pass = secret
	tls_ca = $SERVERS_CA
	queue = yes
	log = ~/log
	END
	chmod 600 .config/mailpipe/accounts
}

@test "down, queued, up, delivered: over one connection, once" {
	local i
	for i in 1 2 3; do
		smtpsend "sq1@example.org" <msg 2>>err
	done
	[ "$(grep -c 'Connection refused: queued as' err)" -eq 3 ]
	expect_error 75 'Connection refused: 3 of the queue wait' smtpq -f
	account "$SMTP_PORT"
	smtpq -f -v 2>trace
	[ "$(grep -c '^C: EHLO' trace)" -eq 2 ] # before and in TLS
	[ "$(grep -c '^C: AUTH' trace)" -eq 1 ]
	mail_of sq1 3 >files
	[ "$(wc -l <files)" -eq 3 ]
	[ "$(cat $(<files) | grep -i '^Message-ID:' | sort -u | wc -l)" -eq 3 ]
	[ -z "$(smtpq -l)" ]
	smtpq -f
	[ "$(ls "$SERVERS/mail/sq1/Maildir/new" | wc -l)" -eq 3 ]
	[ "$(grep -c 'smtpq\[.* exit=0 code=250 .*to=sq1@example.org' log)" -eq 3 ]
}

@test "what Postfix refuses for now waits, what for good does not" {
	account "$MX_PORT"
	sed -i 's/+starttls//; s/a@localhost/localhost/' .config/mailpipe/accounts
	expect_status 1 smtpsend sq2@example.org later@example.org \
	    unknown@example.org <msg 2>err
	[ "$(smtpq -l | cut -f 9)" = later@example.org ]
	smtpq -l | cut -f 10 | grep -q '^450'
	mail_of sq2 1
	expect_status 75 smtpq -f 2>err
	[ "$(smtpq -l | cut -f 2,5)" = "waiting	2" ]
	smtpsend -Q later@example.org <msg 2>err
	[ "$(smtpq -l | wc -l)" -eq 2 ]
}

@test "a password that is refused gives up no message" {
	smtpsend sq3@example.org <msg 2>err
	account "$SMTP_PORT"
	sed -i 's/^pass = .*/pass = wrong/' .config/mailpipe/accounts
	expect_status 77 smtpq -f 2>err
	[ "$(smtpq -l | cut -f 2)" = waiting ]
	expect_status 77 smtpsend -Q sq3@example.org <msg 2>err
	[ "$(smtpq -l | wc -l)" -eq 1 ]
	account "$SMTP_PORT"
	smtpq -f
	mail_of sq3 1
}
