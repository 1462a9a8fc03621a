/* SPDX-License-Identifier: ISC */
#ifndef MIME_UUDECODE_H
#define MIME_UUDECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* A longer line is none of uuencode. */
#define UUDECODE_LINE_MAX ((size_t)512)

/* Decodes what uuencode (POSIX) made, as a stream: one file, between its
   "begin" and its "end"; what stands around that is no data. */
struct uudecode {
	int state;
	struct buf line; /* begun and not ended */
	bool bad;        /* a wrong line, or none that begins or ends it */
};

void uudecode_init(struct uudecode *u);
void uudecode_free(struct uudecode *u);

/* Begins a part; decodes its next piece behind *b; ends it. */
void uudecode_begin(struct uudecode *u);
void uudecode_add(struct uudecode *u, struct str s, struct buf *b);
void uudecode_end(struct uudecode *u, struct buf *b);

#endif
