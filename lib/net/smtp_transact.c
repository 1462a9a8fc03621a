/* SPDX-License-Identifier: ISC */
#include "net/smtp_transact.h"

#include <string.h>

#include "net/smtp_fit.h"
#include "net/smtp_flight.h"
#include "net/smtp_start.h"
#include "net/smtp_text.h"

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
cut_off(struct smtp *s, struct smtp_mail *m, const struct smtp_flight *f,
    struct err *e)
{
	s->broken = true;
	if (f->mail_refused)
		*e = f->why;
	else if (f->asked == m->n && !smtp_has_accepted(m->results, m->n))
		smtp_none_accepted(m->results, m->n,
		    url_server(&s->account->url), e);
	else if (f->is_out && s->reply.code != 421)
		smtp_text_uncertain(m, e);
	else
		s->is_gone = s->reply.code == 421 || conn_is_lost(&s->conn);
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
		err_set(e, STATUS_PROTOCOL, "%s: the sender was refused, and "
		    "the message was not", url_server(&s->account->url));
		return smtp_text_uncertain(m, e);
	}
	return give_up(s, m, f, e);
}

/* As land. */
static int
try_once(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	struct smtp_flight f;

	s->is_gone = false;
	if (smtp_flight_fly(s, m, &f, e) < 0) {
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

/* The same from the start, on a new connection. */
static int
begin_again(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		smtp_reply_free(&m->results[i].reply);
	memset(m->results, 0, m->n * sizeof(*m->results));
	m->begun = false;
	if (smtp_reopen(s, e) < 0 || smtp_fit(s, m, e) < 0)
		return -1;
	return try_once(s, m, e);
}

/*
 * Whoever knows no BDAT may take the text for commands, so nothing more is
 * said there: it all begins again, with DATA.  So it does, once, where the
 * server is tired of us behind an earlier message, and can have nothing of
 * this one.
 */
int
smtp_transact(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	bool was_used = s->is_used || m->begun;
	int done;

	if (!s->is_ready) /* it may lack TLS */
		return err_set(e, STATUS_TEMPFAIL, "%s: no session",
		    url_server(&s->account->url));
	if (s->ahead != NULL ? s->broken || s->ahead != m->whole
	                     : was_used && smtp_has_gone(s)) {
		was_used = false;
		done = begin_again(s, m, e);
	} else {
		done = try_once(s, m, e);
	}
	if (done > 0) {
		s->no_chunking = true;
		done = begin_again(s, m, e);
	} else if (done < 0 && was_used && s->is_gone) {
		done = begin_again(s, m, e);
	}
	s->is_used = true;
	return done;
}

