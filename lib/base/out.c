/* SPDX-License-Identifier: ISC */
#include "base/out.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

void
out_init(struct out *out, int fd, const char *name)
{
	memset(out, 0, sizeof(*out));
	out->fd = fd;
	out->name = name;
	out->cap = OUT_SIZE;
}

void
out_free(struct out *out)
{
	free(out->data);
	out->data = NULL;
	out->len = 0;
}

/* Waits until fd can be written; 0, or -1 with errno set. */
static int
wait_writable(const struct out *out)
{
	struct pollfd p = {out->fd, POLLOUT, 0};
	int n;

	do
		n = poll(&p, 1, clock_left(out->deadline));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		errno = ETIMEDOUT;
	return n > 0 ? 0 : -1;
}

static ssize_t
write_once(struct out *out, const char *p, size_t n)
{
	ssize_t done;

	for (;;) {
		done = write(out->fd, p, n);
		if (done >= 0)
			return done;
		if (errno == EAGAIN || errno == EWOULDBLOCK) {
			if (wait_writable(out) < 0)
				return -1;
		} else if (errno != EINTR) {
			return -1;
		}
	}
}

static void
write_all(struct out *out, const char *p, size_t n)
{
	ssize_t done;

	while (n > 0 && out->error == 0) {
		done = write_once(out, p, n);
		if (done < 0) {
			out->error = errno;
			return;
		}
		p += done;
		n -= (size_t)done;
	}
}

static void
drain(struct out *out)
{
	write_all(out, out->data, out->len);
	out->len = 0;
}

char *
out_reserve(struct out *out, size_t n)
{
	if (out->data == NULL)
		out->data = mem_resize(NULL, out->cap, 1);
	if (n > out->cap - out->len)
		drain(out);
	return out->data + out->len;
}

char *
out_reserve_all(struct out *out, size_t n, size_t *room)
{
	char *to = out_reserve(out, n);

	*room = out->cap - out->len;
	return to;
}

void
out_commit(struct out *out, size_t n)
{
	out->len += n;
	out->total += n;
}

void
out_add(struct out *out, const void *p, size_t n)
{
	if (n == 0)
		return;
	if (n < out->cap) {
		memcpy(out_reserve(out, n), p, n);
		out_commit(out, n);
		return;
	}
	drain(out);
	write_all(out, p, n);
	out->total += n;
}

void
out_add_str(struct out *out, struct str s)
{
	out_add(out, s.p, s.n);
}

void
out_add_string(struct out *out, const char *s)
{
	out_add(out, s, strlen(s));
}

void
out_add_char(struct out *out, char c)
{
	*out_reserve(out, 1) = c;
	out_commit(out, 1);
}

void
out_printf(struct out *out, const char *fmt, ...)
{
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0)
		return;
	text = mem_resize(NULL, (size_t)n + 1, 1);
	va_start(ap, fmt);
	vsnprintf(text, (size_t)n + 1, fmt, ap);
	va_end(ap);
	out_add(out, text, (size_t)n);
	free(text);
}

bool
out_failed(const struct out *out)
{
	return out->error != 0;
}

static int
report(const struct out *out, struct err *e)
{
	if (out->error == 0)
		return 0;
	errno = out->error;
	return err_sys(e,
	    out->error == ETIMEDOUT ? STATUS_TEMPFAIL : STATUS_IOERR, "%s",
	    out->name);
}

int
out_flush(struct out *out, struct err *e)
{
	drain(out);
	return report(out, e);
}

int
out_close(struct out *out, struct err *e)
{
	drain(out);
	if (close(out->fd) < 0 && out->error == 0 && errno != EINTR)
		out->error = errno;
	out->fd = -1;
	out_free(out);
	return report(out, e);
}
