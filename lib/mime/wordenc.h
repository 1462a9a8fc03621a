/* SPDX-License-Identifier: ISC */
#ifndef MIME_WORDENC_H
#define MIME_WORDENC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "mime/fold.h"

/* RFC 2047 section 2: the most that an encoded word may have. */
#define WORDENC_MAX 75

/* The charset that text is labelled with: "UTF-8", or "unknown-8bit" (RFC
   1428) if it is not valid UTF-8. */
const char *wordenc_charset(struct str text);

/*
 * Whether text must be encoded to stand in a field: it has bytes that are
 * not printable ASCII, looks like an encoded word though it is none, or has
 * a word that is, with the blanks before it, longer than max.
 */
bool wordenc_needed(struct str text, size_t max);

/* The length of the first character of text in that charset. */
size_t wordenc_char(struct str text, const char *charset);

/* Takes characters off the front of *text and adds them as one encoded word
   of at most room columns, which must be 40 or more. */
void wordenc_take(struct buf *word, struct str *text, const char *charset,
    size_t room);

/* Adds all of text as encoded words, each of whole characters, that may
   stand in text, in a comment or in a phrase (RFC 2047 section 5). */
void wordenc_add(struct fold *f, struct str text);

/*
 * Adds text to a field that is not structured, as it is where it can be and
 * from the first to the last word that needs it (as above) encoded.
 * The blanks around it are dropped.
 */
void wordenc_text(struct fold *f, struct str text, size_t max);

#endif
