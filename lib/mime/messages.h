/* SPDX-License-Identifier: ISC */
#ifndef MIME_MESSAGES_H
#define MIME_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/in.h"
#include "base/str.h"
#include "mime/fromline.h"

/*
 * The messages of an input: an mbox in mboxrd form if its first line is a
 * From_ line (mime/fromline.h), otherwise one message that is all of it.  In
 * an mbox every From_ line begins a message; that line, the empty line before
 * it and one > of each line that begins >+From_ are no part of any message.
 *
 * A message is read as a struct in is: through a window that grows.
 */
struct messages {
	struct in *in;
	bool is_mbox;
	bool ended;     /* the message ends behind the window */
	uint64_t count; /* messages begun so far */
	size_t ready;   /* private: of the input's window, for the message */
	size_t skip;    /* the empty line behind the message */
	bool at_start;  /* a line starts behind ready */
	bool drop;      /* the byte behind ready is a > to take out */
	bool passing;   /* nobody reads the rest of the message */
};

/* A From_ line must fit into the buffer. */
#define MESSAGES_IN_MIN (FROMLINE_MAX + 16)

/* in stays the caller's; its buffer has room for MESSAGES_IN_MIN bytes. */
void messages_init(struct messages *m, struct in *in);

/*
 * Passes over what is left of the message and begins the next one.  Returns
 * 1, 0 when there is none, -1 on a read error.
 */
int messages_next(struct messages *m, struct err *e);

/* What was read of the message and not taken; takes n bytes of it. */
struct str messages_window(const struct messages *m);
void messages_take(struct messages *m, size_t n);

/*
 * Gets more behind the window, whose bytes stay but move.  Returns 1 when
 * bytes came, 0 at the message's end or when the buffer is full, -1 on a
 * read error.
 */
int messages_fill(struct messages *m, struct err *e);

#endif
