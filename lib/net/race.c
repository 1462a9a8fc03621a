/* SPDX-License-Identifier: ISC */
#include "net/race.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/dial.h"

/* Between two calls (RFC 8305 5). */
#define DELAY_MS 250

/* The next address of this family, or of another one, from a on. */
static const struct addrinfo *
seek(const struct addrinfo *a, int family, bool same)
{
	while (a != NULL && (a->ai_family == family) != same)
		a = a->ai_next;
	return a;
}

/* The resolver's order, but the families in turn. */
void
race_init(struct race *r, const struct addrinfo *list,
    const struct addrinfo *from)
{
	const struct addrinfo *next[2], *a;
	int turn = 0;

	memset(r, 0, sizeof(*r));
	r->from = from;
	for (a = list; a != NULL; a = a->ai_next)
		r->n++;
	r->lanes = mem_alloc(r->n * sizeof(*r->lanes));
	next[0] = list;
	next[1] = seek(list, list->ai_family, false);
	for (r->n = 0; next[0] != NULL || next[1] != NULL; turn = !turn) {
		if (next[turn] == NULL)
			turn = !turn;
		r->lanes[r->n].fd = -1;
		r->lanes[r->n++].to = next[turn];
		next[turn] = seek(next[turn]->ai_next, list->ai_family,
		    turn == 0);
	}
}

void
race_free(struct race *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->lanes[i].fd >= 0)
			close(r->lanes[i].fd);
	free(r->lanes);
}

static void
fail(struct lane *l, int cause)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	l->cause = cause;
}

/* Calls: 1 when it answered at once, else 0. */
static int
call(struct lane *l, const struct addrinfo *from)
{
	const int on = 1;

	if (from != NULL && from->ai_family != l->to->ai_family) {
		fail(l, EAFNOSUPPORT);
		return 0;
	}
	l->fd = socket(l->to->ai_family, l->to->ai_socktype,
	    l->to->ai_protocol);
	if (l->fd < 0) {
		fail(l, errno);
		return 0;
	}
	dial_prepare(l->fd);
	(void)setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (from != NULL &&
	    bind(l->fd, from->ai_addr, from->ai_addrlen) < 0) {
		fail(l, errno);
		return 0;
	}
	if (connect(l->fd, l->to->ai_addr, l->to->ai_addrlen) == 0)
		return 1;
	if (errno != EINPROGRESS && errno != EINTR)
		fail(l, errno);
	return 0;
}

/* The call has ended: 1 when it was answered, else 0. */
static int
hear(struct lane *l)
{
	int cause = 0;
	socklen_t size = sizeof(cause);

	if (getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &cause, &size) < 0)
		cause = errno;
	if (cause == 0)
		return 1;
	fail(l, cause);
	return 0;
}

/* Waits until a call has ended, or the moment has come; with the time over,
   all that are left have failed.  Returns whether one was answered. */
static bool
await(struct race *r, struct pollfd *p, int64_t moment, int64_t deadline)
{
	size_t i;
	int n;

	for (i = 0; i < r->started; i++) {
		p[i].fd = r->lanes[i].fd; /* poll passes over -1 */
		p[i].events = POLLOUT;
		p[i].revents = 0;
	}
	n = poll(p, (nfds_t)r->started, clock_left(moment));
	for (i = 0; i < r->started && n > 0; i++) {
		r->winner = i;
		if (p[i].revents != 0 && hear(&r->lanes[i]) > 0)
			return true;
	}
	for (i = 0; i < r->n && n == 0 && moment == deadline; i++)
		if (r->lanes[i].cause == 0)
			fail(&r->lanes[i], ETIMEDOUT);
	return false;
}

/* Whether a call that began is not answered yet. */
static bool
is_waiting(const struct race *r)
{
	size_t i;

	for (i = 0; i < r->started; i++)
		if (r->lanes[i].fd >= 0)
			return true;
	return false;
}

static bool
run(struct race *r, struct pollfd *p, int64_t deadline)
{
	int64_t next = 0, moment; /* of the next call */
	struct lane *l;

	for (;;) {
		while (r->started < r->n &&
		    (!is_waiting(r) || clock_ms() >= next)) {
			r->winner = r->started++;
			l = &r->lanes[r->winner];
			next = clock_ms() + DELAY_MS;
			if (l->cause == 0 && call(l, r->from) > 0)
				return true;
		}
		if (!is_waiting(r))
			return false;
		moment = deadline;
		if (r->started < r->n && (deadline == 0 || next < deadline))
			moment = next;
		if (await(r, p, moment, deadline))
			return true;
	}
}

int
race_run(struct race *r, int64_t deadline)
{
	struct pollfd *p = mem_alloc(r->n * sizeof(*p));
	int fd = -1;

	if (run(r, p, deadline)) {
		fd = r->lanes[r->winner].fd;
		r->lanes[r->winner].fd = -1;
	}
	free(p);
	return fd;
}
