/* SPDX-License-Identifier: ISC */
#ifndef MIME_CRLF_H
#define MIME_CRLF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Adds a text that comes in pieces to b, with LF for CRLF; a CR elsewhere
 * stays.  *cr, false before the first piece, says whether a CR ended the last
 * one: it is not added before it is known what follows.
 */
void crlf_add_as_lf(struct buf *b, struct str piece, bool *cr);

/* How many bytes at the front of s are whole lines that end in CRLF and have
   no other CR or LF. */
size_t crlf_run(struct str s);

/* Takes every CR out of n bytes.  Returns how many bytes are left. */
size_t crlf_strip(char *p, size_t n);

#endif
