/* SPDX-License-Identifier: ISC */
#ifndef MIME_CRLF_H
#define MIME_CRLF_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Adds a text that comes in pieces to b, with LF for CRLF; a CR elsewhere
 * stays.  *cr, false before the first piece, says whether a CR ended the last
 * one: it is not added before it is known what follows.
 */
void crlf_add_as_lf(struct buf *b, struct str piece, bool *cr);

#endif
