/* SPDX-License-Identifier: ISC */
#include "base/spool.h"
#include "net/pop3_fetch.h"
#include "net/pop3_headers.h"
#include "store/command.h"

/* The next message that may be retrieved. */
static size_t
next(const struct pop3_targets *t, size_t at)
{
	while (at < t->n && t->v[at].fate != POP3_FETCH)
		at++;
	return at;
}

static void
ask(struct pop3_fetch *f, size_t *asked)
{
	struct pop3 *p = f->session;

	/* A slow filter leaves the session free for pop3_fetch_idle. */
	while ((*asked = next(f->targets, *asked)) < f->targets->n &&
	    (p->queued == 0 || (p->pipelining && !f->slow)) &&
	    pop3_queue(p, POP3_TOP, f->targets->v[*asked].number, 0))
		++*asked;
}

static enum pop3_fate
run(struct pop3_fetch *f, uint64_t number, struct spool *header)
{
	const struct command_idle idle = {pop3_fetch_idle, f,
	    pop3_fetch_idle_ms(f)};
	struct err e = ERR_INIT;
	enum retr_verdict said = retr_wish_filter(f->wish, header, &idle, &e);

	if (e.status != 0)
		pop3_fetch_say(f, number, "not filtered", &e);
	return said == RETR_TAKE ? POP3_FETCH
	    : said == RETR_REMOVE ? POP3_REMOVE : POP3_SKIP;
}

/* The answer to TOP, which a server may well never end. */
static int
read_header(struct pop3_fetch *f, uint64_t number, struct spool *header,
    struct err *e)
{
	struct str piece;
	size_t total = 0;
	int got;

	while ((got = pop3_piece(f->session, &piece, e)) > 0) {
		total += piece.n;
		if (total > POP3_TOP_MAX)
			return err_set(e, STATUS_PROTOCOL,
			    "TOP %llu: more than %zu bytes",
			    (unsigned long long)number, POP3_TOP_MAX);
		if (spool_add(header, piece.p, piece.n, e) < 0)
			return -1;
	}
	return got;
}

static int
filter_one(struct pop3_fetch *f, struct pop3_target *t, struct err *e)
{
	struct spool header;
	int got;

	spool_init(&header);
	got = read_header(f, t->number, &header, e);
	if (got == 0)
		t->fate = run(f, t->number, &header);
	spool_free(&header);
	return got;
}

static int
filter_all(struct pop3_fetch *f, struct err *e)
{
	struct pop3_targets *t = f->targets;
	uint64_t left = f->wish->at_most;
	struct pop3_reply r;
	size_t asked = 0, at;

	for (at = next(t, 0); at < t->n; at = next(t, at + 1)) {
		if (left == 0 && at >= asked) {
			t->v[at].fate = POP3_SKIP;
			continue;
		}
		if (left > 0)
			ask(f, &asked);
		if (pop3_reply(f->session, &r, e) < 0)
			return -1;
		if (left == 0 || !r.has_text)
			t->v[at].fate = POP3_SKIP;
		if (left > 0 && !r.has_text)
			pop3_fetch_refused(f, &r, "not filtered");
		else if (left > 0 && filter_one(f, &t->v[at], e) < 0)
			return -1;
		left -= left > 0 && t->v[at].fate == POP3_FETCH;
	}
	return 0;
}

int
pop3_fetch_filter(struct pop3_fetch *f, struct err *e)
{
	struct str args;

	if (f->wish->filter == NULL)
		return 0;
	if (f->session->has_capa && !pop3_offers(f->session, "TOP", &args))
		return err_set(e, STATUS_UNAVAILABLE, "%s: the server has no "
		    "TOP, and shows no header before the message",
		    f->session->account->url.host);
	return filter_all(f, e);
}
