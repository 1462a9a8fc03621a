/* SPDX-License-Identifier: ISC */
#include "net/smtp_start.h"

int
smtp_start_mail(struct smtp *s, const struct smtp_start *start,
    struct err *e)
{
	struct buf line = BUF_INIT;
	int done;

	buf_add_string(&line, "MAIL FROM:<");
	buf_add_str(&line, start->sender);
	buf_add_char(&line, '>');
	if (start->size > 0 && smtp_offers(s, SMTP_SIZE))
		buf_printf(&line, " SIZE=%llu",
		    (unsigned long long)start->size);
	if (smtp_offers(s, SMTP_8BITMIME))
		buf_add_string(&line, " BODY=8BITMIME");
	if (start->utf8)
		buf_add_string(&line, " SMTPUTF8");
	if (account_flag(s->account, ACCOUNT_REQUIRETLS, false))
		buf_add_string(&line, " REQUIRETLS");
	if (start->dsn != NULL && smtp_offers(s, SMTP_DSN))
		smtp_dsn_mail(start->dsn, &line);
	done = conn_command_str(&s->conn, e, NULL, buf_str(&line));
	buf_free(&line);
	return done;
}

int
smtp_start_rcpt(struct smtp *s, const char *address,
    const struct smtp_dsn *dsn, struct err *e)
{
	struct buf line = BUF_INIT;
	int done;

	buf_printf(&line, "RCPT TO:<%s>", address);
	if (dsn != NULL && smtp_offers(s, SMTP_DSN))
		smtp_dsn_rcpt(dsn, address, &line);
	done = conn_command_str(&s->conn, e, NULL, buf_str(&line));
	buf_free(&line);
	return done;
}

/* The reply to one command; 421 ends it all, and 3yz has only DATA. */
static int
get_reply(struct smtp *s, const char *what, struct err *e)
{
	if (conn_flush(&s->conn, e) < 0) {
		s->broken = true;
		return -1;
	}
	if (smtp_read_reply(s, e) < 0)
		return -1;
	if (s->reply.code == 421 || smtp_reply_class(&s->reply) == 3)
		return smtp_refused(s, e, STATUS_UNAVAILABLE, what);
	return 0;
}

/* Where RSET is refused the recipients of another message may still stand. */
static int
reset(struct smtp *s, struct err *e)
{
	if (!s->in_mail)
		return 0;
	if (conn_command(&s->conn, e, NULL, "RSET") < 0 ||
	    get_reply(s, "RSET refused", e) < 0)
		return -1;
	if (smtp_reply_class(&s->reply) == 2)
		return 0;
	s->broken = true;
	return smtp_refused(s, e, STATUS_UNAVAILABLE, "RSET refused");
}

int
smtp_start(struct smtp *s, const struct smtp_start *start, struct err *e)
{
	if (reset(s, e) < 0)
		return -1;
	s->in_mail = true;
	if (smtp_start_mail(s, start, e) < 0)
		return -1;
	return get_reply(s, "sender refused", e);
}

int
smtp_start_answer(struct smtp *s, struct smtp_result *result, struct err *e)
{
	if (get_reply(s, "recipient refused", e) < 0)
		return -1;
	smtp_decide(result, &s->reply, true);
	return 0;
}

int
smtp_start_ask(struct smtp *s, const char *address,
    const struct smtp_dsn *dsn, struct smtp_result *result, struct err *e)
{
	if (smtp_start_rcpt(s, address, dsn, e) < 0)
		return -1;
	return smtp_start_answer(s, result, e);
}

bool
smtp_has_gone(struct smtp *s)
{
	struct err unused = ERR_INIT;

	return s->quit_sent || s->broken ||
	    conn_has_more(&s->conn, &unused) != 0;
}
