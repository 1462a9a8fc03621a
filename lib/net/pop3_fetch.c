/* SPDX-License-Identifier: ISC */
#include "net/pop3_fetch.h"

#include <stdlib.h>

#include "base/mem.h"
#include "net/log.h"

/* A server waits for ten minutes at least (RFC 1939 3), one that follows no
   rule perhaps for as long as we do. */
#define IDLE_MS 60000

void
pop3_fetch_say(struct pop3_fetch *f, uint64_t number, const char *what,
    const struct err *why)
{
	struct err e = *why;

	err_prefix(&e, "%s: message %llu: %s", f->session->account->url.host,
	    (unsigned long long)number, what);
	f->say(f->arg, &e);
	f->failed = true;
	if (e.status == STATUS_TEMPFAIL)
		f->temporary = true;
	if (e.status == STATUS_CANTCREAT || e.status == STATUS_IOERR)
		f->trouble = e.status;
}

void
pop3_fetch_refused(struct pop3_fetch *f, const struct pop3_reply *r,
    const char *what)
{
	struct err e = ERR_INIT;
	struct buf which = BUF_INIT;

	buf_printf(&which, "message %llu: %s",
	    (unsigned long long)r->request.number, what);
	pop3_refused(f->session, r, STATUS_PARTIAL, &e, buf_string(&which));
	buf_free(&which);
	f->say(f->arg, &e);
	f->failed = true;
	if (e.status == STATUS_TEMPFAIL)
		f->temporary = true;
}

int64_t
pop3_fetch_idle_ms(const struct pop3_fetch *f)
{
	const int64_t half = (int64_t)f->session->account->timeout * 500;

	return half < IDLE_MS ? half : IDLE_MS;
}

/* A connection that is lost now is met again with the next command. */
void
pop3_fetch_idle(void *arg)
{
	struct pop3_fetch *f = arg;
	struct pop3_reply r;
	struct err ignored;

	f->slow = true;
	if (f->session->queued == 0 &&
	    pop3_queue(f->session, POP3_NOOP, 0, 0))
		(void)pop3_reply(f->session, &r, &ignored);
}

static void
remove_later(struct pop3_fetch *f, size_t target)
{
	f->removals = mem_more(f->removals, f->n, &f->cap,
	    sizeof(*f->removals));
	f->removals[f->n++] = target;
}

static void
log_one(struct pop3_fetch *f, const struct pop3_target *t)
{
	const struct deliver *d = f->deliver;
	struct err e = ERR_INIT;
	struct log_line line;

	log_begin(&line, f->session->account);
	if (t->entry != JOURNAL_NONE)
		log_text(&line, "uidl", journal_id(f->targets->journal,
		    t->entry));
	log_number(&line, "size", t->octets);
	if (d->where != NULL)
		log_text(&line, "to", str_from(d->where));
	if (log_end(&line, &e) < 0)
		f->say(f->arg, &e);
}

static void
delivered(void *arg, size_t token, const struct err *why)
{
	struct pop3_fetch *f = arg;
	struct pop3_target *t = &f->targets->v[token];

	if (why != NULL) {
		pop3_fetch_say(f, t->number, "not delivered", why);
		return;
	}
	f->delivered++;
	log_one(f, t);
	if (f->wish->to_delete)
		remove_later(f, token);
}

/* The next target from *at on that is retrieved. */
static bool
find_next(const struct pop3_fetch *f, size_t *at)
{
	while (*at < f->targets->n &&
	    f->targets->v[*at].fate != POP3_FETCH)
		++*at;
	return *at < f->targets->n;
}

/* While a command works on a message, a slow one above all, nothing is to be
   under way if pop3_fetch_idle is to keep the session alive. */
static bool
has_room(const struct pop3_fetch *f)
{
	return f->session->queued == 0 || (!f->slow &&
	    (f->session->pipelining || f->deliver->idle.call == NULL));
}

static void
ask(struct pop3_fetch *f)
{
	const struct pop3_target *v = f->targets->v;
	struct pop3 *p = f->session;

	for (; f->n_asked < f->n; f->n_asked++)
		if (!pop3_queue(p, POP3_DELE,
		    v[f->removals[f->n_asked]].number, 0))
			return;
	while (find_next(f, &f->asked) && has_room(f) &&
	    pop3_queue(p, f->wish->top ? POP3_TOP : POP3_RETR,
	    v[f->asked].number, f->wish->lines))
		f->asked++;
}

/* The rest of a message will not come. */
static int
cut(struct pop3_fetch *f, uint64_t number, struct err *e)
{
	return err_prefix(e, "message %llu was cut%s",
	    (unsigned long long)number, deliver_abort(f->deliver)
	    ? ", and the beginning that was written is no message" : "");
}

