/* SPDX-License-Identifier: ISC */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"

/*
 * Bytes that grow.  BUF_INIT is an empty one; buf_free gives the memory
 * back and leaves an empty one.  Whoever fills it from a peer sets a limit.
 */
struct buf {
	char *data;
	size_t len;
	size_t cap;
};

#define BUF_INIT {NULL, 0, 0}

void buf_free(struct buf *b);

/* Overwrites all that it ever held, then frees it: for secrets, which are
   never grown by more than one buf_reserve, made first. */
void buf_wipe(struct buf *b);

/* Makes room for n more bytes and returns where they go; the caller adds
   what was written there to len. */
char *buf_grow(struct buf *b, size_t n);

static inline char *
buf_reserve(struct buf *b, size_t n)
{
	if (b->data == NULL || n > b->cap - b->len)
		return buf_grow(b, n);
	return b->data + b->len;
}

void buf_add(struct buf *b, const void *p, size_t n);
void buf_add_str(struct buf *b, struct str s);
void buf_add_string(struct buf *b, const char *s);
/* In double quotes, with a backslash before each of them and each backslash:
   a quoted string of RFC 5322 3.2.4 and RFC 9051 4.3. */
void buf_add_quoted(struct buf *b, struct str s);
void buf_add_number(struct buf *b, uint64_t n); /* in decimal */
void buf_printf(struct buf *b, const char *fmt, ...) ATTR_PRINTF(2, 3);

static inline void
buf_add_char(struct buf *b, char c)
{
	*buf_reserve(b, 1) = c;
	b->len++;
}

/* Takes the first n bytes away. */
void buf_drop(struct buf *b, size_t n);

/* Its bytes as a slice, good until it is next changed. */
static inline struct str
buf_str(const struct buf *b)
{
	return str_of(b->data, b->len);
}

/* Its bytes with a NUL behind them (not counted in len). */
char *buf_string(struct buf *b);

#endif
