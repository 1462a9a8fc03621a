/* SPDX-License-Identifier: ISC */
#include "base/in.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

void
in_init(struct in *in, int fd, const char *name, size_t cap)
{
	memset(in, 0, sizeof(*in));
	in->fd = fd;
	in->name = name;
	in->cap = cap;
}

void
in_free(struct in *in)
{
	free(in->data);
	in->data = NULL;
	in->pos = in->end = 0;
}

bool
in_is_full(const struct in *in)
{
	return in->end - in->pos == in->cap;
}

static void
compact(struct in *in)
{
	if (in->data == NULL)
		in->data = mem_resize(NULL, in->cap, 1);
	if (in->pos > 0) {
		memmove(in->data, in->data + in->pos, in->end - in->pos);
		in->end -= in->pos;
		in->pos = 0;
	}
}

/* Waits until fd can be read; 0, or -1 with errno set. */
static int
wait_readable(const struct in *in)
{
	struct pollfd p = {in->fd, POLLIN, 0};
	int n;

	do
		n = poll(&p, 1, clock_left(in->deadline));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		errno = ETIMEDOUT;
	return n > 0 ? 0 : -1;
}

static ssize_t
read_once(struct in *in)
{
	ssize_t n;

	for (;;) {
		if (in->deadline != 0 && wait_readable(in) < 0)
			return -1;
		n = read(in->fd, in->data + in->end, in->cap - in->end);
		if (n >= 0)
			return n;
		if (errno == EAGAIN || errno == EWOULDBLOCK) {
			if (wait_readable(in) < 0)
				return -1;
		} else if (errno != EINTR) {
			return -1;
		}
	}
}

static int
failed(const struct in *in, struct err *e)
{
	int status = STATUS_IOERR;

	if (errno == EISDIR)
		status = STATUS_NOINPUT;
	else if (errno == ETIMEDOUT)
		status = STATUS_TEMPFAIL;
	return err_sys(e, status, "%s", in->name);
}

int
in_fill(struct in *in, struct err *e)
{
	ssize_t n;

	if (in->eof || in_is_full(in))
		return 0;
	compact(in);
	n = read_once(in);
	if (n < 0)
		return failed(in, e);
	if (n == 0)
		in->eof = true;
	in->end += (size_t)n;
	return n > 0;
}

int
in_more(struct in *in, struct err *e)
{
	return in->pos < in->end ? 1 : in_fill(in, e);
}
