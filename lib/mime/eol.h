/* SPDX-License-Identifier: ISC */
#ifndef MIME_EOL_H
#define MIME_EOL_H

#include <stdbool.h>

#include "base/str.h"

/*
 * The lines of a text in which every CR, every LF and every CRLF is one line
 * end: so is a message read before it is sent, for some receivers take a
 * stray CR or LF for a line end, and what they see we must have seen.
 */
struct eol {
	struct str rest;      /* not yet given out; at last the text's tail */
	const char *cr, *lf;  /* private */
	bool final;
};

/* Begins at the front of text, which stays the caller's.  final: no more
   text will follow it. */
void eol_init(struct eol *l, struct str text, bool final);

/*
 * The next line, without its end.  Returns false when there is none.  If the
 * text is not final, a line whose end did not come yet stays in rest, and
 * so does one ended by a CR at the very end, behind which a LF may follow.
 */
bool eol_next(struct eol *l, struct str *line);

#endif
