/* SPDX-License-Identifier: ISC */
#ifndef MIME_UNFLOW_H
#define MIME_UNFLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Joins the lines of a text in format=flowed (RFC 3676) to paragraphs, as a
 * stream, whose lines end in LF.  A quote keeps a ">" for each of its levels,
 * with a blank behind them.
 */
struct unflow {
	bool delsp;     /* the blanks that lines end in are not part of them */
	size_t quotes;  /* before the line */
	size_t depth;   /* quotes of the paragraph */
	bool flowed;    /* the line before goes on in this one */
	bool in_text;   /* behind the quotes and a stuffed blank */
	bool begun;     /* something of the line was given out */
	size_t held;    /* bytes of "-- " at its front that were not */
	bool blank;     /* a blank that may be its last byte, too */
};

void unflow_begin(struct unflow *u, bool delsp);

/* Adds the next piece of the text to *b. */
void unflow_add(struct unflow *u, struct str text, struct buf *b);

/* The text ends. */
void unflow_end(struct unflow *u, struct buf *b);

#endif
