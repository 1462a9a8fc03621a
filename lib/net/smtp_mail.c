/* SPDX-License-Identifier: ISC */
#include "net/smtp_mail.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mime/recode.h"
#include "net/smtp_flight.h"
#include "net/smtp_text.h"

void
smtp_mail_init(struct smtp_mail *m, const struct envelope *envelope,
    struct outgoing *message)
{
	memset(m, 0, sizeof(*m));
	m->envelope = envelope;
	m->message = message;
	m->n = envelope->n;
	m->results = mem_alloc(m->n * sizeof(*m->results));
}

void
smtp_mail_free(struct smtp_mail *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		smtp_reply_free(&m->results[i].reply);
	free(m->results);
	m->results = NULL;
}

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
	if (s->size_max > 0 && size > s->size_max)
		return err_set(e, STATUS_UNAVAILABLE, "%s: the message has "
		    "%llu bytes and the server takes %llu", host,
		    (unsigned long long)size,
		    (unsigned long long)s->size_max);
	return 0;
}

/* DATA was accepted though nobody is to get it: a lone dot ends that (RFC
   2920 3.1), and what is said to it is of no interest.  It would be a
   message if recipients of a refused sender stood, so there we hang up, and
   with LMTP, which has no reply to a dot for nobody (RFC 2033 4.2). */
static void
take_back_data(struct smtp *s, const struct smtp_flight *f)
{
	struct err unused = ERR_INIT;

	if (!f->mail_refused && !smtp_is_lmtp(s)) {
		(void)smtp_ask(s, &unused, ".");
		return;
	}
	s->broken = true;
	conn_close(&s->conn);
}

/* The session broke before the message.  Who refuses and then hangs up has
   refused, even if replies to what was pipelined are missing. */
static void
cut_off(const struct smtp *s, const struct smtp_mail *m,
    const struct smtp_flight *f, struct err *e)
{
	if (f->mail_refused)
		*e = f->why;
	else if (f->asked == m->n && !smtp_has_accepted(m->results, m->n))
		smtp_none_accepted(m->results, m->n,
		    url_server(&s->account->url), e);
	else if (f->is_out && s->reply.code != 421)
		err_prefix(e, SMTP_UNCERTAIN);
}

/* Ends a transaction in which there is nothing to send.  -1. */
static int
give_up(struct smtp *s, struct smtp_mail *m, const struct smtp_flight *f,
    struct err *e)
{
	if (f->mail_refused) {
		*e = f->why;
	} else if (!smtp_has_accepted(m->results, m->n)) {
		smtp_none_accepted(m->results, m->n,
		    url_server(&s->account->url), e);
	} else {
		smtp_refused(s, e, STATUS_UNAVAILABLE, "DATA refused");
		smtp_decide_rest(m->results, m->n, &s->reply);
	}
	if (f->data_accepted)
		take_back_data(s, f);
	return -1;
}

/* RFC 5321 4.2.2: whatever is wrong, it is with the command. */
static bool
refuses_command(const struct smtp_reply *r)
{
	return r->code >= 500 && r->code <= 504;
}

/* Reads what is said to a text that came with the commands.  1 if the server
   does not know BDAT after all, else as smtp_mail_send. */
static int
land(struct smtp *s, struct smtp_mail *m, const struct smtp_flight *f,
    struct err *e)
{
	bool is_wanted = !f->mail_refused &&
	    smtp_has_accepted(m->results, m->n);

	if (smtp_text_reply(s, e) < 0) {
		cut_off(s, m, f, e);
		return -1;
	}
	if (is_wanted && refuses_command(&s->reply))
		return 1;
	if (is_wanted)
		return smtp_text_judge(s, m, e);
	if (f->mail_refused && smtp_reply_class(&s->reply) == 2) {
		s->broken = true;
		return err_set(e, STATUS_PROTOCOL, "%s: " SMTP_UNCERTAIN
		    ": the sender was refused, and the message was not",
		    url_server(&s->account->url));
	}
	return give_up(s, m, f, e);
}

/* As land. */
static int
try_once(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	struct smtp_flight f;

	if (smtp_flight_fly(s, m, &f, e) < 0) {
		s->broken = true;
		cut_off(s, m, &f, e);
		return -1;
	}
	if (f.has_text)
		return land(s, m, &f, e);
	if (!f.data_accepted || f.mail_refused ||
	    !smtp_has_accepted(m->results, m->n))
		return give_up(s, m, &f, e);
	return smtp_text_send(s, m, e);
}

/* Whoever knows no BDAT may take the text for commands, so nothing more is
   said there: it all begins again on a new connection, with DATA. */
static int
retreat(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		smtp_reply_free(&m->results[i].reply);
	memset(m->results, 0, m->n * sizeof(*m->results));
	s->no_chunking = true;
	return smtp_reopen(s, e) < 0 ? -1 : try_once(s, m, e);
}

int
smtp_mail_send(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	int done;

	if (recode(s, m, e) < 0 || check(s, m, e) < 0)
		return -1;
	done = try_once(s, m, e);
	if (done > 0)
		done = retreat(s, m, e);
	if (done < 0 && !m->is_told)
		smtp_withdraw(m->results, m->n);
	return done;
}
