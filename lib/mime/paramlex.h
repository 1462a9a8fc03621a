/* SPDX-License-Identifier: ISC */
#ifndef MIME_PARAMLEX_H
#define MIME_PARAMLEX_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Walks the parameters of an unfolded field (RFC 2045 5.1). */
struct paramlex {
	struct str main; /* what stands before them; a comment may follow each
	                    of its tokens */
	struct str rest;
	bool bad; /* something that is no parameter was passed */
};

/* A value as it stands: of a quoted one, what is between the quotes. */
struct paramlex_value {
	struct str text;
	bool quoted;
};

/* What is behind the blanks and comments at the front of s. */
struct str paramlex_skip(struct str s);

void paramlex_init(struct paramlex *lex, struct str field);

/* The next one's name and value.  Returns false when there is none. */
bool paramlex_next(struct paramlex *lex, struct str *name,
    struct paramlex_value *value);

/* Adds the value to *b, its escapes undone. */
void paramlex_add(struct paramlex_value value, struct buf *b);

#endif
