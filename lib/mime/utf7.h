/* SPDX-License-Identifier: ISC */
#ifndef MIME_UTF7_H
#define MIME_UTF7_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * UTF-7 (RFC 2152) as a stream: iconv(3) gives other characters for a broken
 * text when it comes in other pieces.  All zero at the beginning.
 */
struct utf7 {
	uint32_t bits;
	int nbits;     /* that made no unit of UTF-16 yet */
	uint32_t high; /* the first half of a pair; 0: none */
	bool shifted;  /* behind a "+" */
	bool first;    /* right behind it */
};

/* Adds the next piece to *b as UTF-8.  False if something became U+FFFD. */
bool utf7_add(struct utf7 *u, struct str s, struct buf *b);

/* The text ends; another may begin. */
bool utf7_end(struct utf7 *u, struct buf *b);

#endif
