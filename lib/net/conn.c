/* SPDX-License-Identifier: ISC */
#include "net/conn.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/account.h"
#include "net/conn_open.h"
#include "net/dial.h"

/* What a peer must send of a long reply in the time that it has. */
#define PACE ((size_t)1024)

static void
trace(const struct conn *c, enum conn_side side, struct str text)
{
	if (c->trace != NULL)
		c->trace(c->trace_arg, side, text);
}

void
conn_wake(struct conn *c)
{
	int64_t deadline = c->timeout > 0 ? clock_ms() + c->timeout : 0;

	c->in.deadline = deadline;
	c->out.deadline = deadline;
	c->left = c->timeout;
	c->came = 0;
}

void
conn_set_patience(struct conn *c, int64_t ms)
{
	c->timeout = (int64_t)c->account->timeout * 1000;
	if (ms > 0 && (c->timeout == 0 || ms < c->timeout))
		c->timeout = ms;
	c->left = c->timeout;
}

static int
timed_out(struct conn *c, struct err *e)
{
	const char *protocol = url_protocol_name(c->account->url.protocol);

	c->late = true;
	err_set(e, STATUS_TEMPFAIL, "%s: no answer within %lld seconds",
	    c->name, (long long)(c->timeout / 1000));
	/* RFC 8314 3.3: who expects TLS first waits as well. */
	if (!c->heard && c->account->url.security != URL_TLS &&
	    c->account->url.protocol != URL_LMTP)
		err_set(e, STATUS_TEMPFAIL, "%s: no answer within %lld "
		    "seconds; does it speak TLS from the start (%ss://)?",
		    c->name, (long long)(c->timeout / 1000), protocol);
	return -1;
}

/* Takes what was sent off the queue, and wipes where a secret was. */
static void
sent(struct conn *c, size_t n)
{
	struct out *out = &c->out;

	out->len -= n;
	memmove(out->data, out->data + n, out->len);
	if (c->has_secret)
		mem_wipe(out->data + out->len, n);
	if (out->len == 0)
		c->has_secret = false;
}

/* Sends what can be sent without waiting: 1 when that was all, 0 when not,
   -1 when the connection is lost; what came before can be read then. */
static int
push(struct conn *c, struct err *e)
{
	struct out *out = &c->out;
	ssize_t n;

	while (out->len > 0 && out->error == 0) {
		n = write(c->fd, out->data, out->len);
		if (n >= 0)
			sent(c, (size_t)n);
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			return 0;
		else if (errno != EINTR)
			out->error = errno;
	}
	if (out->error == 0)
		return 1;
	errno = out->error;
	if (errno == ETIMEDOUT)
		return timed_out(c, e);
	return err_sys(e, STATUS_TEMPFAIL, "%s: connection lost", c->name);
}

/* Waits until something can be read, if there is room for it, or written,
   if there is something to write.  Returns what, 0 when the time is over. */
static int
await(const struct conn *c)
{
	struct pollfd p = {c->fd, 0, 0};
	int n;

	if (!in_is_full(&c->in) && !c->in.eof)
		p.events |= POLLIN;
	if (c->out.len > 0)
		p.events |= POLLOUT;
	do
		n = poll(&p, 1, clock_left(c->in.deadline));
	while (n < 0 && errno == EINTR);
	return n > 0 ? p.revents : 0;
}

int
conn_flush(struct conn *c, struct err *e)
{
	int done, what;

	if (c->fd < 0)
		return conn_lost(c, NULL, e);
	conn_wake(c);
	while ((done = push(c, e)) == 0 && !in_is_full(&c->in)) {
		what = await(c);
		if (what == 0)
			return timed_out(c, e);
		/* An error here is met again by whoever reads. */
		if ((what & ~POLLOUT) != 0 && !c->in.eof &&
		    in_fill(&c->in, e) < 0)
			c->in.eof = true;
	}
	return done < 0 ? -1 : 0;
}

/* A server that speaks before TLS may have all its time. */
static void
hear(struct conn *c)
{
	if (!c->heard && url_is_at_tls_port(&c->account->url)) {
		conn_set_patience(c, 0);
		conn_wake(c);
	}
	c->heard = true;
}

