/* SPDX-License-Identifier: ISC */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * The words of a line that a person or a script has written, as sh(1) reads
 * them: blanks stand between two, '...' and "..." hold blanks, a backslash
 * takes what is special from the character behind it, but not within '...'.
 * There are no expansions.
 */
struct words {
	char **v; /* strings, and a NULL behind them */
	size_t n;
	struct buf bytes; /* private */
};

#define WORDS_INIT {NULL, 0, BUF_INIT}

void words_free(struct words *w);

/*
 * Reads the words of line up to its end or to a character of stop that is not
 * quoted; *rest begins with that.  What was in *w is forgotten.  0, or -1:
 * status 64 for a quote that is not closed, a backslash at the end, a NUL.
 */
int words_read(struct words *w, struct str line, const char *stop,
    struct str *rest, struct err *e);

#endif
