/* SPDX-License-Identifier: ISC */
#include "net/queue_tell.h"

#include "net/log.h"
#include "net/queue_letter.h"
#include "net/send_outcome.h"
#include "net/smtp_log.h"

void
queue_count_failure(struct queue_count *c, int status)
{
	c->failed++;
	if (c->status == STATUS_OK || status == STATUS_TEMPFAIL)
		c->status = status;
}

int
queue_count_status(const struct queue_count *c)
{
	return c->done > 0 && c->failed > 0 ? STATUS_PARTIAL : c->status;
}

void
queue_tell_failure(void *arg, const struct err *e)
{
	struct queue_run *r = arg;

	r->tell(r->arg, e);
	queue_count_failure(&r->count, e->status);
}

/* With -q nothing is said of what time will see to.  For the rest somebody
   has to do something. */
static bool
is_told(const struct queue_run *r, int status)
{
	return !r->options->quiet || !queue_may_help(status);
}

static void
tell_later(const struct queue_run *r, const char *id, const struct err *why)
{
	struct err e = ERR_INIT;

	if (!is_told(r, why->status))
		return;
	err_set(&e, why->status, "%s: %s: it waits for another try", id,
	    why->text);
	r->tell(r->arg, &e);
}

static void
tell_given_up(const struct queue_run *r, const char *id,
    const struct err *why)
{
	struct err e = ERR_INIT;

	err_set(&e, STATUS_UNAVAILABLE, "%s: %s: given up", id,
	    why != NULL ? why->text : "a recipient was refused");
	r->tell(r->arg, &e);
}

/* Those who were refused one by one. */
static void
tell_refused(const struct queue_run *r, const char *id,
    const struct smtp_mail *m)
{
	struct err e = ERR_INIT;
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (m->results[i].fate == SMTP_TEMPORARY &&
		    !is_told(r, STATUS_TEMPFAIL))
			continue;
		if (!send_refusal(&r->account, m, i, &e))
			continue;
		err_prefix(&e, "%s", id);
		r->tell(r->arg, &e);
	}
}

/* What a message that did not reach all is worth. */
static int
status_of(const struct smtp_mail *m, const struct err *why)
{
	size_t i, refused = 0;

	for (i = 0; i < m->n; i++)
		refused += m->results[i].fate == SMTP_PERMANENT;
	if (why == NULL || smtp_has_accepted(m->results, m->n) ||
	    (refused > 0 && queue_letter_waits(m, why) > 0))
		return STATUS_PARTIAL;
	return why->status;
}

/* The state is that of the list, where the entry is now. */
static void
keep_log(const struct queue_run *r, const struct queue_send *s, int end,
    const struct smtp_mail *m, int status, const struct err *why)
{
	struct err e = ERR_INIT;
	struct log_line line;

	log_begin(&line, &r->account);
	log_text(&line, "id", str_from(s->id));
	if (end != QUEUE_DONE)
		log_text(&line, "state", end == QUEUE_GIVEN_UP
		    ? STR("failed") : STR("waiting"));
	smtp_log(&line, m, status, why);
	if (log_end(&line, &e) < 0)
		r->tell(r->arg, &e);
}

/* Says how a try that was not all has ended. */
static void
tell_end(const struct queue_run *r, const struct queue_send *s, int end,
    const struct err *why, struct err *e)
{
	if (end < 0) {
		err_prefix(e, "%s", s->id);
		r->tell(r->arg, e);
	} else if (end == QUEUE_GIVEN_UP) {
		tell_given_up(r, s->id, why);
	} else if (why != NULL) {
		tell_later(r, s->id, why);
	}
}

void
queue_tell_sent(struct queue_run *r, const struct queue_send *s, int end,
    const struct err *why, struct err *e)
{
	const struct smtp_mail *m = s->mail;
	int status = end == QUEUE_DONE ? STATUS_OK : status_of(m, why);

	keep_log(r, s, end, m, status, why);
	r->count.done += end == QUEUE_DONE ||
	    smtp_has_accepted(m->results, m->n);
	if (end == QUEUE_DONE)
		return;
	tell_refused(r, s->id, m);
	tell_end(r, s, end, why, e);
	queue_count_failure(&r->count, end < 0 ? e->status : status);
}

/* The last line that the log has of it. */
static void
log_given_up(const struct queue_run *r, struct queue_send *s)
{
	struct err unused = ERR_INIT;
	struct smtp_mail mail;

	if (queue_send_read(s, &unused) < 0)
		return;
	smtp_mail_init(&mail, &s->envelope, &s->text);
	keep_log(r, s, QUEUE_GIVEN_UP, &mail, r->down.status, &r->down);
	smtp_mail_free(&mail);
}

void
queue_tell_put_off(struct queue_run *r, struct queue_send *s, int end,
    struct err *e)
{
	if (end == QUEUE_GIVEN_UP)
		log_given_up(r, s);
	tell_end(r, s, end, &r->down, e);
	queue_count_failure(&r->count, end < 0 ? e->status : r->down.status);
}

void
queue_tell_waiting(struct queue_run *r)
{
	struct err e = ERR_INIT;

	err_set(&e, r->down.status, "%s: %zu of the queue wait for another "
	    "try", r->down.text, r->put_off);
	if (is_told(r, e.status))
		r->tell(r->arg, &e);
	queue_count_failure(&r->count, e.status);
}
