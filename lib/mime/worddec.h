/* SPDX-License-Identifier: ISC */
#ifndef MIME_WORDDEC_H
#define MIME_WORDDEC_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Adds an unfolded text with its encoded words decoded (RFC 2047), as UTF-8
 * with whatever control characters that gives.  The white space between two
 * words goes away, and a character may be split between them.  Bytes outside
 * words are taken as UTF-8.  Returns false if something could not be decoded
 * and became U+FFFD, or stayed as it was.
 */
bool worddec_add(struct str text, struct buf *b);

#endif
