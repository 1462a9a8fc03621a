/* SPDX-License-Identifier: ISC */
#include "net/imap_vigil.h"

#include <poll.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/imap_opened.h"
#include "net/imap_search.h"
#include "net/imap_string.h"

/* Seconds: an IDLE is begun anew, for the sake of what is between us and the
   server, long before the 29 minutes of RFC 2177 3; a STATUS is asked for;
   the first and the longest pause before a lost connection is tried again,
   and how long one must have lasted for the pauses to begin anew. */
#define IDLE_PERIOD 540
#define POLL_PERIOD 60
#define PAUSE_MIN 1
#define PAUSE_MAX 300
#define LASTING 60

/* A NOTIFY with more names is not sent. */
#define NOTIFY_OCTETS ((size_t)8000)

/* When this round is over, at the latest. */
static int64_t
round_end(const struct imap_vigil *v, uint64_t period)
{
	int64_t end = clock_ms() + 1000 * (int64_t)
	    (v->period > 0 ? v->period : period);

	return v->deadline > 0 && v->deadline < end ? v->deadline : end;
}

static bool
is_over(const struct imap_vigil *v)
{
	return v->over || (v->deadline > 0 && clock_left(v->deadline) == 0);
}

/* What the mailboxes are now; what a server leaves out is as it was. */
static int
see_boxes(struct imap_vigil *v, struct err *e)
{
	const struct imap_listed *box;
	struct imap_watch *w;
	size_t i;

	for (i = 0; i < v->boxes.n; i++) {
		box = &v->boxes.v[i];
		w = &v->watch[i];
		v->news[i] = imap_watch_see(w, box->has[IMAP_UIDVALIDITY]
		    ? box->counts[IMAP_UIDVALIDITY] : w->validity,
		    box->has[IMAP_UIDNEXT] ? box->counts[IMAP_UIDNEXT] : 0,
		    box->has[IMAP_MESSAGES] ? box->counts[IMAP_MESSAGES]
		    : w->messages);
	}
	return v->tell(v->arg, v->news, e);
}

/* RFC 5465 3: of mailboxes that are not open the server sends a STATUS
   whenever a message comes or goes. */
static int
send_notify(struct imap_vigil *v, unsigned int *tag, struct err *e)
{
	struct buf command = BUF_INIT;
	size_t i;
	int done = 0;

	buf_add_string(&command, "NOTIFY SET (mailboxes (");
	for (i = 0; i < v->boxes.n; i++) {
		if (i > 0)
			buf_add_char(&command, ' ');
		(void)imap_add_mailbox(&command, buf_str(&v->boxes.v[i].name));
	}
	buf_add_string(&command, ") (MessageNew MessageExpunge))");
	if (command.len < NOTIFY_OCTETS)
		done = imap_send(&v->run->session, tag, buf_str(&command), e);
	buf_free(&command);
	return done;
}

/* NOTIFY first, if that is possible, so that nothing is missed. */
static int
ask(struct imap_vigil *v, unsigned int *notify, unsigned int *tag,
    struct err *e)
{
	struct imap *s = &v->run->session;
	size_t i, n;

	*notify = 0;
	if (!v->notifies && !v->no_notify && imap_offers(s, "NOTIFY") &&
	    send_notify(v, notify, e) < 0)
		return -1;
	for (i = 0; i < v->boxes.n; i++) {
		for (n = 0; n < IMAP_COUNTS; n++)
			v->boxes.v[i].has[n] = false;
		if (imap_listed_ask(s, &v->boxes.v[i], tag, e) < 0)
			return -1;
	}
	return 0;
}

static int
check_boxes(const struct imap_vigil *v, struct err *e)
{
	size_t i;

	for (i = 0; i < v->boxes.n; i++)
		if (!v->boxes.v[i].has[IMAP_MESSAGES] &&
		    !v->boxes.v[i].has[IMAP_UIDNEXT])
			return err_set(e, STATUS_PROTOCOL, "%s: STATUS OK, "
			    "and nothing is said of %s",
			    v->run->account.url.host, v->names[i]);
	return 0;
}

/* All mailboxes in one flight. */
static int
look(struct imap_vigil *v, struct err *e)
{
	struct imap *s = &v->run->session;
	struct imap_reply r;
	unsigned int tag = 0, notify;

	if (ask(v, &notify, &tag, e) < 0)
		return -1;
	do {
		if (imap_reply(s, &r, e) < 0)
			return -1;
		if (imap_is_data(&r, "STATUS") &&
		    imap_boxes_read_status(s, &v->boxes, e) < 0)
			return -1;
		if (r.tag == 0)
			continue;
		if (r.tag == notify)
			v->no_notify = r.status.word != IMAP_OK;
		else if (r.status.word != IMAP_OK)
			return imap_not_opened(s, &r,
			    v->names[v->boxes.n - 1 - (tag - r.tag)], e);
	} while (imap_is_pending(s, tag));
	v->notifies |= notify != 0 && !v->no_notify;
	if (check_boxes(v, e) < 0)
		return -1;
	return see_boxes(v, e);
}

/* What comes between two questions is what NOTIFY promised, a BYE, or of no
   interest. */
