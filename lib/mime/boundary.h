/* SPDX-License-Identifier: ISC */
#ifndef MIME_BOUNDARY_H
#define MIME_BOUNDARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* A longer boundary is not used (RFC 2046 5.1.1 allows 70). */
#define BOUNDARY_MAX ((size_t)1000)

/* A longer line is no delimiter, whatever it begins with. */
#define BOUNDARY_LINE_MAX ((size_t)2048)

struct boundary {
	size_t at, n;     /* in the text of all */
	bool closed;      /* its last delimiter was seen ... */
	bool after_close; /* ... and then another one */
};

/* The boundaries of the multiparts that are open, the innermost last. */
struct boundaries {
	struct buf text;
	struct boundary *list;
	size_t n, cap;
	bool near; /* a line began with an open one and was none; whoever
	              reads this clears it */
};

void boundaries_free(struct boundaries *b);
void boundaries_push(struct boundaries *b, struct str boundary);
void boundaries_pop(struct boundaries *b);

/* What stands in a piece of a body. */
struct delimiter {
	size_t data;   /* bytes at the front that are surely no delimiter */
	bool found;    /* a delimiter stands behind them, */
	size_t length; /* so long, with the line end before it and its own
	                  (but that of the last one is its epilogue's), */
	size_t which;  /* of that boundary, */
	bool close;    /* the last one of its multipart */
};

/*
 * Looks for the first delimiter line (RFC 2046 5.1.1): a line end or the
 * start, if a line starts there, then -- and a boundary, of which the
 * innermost counts, then nothing but blanks.  What may turn out to be one
 * with more bytes is not counted as data, unless the text is the last.
 */
void boundary_find(struct boundaries *b, struct str text, bool at_start,
    bool last, struct delimiter *d);

/*
 * Judges the line at the front of text alone: 1 if it is a delimiter (and
 * fills *d), 0, or -1 if more bytes are needed to tell.
 */
int boundary_judge(struct boundaries *b, struct str text, bool last,
    struct delimiter *d);

#endif
