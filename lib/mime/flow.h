/* SPDX-License-Identifier: ISC */
#ifndef MIME_FLOW_H
#define MIME_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Turns text into format=flowed (RFC 3676), as a stream.  Lines that end in
 * a blank are flowed already and stay; longer ones than FLOW_COLUMNS become
 * flowed at their blanks; what begins with a blank or "From " is stuffed.
 * What begins with > is a quote, and so is what is broken off it.
 */
#define FLOW_COLUMNS 72

struct flow {
	struct buf word;  /* begun, not yet written */
	size_t width;     /* its columns */
	size_t column;    /* of what was written of the line */
	size_t quotes;    /* > at the line's front */
	size_t dashes;    /* the column behind "--" there; 0: none */
	bool in_text;     /* behind the quotes */
	bool can_break;   /* the last byte written was a blank */
	bool cr;          /* held back: it may belong to a LF */
};

void flow_init(struct flow *f);
void flow_free(struct flow *f);

/* Adds the next piece of the text to *b. */
void flow_add(struct flow *f, struct str text, struct buf *b);

/* The text ends. */
void flow_end(struct flow *f, struct buf *b);

#endif