static int
await_news(struct imap_vigil *v, int64_t end, struct err *e)
{
	struct imap *s = &v->run->session;
	struct imap_reply r;
	int got;

	while (!v->over && (got = imap_await(s, end, e)) != 0) {
		if (got < 0 || imap_reply(s, &r, e) < 0)
			return -1;
		if (imap_is_data(&r, "STATUS") &&
		    (imap_boxes_read_status(s, &v->boxes, e) < 0 ||
		    see_boxes(v, e) < 0))
			return -1;
		/* The server gives up (RFC 5465 5.8). */
		if (r.is_status &&
		    str_case_is(r.status.code, "NOTIFICATIONOVERFLOW")) {
			v->notifies = false;
			v->no_notify = true;
			return 0;
		}
	}
	return 0;
}

static void
note_success(struct imap_vigil *v)
{
	v->established = true;
	if (clock_ms() - v->opened > 1000 * LASTING)
		v->pause = PAUSE_MIN;
}

static int
poll_boxes(struct imap_vigil *v, struct err *e)
{
	while (look(v, e) == 0) {
		note_success(v);
		if (is_over(v))
			return 0;
		if (await_news(v, round_end(v, v->notifies ? IDLE_PERIOD
		    : POLL_PERIOD), e) < 0)
			return -1;
		if (is_over(v))
			return 0;
	}
	return -1;
}

/* The UIDNEXT of the mailbox that is open, after something came, or where the
   server does not say it. */
static int
find_next(struct imap_vigil *v, uint64_t *next, struct err *e)
{
	struct imap *s = &v->run->session;
	struct imap_set from = IMAP_SET_INIT, found = IMAP_SET_INIT;
	unsigned int tag;
	int result;

	*next = v->watch[0].next > 0 ? v->watch[0].next : 1;
	if (s->box.exists == 0 || *next > UINT32_MAX)
		return 0;
	imap_set_add(&from, (uint32_t)*next, UINT32_MAX);
	/* Of all messages the last one is enough, by its number. */
	result = v->watch[0].next > 0 ? imap_find_send(s, &tag, &from, e)
	    : imap_command(s, &tag, e, "UID SEARCH %llu",
	    (unsigned long long)s->box.exists);
	if (result == 0)
		result = imap_search_wait(s, tag, &found, e);
	if (result == 0 && found.n > 0 && found.v[found.n - 1].last >= *next)
		*next = (uint64_t)found.v[found.n - 1].last + 1;
	imap_set_free(&from);
	imap_set_free(&found);
	return result;
}

static int
idle(struct imap_vigil *v, struct err *e)
{
	struct imap *s = &v->run->session;
	struct imap_box known;
	unsigned int tag;
	uint64_t next;
	int got;

	if (imap_run_select(v->run, &tag, true, v->names[0], e) < 0 ||
	    imap_wait_opened(s, tag, v->names[0], e) < 0)
		return -1;
	known = s->box;
	next = s->box.uidnext;
	if (next == 0 && find_next(v, &next, e) < 0)
		return -1;
	for (;;) {
		v->news[0] = imap_watch_see(&v->watch[0], s->box.uidvalidity,
		    next, s->box.exists);
		if (v->tell(v->arg, v->news, e) < 0)
			return -1;
		note_success(v);
		if (is_over(v))
			return 0;
		got = imap_idle(s, &known, round_end(v, IDLE_PERIOD), e);
		if (got == 0) {
			v->no_idle = true;
			return poll_boxes(v, e);
		}
		known = s->box;
		if (got < 0 || find_next(v, &next, e) < 0)
			return -1;
	}
}

static int
keep(struct imap_vigil *v, struct err *e)
{
	struct imap *s = &v->run->session;

	v->opened = clock_ms();
	v->notifies = false;
	if (imap_open(s, e) < 0)
		return -1;
	if (v->boxes.n == 1 && imap_offers(s, "IDLE") && !v->no_idle)
		return idle(v, e);
	return poll_boxes(v, e);
}

/* A host that was there is found again when the network is. */
static bool
is_passing(const struct imap_vigil *v, const struct err *e)
{
	return v->established ? e->status == STATUS_TEMPFAIL ||
	    e->status == STATUS_NOHOST
	    : v->persists && e->status == STATUS_TEMPFAIL;
}

/* After a failure: whether to try again, which is done after a pause. */
static bool
try_again(struct imap_vigil *v, const struct err *e)
{
	int64_t end;

	if (!is_passing(v, e))
		return false;
	v->complain(v->arg, e);
	end = clock_ms() + 1000 * v->pause;
	if (v->deadline > 0 && v->deadline < end)
		end = v->deadline;
	while (clock_left(end) > 0)
		(void)poll(NULL, 0, clock_left(end));
	v->pause = v->pause * 2 < PAUSE_MAX ? v->pause * 2 : PAUSE_MAX;
	return !is_over(v);
}

int
imap_vigil(struct imap_vigil *v, struct err *e)
{
	int result;

	v->news = mem_alloc(v->boxes.n * sizeof(*v->news));
	v->pause = PAUSE_MIN;
	while ((result = keep(v, e)) < 0 && try_again(v, e))
		imap_again(&v->run->session);
	/* The time was over while the connection was lost. */
	if (result < 0 && v->established && is_passing(v, e))
		result = 0;
	free(v->news);
	v->news = NULL;
	return result;
}