/* Reads, while sending what is still queued. */
static int
fill(struct conn *c, struct err *e)
{
	int got, what = 0;

	if (c->fd < 0)
		return conn_lost(c, NULL, e);
	if (in_is_full(&c->in))
		return 0;
	/* What cannot be sent any more does not hide what was received. */
	while (!c->in.eof && c->out.len > 0 && push(c, e) == 0) {
		what = await(c);
		if (what == 0)
			return timed_out(c, e);
		if ((what & ~POLLOUT) != 0)
			break;
	}
	if (c->is_socket)
		dial_quick_ack(c->fd);
	got = c->in.eof ? 0 : in_fill(&c->in, e);
	if (got > 0) {
		hear(c);
		return 1;
	}
	if (got < 0 && e->status == STATUS_TEMPFAIL)
		return timed_out(c, e);
	return conn_lost(c, got < 0 ? strerror(errno) : NULL, e);
}

int
conn_fill(struct conn *c, struct err *e)
{
	size_t before = in_window(&c->in).n;
	int64_t start;
	int got;

	if (c->timeout == 0 || c->came >= PACE)
		conn_wake(c);
	if (c->timeout == 0)
		return fill(c, e);
	start = clock_ms();
	c->in.deadline = c->out.deadline = start + c->left;
	got = fill(c, e);
	c->left -= clock_ms() - start;
	if (c->left <= 0)
		c->left = 1;
	c->came += in_window(&c->in).n - before;
	return got;
}

int
conn_line(struct conn *c, struct str *line, struct err *e)
{
	conn_wake(c);
	return conn_next_line(c, line, e);
}

int
conn_next_line(struct conn *c, struct str *line, struct err *e)
{
	size_t seen = 0;
	struct str got;

	for (;;) {
		got = in_window(&c->in);
		seen += str_find(str_skip(got, seen), '\n');
		if (seen < got.n)
			break;
		if (seen > CONN_LINE_MAX + 1)
			return err_set(e, STATUS_PROTOCOL,
			    "%s: a reply without end", c->name);
		if (fill(c, e) < 0)
			return -1;
	}
	if (seen == 0 || got.p[seen - 1] != '\r')
		return err_set(e, STATUS_PROTOCOL,
		    "%s: a reply line ends in a bare LF", c->name);
	if (seen > CONN_LINE_MAX + 1)
		return err_set(e, STATUS_PROTOCOL,
		    "%s: a reply line is too long", c->name);
	*line = str_of(got.p, seen - 1);
	in_take(&c->in, seen + 1);
	trace(c, CONN_SERVER, *line);
	return 0;
}

/* Room for a line of n bytes, its CRLF and vsnprintf's NUL; or NULL. */
static char *
room(struct conn *c, size_t n, struct err *e)
{
	struct out *out = &c->out;

	if (out->len + n + 3 > out->cap && conn_flush(c, e) < 0)
		return NULL;
	if (out->len + n + 3 <= out->cap)
		return out_reserve(out, n + 3);
	err_set(e, out->len == 0 ? STATUS_DATA : STATUS_SOFTWARE,
	    "%s: more commands at once than can be sent", c->name);
	return NULL;
}

/* The last gate: whatever its caller believes, no line is sent that is
   more than one, and no secret that others can read. */
static int
check(const struct conn *c, struct str line, bool secret, struct err *e)
{
	if (str_has_line_end_or_nul(line))
		return err_set(e, STATUS_DATA,
		    "%s: CR, LF or NUL in a command", c->name);
	if (secret && !conn_is_tls(c) &&
	    c->account->url.security != URL_CLEAR)
		return err_set(e, STATUS_SOFTWARE,
		    "%s: a secret, and no TLS yet", c->name);
	return 0;
}

/* The line stands in the room: it goes into the queue if it may. */
static int
queue(struct conn *c, char *p, size_t n, const char *masked, struct err *e)
{
	struct str line = str_of(p, n);

	if (check(c, line, masked != NULL, e) < 0) {
		if (masked != NULL)
			mem_wipe(p, n);
		return -1;
	}
	trace(c, CONN_CLIENT, masked != NULL ? str_from(masked) : line);
	if (masked != NULL)
		c->has_secret = true;
	memcpy(p + n, "\r\n", 2);
	out_commit(&c->out, n + 2);
	return 0;
}

int
conn_command_str(struct conn *c, struct err *e, const char *masked,
    struct str line)
{
	char *p = room(c, line.n, e);

	if (p == NULL)
		return -1;
	if (line.n > 0)
		memcpy(p, line.p, line.n);
	return queue(c, p, line.n, masked, e);
}

int
conn_command(struct conn *c, struct err *e, const char *masked,
    const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return err_sys(e, STATUS_SOFTWARE, "%s: a command", c->name);
	p = room(c, (size_t)n, e);
	if (p == NULL)
		return -1;
	va_start(ap, fmt);
	(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return queue(c, p, (size_t)n, masked, e);
}