static int
receive(struct pop3_fetch *f, struct err *e)
{
	struct pop3_target *t = &f->targets->v[f->answered];
	struct deliver *d = f->deliver;
	struct str piece;
	uint64_t octets = 0;
	int got;

	deliver_begin(d, f->answered, t->entry);
	while ((got = pop3_piece(f->session, &piece, e)) > 0) {
		deliver_add(d, piece);
		octets += piece.n;
		f->progress(f->arg, piece.n);
		if (d->kind == DELIVER_STDOUT && d->trouble.status != 0) {
			*e = d->trouble;
			return -1;
		}
	}
	if (got < 0)
		return cut(f, t->number, e);
	t->octets = octets;
	return deliver_end(d, e);
}

static int
take_reply(struct pop3_fetch *f, struct err *e)
{
	struct pop3_reply r;
	int result = 0;

	if (pop3_reply(f->session, &r, e) < 0)
		return -1;
	if (r.request.command == POP3_DELE) {
		if (r.status.word == POP3_ERR)
			pop3_fetch_refused(f, &r, "not deleted");
		else
			f->targets->v[f->removals[f->n_answered]].done = true;
		f->n_answered++;
		return 0;
	}
	find_next(f, &f->answered);
	if (!r.has_text)
		pop3_fetch_refused(f, &r, "not retrieved");
	else
		result = receive(f, e);
	f->retrieved += r.has_text && !f->wish->top;
	f->answered++;
	if (result == 0 && deliver_is_due(f->deliver))
		result = deliver_commit(f->deliver, e);
	return result;
}

/* What an earlier run, which was killed, has delivered is not retrieved; what
   was taken before and is to be deleted can be at once. */
static int
begin(struct pop3_fetch *f, struct err *e)
{
	struct pop3_targets *t = f->targets;
	size_t i;
	int has;

	f->deliver->done = delivered;
	f->deliver->arg = f;
	f->deliver->to_delete = f->deliver->sync = f->wish->to_delete;
	if (f->deliver->kind == DELIVER_COMMAND) {
		f->deliver->idle.call = pop3_fetch_idle;
		f->deliver->idle.arg = f;
		f->deliver->idle.ms = pop3_fetch_idle_ms(f);
	}
	for (i = 0; i < t->n; i++) {
		if (t->v[i].fate == POP3_REMOVE)
			remove_later(f, i);
		if (t->v[i].fate != POP3_FETCH)
			continue;
		has = deliver_find(f->deliver, i, t->v[i].entry, e);
		if (has < 0)
			return -1;
		if (has > 0)
			t->v[i].fate = POP3_SKIP;
	}
	return 0;
}

int
pop3_fetch_run(struct pop3_fetch *f, struct err *e)
{
	if (begin(f, e) < 0)
		return -1;
	do {
		ask(f);
		if (f->session->queued > 0 && take_reply(f, e) < 0)
			return -1;
	} while (find_next(f, &f->asked) || find_next(f, &f->answered));
	return deliver_close(f->deliver, e);
}

/* QUIT deletes what was retrieved, where EXPIRE is 0 (RFC 2449 6.7). */
static bool
quit_is_harmless(const struct pop3_fetch *f)
{
	return !pop3_expires_at_once(f->session) || f->retrieved == 0 ||
	    (f->wish->to_delete && !f->failed);
}

/* What was to be deleted stays, with what must not be. */
static void
leave_all(struct pop3_fetch *f)
{
	struct err e = ERR_INIT;

	if (f->n == 0)
		return;
	err_set(&e, STATUS_PARTIAL, "%s: nothing was deleted: with it would "
	    "go all that was retrieved (EXPIRE 0)",
	    f->session->account->url.host);
	f->say(f->arg, &e);
	f->failed = true;
}

/* The file need not say so at once: the next listing tells it as well. */
static int
note_deleted(struct pop3_fetch *f, struct err *e)
{
	struct journal *j = f->targets->journal;
	const struct pop3_target *t;

	if (j == NULL)
		return 0;
	for (t = f->targets->v; t < f->targets->v + f->targets->n; t++)
		if (t->done && t->entry != JOURNAL_NONE)
			journal_note(j, t->entry, JOURNAL_DELETED, NULL);
	return journal_write(j, e);
}

/* The last deletions and QUIT go together. */
int
pop3_fetch_quit(struct pop3_fetch *f, struct err *e)
{
	bool asked = false;

	if (!quit_is_harmless(f)) {
		leave_all(f);
		return 0;
	}
	if (f->n == 0) {
		pop3_leave(f->session);
		return 0;
	}
	while (f->n_answered < f->n) {
		ask(f);
		asked = asked || (f->n_asked == f->n &&
		    pop3_queue(f->session, POP3_QUIT, 0, 0));
		if (take_reply(f, e) < 0)
			return err_prefix(e, asked && f->session->pipelining
			    ? "maybe not all was deleted"
			    : "nothing was deleted");
	}
	if (pop3_quit(f->session, e) < 0)
		return err_prefix(e, "maybe not all was deleted");
	return note_deleted(f, e);
}

void
pop3_fetch_free(struct pop3_fetch *f)
{
	free(f->removals);
	f->removals = NULL;
	f->n = f->cap = 0;
}
