/* SPDX-License-Identifier: ISC */
#include "net/smtpd_outcome.h"

/* Only some have got it: said in a way that makes nobody send it again. */
static int
say_partial(const struct smtp_mail *m, struct smtpd_reply *reply)
{
	struct buf text = BUF_INIT;
	size_t i = 0;

	while (i < m->n && (m->results[i].fate == SMTP_ACCEPTED ||
	    m->results[i].fate == SMTP_UNKNOWN))
		i++;
	if (i < m->n)
		smtp_reply_line(&m->results[i].reply, &text);
	smtpd_reply_set(reply, 554, "5.0.0",
	    "sent, but not to all: not to %s: %s",
	    i < m->n ? m->envelope->rcpts[i] : "some", buf_string(&text));
	buf_free(&text);
	return -1;
}

/* Nobody has got it: what the server says to the message, or what keeps it
   from the server. */
static int
say_failed(const struct smtp_mail *m, const struct send_outcome *o,
    const struct err *why, struct smtpd_reply *reply)
{
	size_t i;

	if (o->queue_error.status != STATUS_OK)
		return smtpd_reply_err(reply, &o->queue_error);
	for (i = 0; i < m->n; i++)
		if (!m->results[i].alone &&
		    (m->results[i].fate == SMTP_TEMPORARY ||
		    m->results[i].fate == SMTP_PERMANENT))
			return smtpd_reply_pass(reply, &m->results[i].reply);
	return smtpd_reply_err(reply, why);
}

static int
say_sent(const struct smtp_mail *m, const struct send_outcome *o,
    struct smtpd_reply *reply)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->results[i].fate == SMTP_ACCEPTED)
			return smtpd_reply_pass(reply, &m->results[i].reply);
	return smtpd_reply_set(reply, 250, "2.0.0", "queued as %s", o->id);
}

int
smtpd_outcome(struct smtpd_reply *reply, const struct smtp_mail *m,
    const struct send_outcome *o, const struct err *why)
{
	if (o->status == STATUS_OK)
		return say_sent(m, o, reply);
	return o->is_taken ? say_partial(m, reply)
	                   : say_failed(m, o, why, reply);
}
