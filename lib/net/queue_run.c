/* SPDX-License-Identifier: ISC */
#include "net/queue_run.h"

#include <string.h>

#include "net/queue_letter.h"
#include "net/queue_send.h"
#include "net/queue_tasks.h"
#include "net/queue_tell.h"

/* Messages in one route after which the server has hung up, one behind the
   other, before it is left alone. */
#define BREAKS_MAX 3

/* An entry on its way, with what is sent of it. */
struct queue_item {
	bool is_there, is_read;
	struct queue_send send;
	struct smtp_mail mail; /* once it was read */
};

/* Those of a route that are still to come. */
struct queue_route {
	const struct queue_task *tasks;
	size_t n;
};

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

/* Whoever makes the server hang up must not do that for ever. */
static void
count_breaks(struct queue_run *r, int end)
{
	if (!r->smtp.broken || end == QUEUE_DONE || end == QUEUE_GIVEN_UP)
		r->breaks = 0;
	else if (++r->breaks == BREAKS_MAX)
		r->is_down = true;
}

/*
 * How to send it: nothing travels behind it where the last message was not
 * answered, or this one was not when it was last tried.  A server that hangs
 * up at what it does not await could else get it again in each run.
 */
static void
prepare_mail(struct queue_run *r, struct queue_item *it,
    struct queue_item *next)
{
	bool alone = it->send.file.entry.is_open || r->breaks > 0;

	it->mail.last = !alone && !next->is_there;
	it->mail.next = !alone && next->is_there ? &next->mail : NULL;
	it->mail.settled = queue_send_settled;
	it->mail.settled_arg = &it->send;
	it->send.mail = &it->mail;
}

static void
transact(struct queue_run *r, struct queue_item *it)
{
	struct queue_send *s = &it->send;
	struct err why = ERR_INIT, e = ERR_INIT;
	struct progress progress;
	int done, end;

	it->mail.progress = &progress;
	progress_start(&progress, "sent", s->text.body.size,
	    r->options->quiet);
	done = smtp_mail_send(&r->smtp, &it->mail, &why);
	if (done < 0 && !r->smtp.is_ready) { /* it was called anew */
		go_down(r, &why);
		s->no_session = true;
		s->is_barred = r->is_barred;
	}
	end = queue_send_end(s, &r->account, &it->mail,
	    done < 0 ? &why : NULL, &e);
	progress_end(&progress);
	queue_tell_sent(r, s, end, done < 0 ? &why : NULL, &e);
	count_breaks(r, end);
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
	if (end == QUEUE_KEPT)
		r->put_off++;
	else
		queue_tell_put_off(r, s, end, &e);
}

static void
send_one(struct queue_run *r, struct queue_item *it, struct queue_item *next)
{
	struct err e = ERR_INIT;

	if (!r->is_down && open_session(r, &e) < 0)
		go_down(r, &e);
	if (r->is_down) {
		put_off(r, &it->send);
		return;
	}
	prepare_mail(r, it, next);
	if (queue_send_begin(&it->send, &e) < 0) {
		err_prefix(&e, "%s: not sent", it->send.id);
		queue_tell_failure(r, &e);
	} else {
		transact(r, it);
	}
}

/* What was said for it must not pass for what another one needs. */
static void
close_item(struct queue_run *r, struct queue_item *it)
{
	if (r->is_open && r->smtp.ahead == &it->mail)
		r->smtp.broken = true;
	if (it->is_read)
		smtp_mail_free(&it->mail);
	queue_send_close(&it->send);
}

/* Somebody has to look at it, and is told of it once; nobody can send it. */
static void
set_aside(void *arg, const char *id, struct err *e)
{
	struct queue_run *r = arg;
	const struct err why = *e;

	if (why.status == STATUS_DATA &&
	    queue_move(r->queue, QUEUE_WAITING, id, e) == 0)
		err_set(e, why.status, "%s: moved to failed", why.text);
	queue_tell_failure(r, e);
}

/* 1, 0 when nobody waits for it any more, or -1. */
static int
open_entry(struct queue_run *r, struct queue_item *it,
    const struct queue_task *task, struct err *e)
{
	int got = queue_send_open(&it->send, r->queue, task->id, e);

	if (got > 0 && it->send.envelope.n == 0)
		return queue_send_clear(&it->send, e) < 0 ? -1 : 0;
	return got;
}

/* Its text, if there is a server for it. */
static int
read_entry(struct queue_run *r, struct queue_item *it,
    const struct queue_task *task, struct err *e)
{
	struct queue_send *s = &it->send;

	if (!r->is_down && !r->is_open && (find_account(r, task,
	    &s->file.entry, e) < 0 || call_server(r, e) < 0))
		go_down(r, e);
	if (r->is_down)
		return 0;
	if (queue_send_read(s, e) < 0)
		return -1;
	it->is_read = true;
	smtp_mail_init(&it->mail, &s->envelope, &s->text);
	it->mail.dsn = &s->dsn;
	it->mail.recode = queue_entry_get(&s->file.entry, "recode") != NULL;
	return 0;
}

/* The next one that is to be sent. */
static void
take_next(struct queue_run *r, struct queue_route *route,
    struct queue_item *it)
{
	const struct queue_task *task;
	struct err e = ERR_INIT;
	int got;

	it->is_there = false;
	while (!it->is_there && route->n > 0) {
		task = route->tasks++;
		route->n--;
		it->is_read = false;
		got = open_entry(r, it, task, &e);
		it->is_there = got > 0 && read_entry(r, it, task, &e) == 0;
		if (got < 0 || (got > 0 && !it->is_there))
			set_aside(r, task->id, &e);
		if (!it->is_there)
			close_item(r, it);
	}
}

/* Those that share a connection: while one is sent the next one is there, so
   that it may begin with the end of this one. */
static void
run_route(struct queue_run *r, struct queue_route route)
{
	struct queue_item items[2], *it = &items[0], *next = &items[1], *done;

	r->is_open = r->has_account = false;
	r->is_down = r->is_barred = false;
	r->breaks = 0;
	r->put_off = 0;
	r->down.status = STATUS_OK;
	take_next(r, &route, it);
	while (it->is_there) {
		take_next(r, &route, next);
		send_one(r, it, next);
		close_item(r, it);
		done = it;
		it = next;
		next = done;
	}
	if (r->put_off > 0)
		queue_tell_waiting(r);
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
	struct queue_route route;
	struct queue_tasks tasks;
	size_t i;

	if (queue_lock(q, e) < 0) {
		if (e->status == STATUS_TEMPFAIL)
			err_set(e, STATUS_TEMPFAIL, "%s: another smtpq runs "
			    "it now", q->path);
		return -1;
	}
	r->queue = q;
	queue_clean(q);
	if (queue_tasks_find(&tasks, q, &filter, set_aside, r, e) < 0)
		return -1;
	for (i = 0; i < tasks.n; i += route.n) {
		route.tasks = tasks.v + i;
		route.n = queue_tasks_run(&tasks, i);
		if (!queue_tasks_barred(route.tasks, route.n))
			run_route(r, route);
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
