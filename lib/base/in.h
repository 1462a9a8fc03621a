/* SPDX-License-Identifier: ISC */
#ifndef BASE_IN_H
#define BASE_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Bytes that one read(2) may bring; big enough to be rare, small enough to
   stay in the cache. */
#define IN_SIZE ((size_t)128 * 1024)

/*
 * A descriptor that is read: a file, a pipe or a socket.  What was read and
 * not yet taken is a window onto the buffer.  The window keeps its bytes,
 * but they move, when in_fill is called.
 */
struct in {
	int fd;           /* not owned: whoever opened it closes it */
	const char *name; /* for errors; not owned */
	char *data;
	size_t cap;
	size_t pos, end; /* the window is data[pos..end) */
	bool eof;
	int64_t deadline; /* of clock_ms; 0: none */
};

/* Reads fd through a buffer of cap bytes (IN_SIZE is a good one). */
void in_init(struct in *in, int fd, const char *name, size_t cap);
void in_free(struct in *in);

/* The window: what was read and not taken. */
static inline struct str
in_window(const struct in *in)
{
	if (in->data == NULL)
		return str_of(NULL, 0);
	return str_of(in->data + in->pos, in->end - in->pos);
}

/* Takes n bytes off the window's front. */
static inline void
in_take(struct in *in, size_t n)
{
	in->pos += n;
	if (in->pos == in->end)
		in->pos = in->end = 0;
}

/*
 * Reads once, behind the window.  Returns 1 if bytes came, 0 at the end of
 * the input or when the window already fills the buffer (in_is_full tells
 * them apart), -1 on an error: status 74, 66 for a directory, 75 when the
 * deadline passed.
 */
int in_fill(struct in *in, struct err *e);
bool in_is_full(const struct in *in);

/* As in_fill, but only if the window is empty: 1 when there are bytes. */
int in_more(struct in *in, struct err *e);

#endif
