/* SPDX-License-Identifier: ISC */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#define OUT_SIZE ((size_t)64 * 1024)

/*
 * A descriptor that is written, through a buffer.  The first error sticks:
 * what is written after it goes nowhere, and out_flush reports it.  So
 * nothing needs a check but the flush at the end, and out_failed in a loop
 * that would otherwise run for long.
 */
struct out {
	int fd;           /* not owned, unless out_close is called */
	const char *name; /* for errors; not owned */
	char *data;
	size_t cap, len;
	uint64_t total;   /* bytes accepted so far, written or still held */
	int error;        /* errno of the first failure, 0 if none */
	int64_t deadline; /* of clock_ms, for a non-blocking fd; 0: none */
};

void out_init(struct out *out, int fd, const char *name);

/* Gives the buffer back; what was not flushed is dropped. */
void out_free(struct out *out);

void out_add(struct out *out, const void *p, size_t n);
void out_add_str(struct out *out, struct str s);
void out_add_string(struct out *out, const char *s);
void out_add_char(struct out *out, char c);
void out_printf(struct out *out, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* Room for n bytes (at most cap) in the buffer, to be written in
   place; out_commit says how many of them were. */
char *out_reserve(struct out *out, size_t n);

/* As out_reserve; *room: all that is free there.  Filled each time, the
   buffer is written whole, which is what a pipe likes best. */
char *out_reserve_all(struct out *out, size_t n, size_t *room);
void out_commit(struct out *out, size_t n);

/* Whether an error has stuck. */
bool out_failed(const struct out *out);

/* Writes what is held.  0, or -1: status 74, 75 past the deadline. */
int out_flush(struct out *out, struct err *e);

/* Flushes, closes the descriptor and frees; the close is checked too, for
   some file systems tell of a full disk only then. */
int out_close(struct out *out, struct err *e);

#endif
