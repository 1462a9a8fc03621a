/* SPDX-License-Identifier: ISC */
#include "net/imap_watch.h"

#include <poll.h>
#include <time.h>

#include "base/clock.h"

/* How often the clock is looked at, and how much it may differ, in
   milliseconds. */
#define SLICE 30000
#define SLEPT 20000

struct imap_news
imap_watch_see(struct imap_watch *w, uint64_t validity, uint64_t next,
    uint64_t messages)
{
	struct imap_news news = {false, 0, 0, 0, 0};
	struct imap_watch before = *w;

	*w = (struct imap_watch){true, validity, next, messages, true};
	if (!before.known)
		return news;
	if (before.validity != 0 && before.validity != validity) {
		news.reset = true;
		return news;
	}
	if (next != 0 && before.next != 0 && next > before.next) {
		news.first = before.next;
		news.last = next - 1;
		news.came = next - before.next;
	} else if ((next == 0 || before.next == 0) && before.counted &&
	    messages > before.messages) {
		news.came = messages - before.messages;
	}
	if (before.counted && before.messages + news.came > messages)
		news.gone = before.messages + news.came - messages;
	/* A UIDNEXT never goes down (RFC 9051 2.3.1.1). */
	if (next < before.next)
		w->next = before.next;
	return news;
}

/* How far the time of day is ahead of the clock that stands still while the
   system sleeps. */
static int64_t
ahead(void)
{
	return (int64_t)time(NULL) * 1000 - clock_ms();
}

int
imap_await(struct imap *s, int64_t deadline, struct err *e)
{
	struct pollfd p = {s->conn.in.fd, POLLIN, 0};
	int64_t before = ahead();
	struct imap_token t;
	int left, got;

	/* The rest of the last reply is nothing new. */
	do
		got = imap_token(s, &t, e);
	while (got > 0);
	while (got == 0 && (got = conn_has_more(&s->conn, e)) == 0) {
		left = clock_left(deadline);
		if (left == 0)
			return 0;
		(void)poll(&p, 1, left < 0 || left > SLICE ? SLICE : left);
		if (ahead() > before + SLEPT)
			return err_set(e, STATUS_TEMPFAIL,
			    "%s: the system has slept",
			    s->account->url.host);
	}
	return got;
}

static bool
has_changed(const struct imap_box *now, const struct imap_box *known)
{
	return now->exists != known->exists ||
	    now->expunges != known->expunges ||
	    now->uidvalidity != known->uidvalidity;
}

/* Reads till something has changed: 1, 0 when the time is over, -1. */
static int
await_change(struct imap *s, const struct imap_box *known, int64_t deadline,
    struct err *e)
{
	struct imap_reply r;
	int got = 1;

	while (!has_changed(&s->box, known) &&
	    (got = imap_await(s, deadline, e)) > 0) {
		if (imap_reply(s, &r, e) < 0)
			return -1;
		if (r.tag != 0)
			return err_set(e, STATUS_TEMPFAIL,
			    "%s: the server has ended IDLE",
			    s->account->url.host);
	}
	return got;
}

int
imap_idle(struct imap *s, const struct imap_box *known, int64_t deadline,
    struct err *e)
{
	struct imap_reply r;
	unsigned int tag;

	if (imap_command(s, &tag, e, "IDLE") < 0)
		return -1;
	do
		if (imap_reply(s, &r, e) < 0)
			return -1;
	while (!r.is_more && r.tag != tag);
	if (r.tag == tag)
		return 0;
	if (await_change(s, known, deadline, e) < 0 ||
	    imap_send_line(s, "DONE", e) < 0 ||
	    imap_wait(s, tag, STATUS_TEMPFAIL, "IDLE", e) < 0)
		return -1;
	/* For servers that take IDLE and never speak. */
	if (imap_command(s, &tag, e, "NOOP") < 0 ||
	    imap_wait(s, tag, STATUS_TEMPFAIL, "NOOP", e) < 0)
		return -1;
	return 1;
}
