/* SPDX-License-Identifier: ISC */
#include "net/queue_run.h"

#include <string.h>

#include "net/log.h"
#include "net/queue_letter.h"
#include "net/queue_send.h"
#include "net/queue_tasks.h"
#include "net/send_outcome.h"
#include "net/smtp_log.h"

/* Messages in one route after which the server has hung up, one behind the
   other, before it is left alone. */
#define BREAKS_MAX 3

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

/* An entry that is damaged, or cannot be changed. */
static void
tell_failure(void *arg, const struct err *e)
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

/* The password of the environment is the own account's alone, by however many
   routes its messages go. */
static void
share_password(struct queue_run *r, bool is_own)
{
	struct buf *env = &r->account.env;

	if (env->data != NULL) { /* it was taken from there, once */
		r->password = *env;
		memset(env, 0, sizeof(*env));
	}
	if (!is_own || r->password.data == NULL)
		return;
	buf_reserve(env, r->password.len + 1);
	buf_add_str(env, buf_str(&r->password));
}

static int
find_account(struct queue_run *r, const struct queue_task *task,
    const struct queue_entry *x, struct err *e)
{
	int done;

	if (r->has_account)
		return 0;
	r->has_account = true;
	done = queue_letter_account(x, &r->account, r->options->overrides,
	    r->options->query.n, e);
	share_password(r, task->is_own);
	return done;
}

static int
call_server(struct queue_run *r, struct err *e)
{
	const struct queue_down *known = queue_down_find(&r->downs,
	    &r->account);

	if (known != NULL) {
		*e = known->why;
		r->is_barred = known->is_barred;
		return -1;
	}
	r->is_open = true;
	smtp_init(&r->smtp, &r->account, r->argv0);
	client_options_trace(r->options, &r->smtp.conn);
	return smtp_open(&r->smtp, e);
}

/* Nothing more can be sent on this route. */
static void
go_down(struct queue_run *r, const struct err *why)
{
	r->is_down = true;
	r->down = *why;
	if (!r->is_open || r->smtp.is_ready)
		return;
	r->is_barred = queue_down_is_barred(&r->smtp, why);
	queue_down_add(&r->downs, &r->smtp, why);
}

