/* SPDX-License-Identifier: ISC */
#ifndef MIME_FOLD_H
#define MIME_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* RFC 5322 2.1.1 wants no more than 78 columns, RFC 2047 section 2 no more
   than 76 where an encoded word is, and a comma may follow at once. */
#define FOLD_COLUMNS 76

/* RFC 5322 2.1.1: what no line may pass. */
#define FOLD_LINE_MAX 998

/* A header field that is being written, word by word, into a buffer. */
struct fold {
	struct buf *b;
	size_t column;
	bool too_long; /* a line has passed FOLD_LINE_MAX */
};

/* Begins the field: "Name:". */
void fold_start(struct fold *f, struct buf *b, const char *name);

/* Adds a blank and a word that is never split. */
void fold_word(struct fold *f, struct str word);

/* The same with other blanks (at least one) before the word. */
void fold_blanks_word(struct fold *f, struct str blanks, struct str word);

/* Adds bytes right behind the last word. */
void fold_glue(struct fold *f, const char *text);

/* How many columns a word can have and still go on this line. */
size_t fold_room(const struct fold *f);

/* Ends the field.  0, or -1 if one of its lines is too long. */
int fold_end(struct fold *f);

#endif
