/* SPDX-License-Identifier: ISC */
#include "net/send_outcome.h"

#include <string.h>

#include "net/log.h"
#include "net/smtp_log.h"

bool
send_refusal(const struct account *account, const struct smtp_mail *m,
    size_t i, struct err *e)
{
	struct buf text = BUF_INIT;

	if (!m->results[i].alone || m->results[i].fate == SMTP_ACCEPTED)
		return false;
	smtp_reply_line(&m->results[i].reply, &text);
	err_set(e, STATUS_PARTIAL, "%s: %s refused: %s",
	    url_server(&account->url), m->envelope->rcpts[i],
	    buf_string(&text));
	buf_free(&text);
	return true;
}

void
send_queued(const struct send_outcome *o, const struct account *account,
    const struct err *why, struct err *e)
{
	if (why != NULL)
		err_set(e, STATUS_OK, "%s: queued as %s", why->text, o->id);
	else
		err_set(e, STATUS_OK, "%s: queued as %s for %zu recipients",
		    url_server(&account->url), o->id, o->waiting);
}

/* Whether one who will not get it was left out neither by the server nor by
   the queue. */
static bool
is_partial(const struct send_outcome *o, const struct smtp_mail *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->results[i].fate == SMTP_PERMANENT ||
		    (m->results[i].fate == SMTP_TEMPORARY &&
		    o->waiting == 0))
			return true;
	return false;
}

static void
keep_log(struct send_outcome *o, const struct account *account,
    const struct smtp_mail *m, const struct err *why)
{
	struct log_line line;

	log_begin(&line, account);
	if (o->waiting > 0)
		log_text(&line, "queued", str_from(o->id));
	smtp_log(&line, m, o->status, why);
	(void)log_end(&line, &o->log_error);
}

void
send_outcome(struct send_outcome *o, const struct account *account,
    const struct smtp_mail *m, const struct err *why,
    const struct queue_source *queue, bool tried)
{
	memset(o, 0, sizeof(*o));
	if (queue != NULL)
		o->waiting = queue_letter_waits(m, why);
	if (o->waiting > 0 && queue_letter_add(queue, m, why, tried, o->id,
	    &o->queue_error) < 0)
		o->waiting = 0;
	o->is_taken = why == NULL || o->waiting > 0 ||
	    smtp_has_accepted(m->results, m->n);
	if (why != NULL && o->waiting == 0)
		o->status = o->is_taken ? STATUS_PARTIAL : why->status;
	else if (is_partial(o, m))
		o->status = STATUS_PARTIAL;
	keep_log(o, account, m, why);
}