/* A session that can take a message: perhaps another one than the last. */
static int
open_session(struct queue_run *r, struct err *e)
{
	if (!r->is_open)
		return call_server(r, e);
	return r->smtp.broken || !r->smtp.is_ready
	    ? smtp_reopen(&r->smtp, e) : 0;
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

static void
keep_log(const struct queue_run *r, const struct queue_send *s,
    const struct smtp_mail *m, int status, const struct err *why)
{
	struct err e = ERR_INIT;
	struct log_line line;

	log_begin(&line, &r->account);
	log_text(&line, "id", str_from(s->id));
	smtp_log(&line, m, status, why);
	if (log_end(&line, &e) < 0)
		r->tell(r->arg, &e);
}

/* Says how a try that was not all has ended, an enum queue_end or -1. */
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

static void
judge(struct queue_run *r, const struct queue_send *s, int end,
    const struct err *why, struct err *e)
{
	const struct smtp_mail *m = s->mail;
	int status = end == QUEUE_DONE ? STATUS_OK : status_of(m, why);

	keep_log(r, s, m, status, why);
	r->count.done += end == QUEUE_DONE ||
	    smtp_has_accepted(m->results, m->n);
	if (end == QUEUE_DONE)
		return;
	tell_refused(r, s->id, m);
	tell_end(r, s, end, why, e);
	queue_count_failure(&r->count, end < 0 ? e->status : status);
}

/* Whoever makes the server hang up must not do that for ever. */
static void
count_breaks(struct queue_run *r, int end)
{
	if (!r->smtp.broken || end == QUEUE_DONE || end == QUEUE_GIVEN_UP)
		r->breaks = 0;
	else if (++r->breaks == BREAKS_MAX)
		r->is_down = true;
}

static void
transact(struct queue_run *r, struct queue_send *s, bool last)
{
	struct err why = ERR_INIT, e = ERR_INIT;
	struct progress progress;
	struct smtp_mail mail;
	int done, end;

	smtp_mail_init(&mail, &s->envelope, &s->text);
	mail.dsn = &s->dsn;
	mail.last = last;
	mail.recode = queue_entry_get(&s->file.entry, "recode") != NULL;
	mail.progress = &progress;
	mail.settled = queue_send_settled;
	mail.settled_arg = s;
	s->mail = &mail;
	progress_start(&progress, "sent", s->text.body.size,
	    r->options->quiet);
	done = smtp_mail_send(&r->smtp, &mail, &why);
	if (done < 0 && !r->smtp.is_ready) { /* it was called anew */
		go_down(r, &why);
		s->no_session = true;
		s->is_barred = r->is_barred;
	}
	end = queue_send_end(s, &r->account, &mail, done < 0 ? &why : NULL,
	    &e);
	progress_end(&progress);
	judge(r, s, end, done < 0 ? &why : NULL, &e);
	count_breaks(r, end);
	s->mail = NULL;
	smtp_mail_free(&mail);
}

static void
send_one(struct queue_run *r, struct queue_send *s, bool last)
{
	struct err e = ERR_INIT;

	if (queue_send_read(s, &e) < 0) {
		tell_failure(r, &e);
	} else if (queue_send_begin(s, &e) < 0) {
		err_prefix(&e, "%s: not sent", s->id);
		tell_failure(r, &e);
	} else {
		transact(r, s, last);
	}
}

static void
put_off(struct queue_run *r, struct queue_send *s)
{
	struct err e = ERR_INIT;
	int end;

	if (r->down.status == STATUS_OK)
		return;
	s->is_barred = r->is_barred;
	end = queue_send_put_off(s, &r->account, &r->down, &e);
	if (end == QUEUE_KEPT) {
		r->put_off++;
		return;
	}
	tell_end(r, s, end, &r->down, &e);
	queue_count_failure(&r->count, end < 0 ? e.status : r->down.status);
}

static void
run_one(struct queue_run *r, const struct queue_task *task, bool last)
{
	struct err e = ERR_INIT;
	struct queue_send s;
	int got = queue_send_open(&s, r->queue, task->id, &e);

	if (got > 0 && s.envelope.n == 0) {
		if (queue_send_clear(&s, &e) < 0)
			tell_failure(r, &e);
		got = 0;
	}
	if (got < 0)
		tell_failure(r, &e);
	if (got > 0 && !r->is_down && (find_account(r, task, &s.file.entry,
	    &e) < 0 || open_session(r, &e) < 0))
		go_down(r, &e);
	if (got > 0 && r->is_down)
		put_off(r, &s);
	else if (got > 0)
		send_one(r, &s, last);
	queue_send_close(&s);
}

static void
tell_put_off(struct queue_run *r)
{
	struct err e = ERR_INIT;

	err_set(&e, r->down.status, "%s: %zu of the queue wait for another "
	    "try", r->down.text, r->put_off);
	if (is_told(r, e.status))
		r->tell(r->arg, &e);
	queue_count_failure(&r->count, e.status);
}

/* Those that share a connection. */
static void
run_route(struct queue_run *r, const struct queue_task *tasks, size_t n)
{
	size_t i;

	r->is_open = r->has_account = false;
	r->is_down = r->is_barred = false;
	r->breaks = 0;
	r->put_off = 0;
	r->down.status = STATUS_OK;
	for (i = 0; i < n; i++)
		run_one(r, &tasks[i], i == n - 1);
	if (r->put_off > 0)
		tell_put_off(r);
	if (r->is_open)
		smtp_close(&r->smtp);
	if (r->has_account)
		account_free(&r->account);
}

int
queue_run(struct queue_run *r, struct queue *q, struct err *e)
{
	const struct queue_filter filter = {r->options->query.which, r->own,
	    r->all};
	struct queue_tasks tasks;
	size_t i, n;

	if (queue_lock(q, e) < 0) {
		if (e->status == STATUS_TEMPFAIL)
			err_set(e, STATUS_TEMPFAIL, "%s: another smtpq runs "
			    "it now", q->path);
		return -1;
	}
	r->queue = q;
	queue_clean(q);
	if (queue_tasks_find(&tasks, q, &filter, tell_failure, r, e) < 0)
		return -1;
	for (i = 0; i < tasks.n; i += n) {
		n = queue_tasks_run(&tasks, i);
		if (!queue_tasks_barred(tasks.v + i, n))
			run_route(r, tasks.v + i, n);
	}
	queue_tasks_free(&tasks);
	return 0;
}

void
queue_run_free(struct queue_run *r)
{
	queue_downs_free(&r->downs);
	buf_wipe(&r->password);
}
