/* SPDX-License-Identifier: ISC */
#include "net/smtp_fit.h"

#include "mime/recode.h"
#include "net/smtp_flight.h"

/* 8-bit text in a body that may be changed, for a server that cannot take
   it. */
static int
recode(const struct smtp *s, const struct smtp_mail *m, struct err *e)
{
	if (!m->recode || !m->message->has_8bit_body ||
	    smtp_offers(s, SMTP_8BITMIME) || !recode_is_possible(m->message))
		return 0;
	return recode_body(m->message, e);
}

/* What the server does not take is not tried. */
static int
check(const struct smtp *s, const struct smtp_mail *m, struct err *e)
{
	const char *host = url_server(&s->account->url);
	uint64_t size = outgoing_size(m->message);

	if (m->message->has_8bit_header && !smtp_offers(s, SMTP_UTF8))
		return err_set(e, STATUS_UNAVAILABLE, "%s: the header holds "
		    "8-bit text and the server has no SMTPUTF8", host);
	if (smtp_flight_needs_utf8(m) && !smtp_offers(s, SMTP_UTF8))
		return err_set(e, STATUS_UNAVAILABLE, "%s: an address holds "
		    "8-bit text and the server has no SMTPUTF8", host);
	if (m->message->has_8bit_body && !smtp_offers(s, SMTP_8BITMIME))
		return err_set(e, STATUS_UNAVAILABLE, "%s: the message holds "
		    "8-bit text and the server has no 8BITMIME", host);
	/* RFC 8689 2: offered and said under TLS alone. */
	if (account_flag(s->account, ACCOUNT_REQUIRETLS, false) &&
	    (!smtp_offers(s, SMTP_REQUIRETLS) || !conn_is_tls(&s->conn)))
		return err_set(e, STATUS_UNAVAILABLE, "%s: %s", host,
		    conn_is_tls(&s->conn) ? "the server has no REQUIRETLS"
		    : "requiretls, and the connection has no TLS");
	if (s->size_max > 0 && size > s->size_max)
		return err_set(e, STATUS_UNAVAILABLE, "%s: the message has "
		    "%llu bytes and the server takes %llu", host,
		    (unsigned long long)size,
		    (unsigned long long)s->size_max);
	return 0;
}

int
smtp_fit(const struct smtp *s, const struct smtp_mail *m, struct err *e)
{
	return recode(s, m, e) < 0 ? -1 : check(s, m, e);
}
