/* SPDX-License-Identifier: ISC */
#ifndef MIME_LIST_H
#define MIME_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/out.h"
#include "base/spool.h"
#include "mime/decode.h"
#include "mime/part.h"

/*
 * Lists the parts of messages, a line each: number, type, charset, encoding,
 * disposition, decoded size, name.  A multipart has no size.  The rows of an
 * attached message wait until its own size, which stands before them, is
 * known.
 */
struct list {
	struct out *out;
	unsigned int defects; /* of data that was decoded for its size */

	/* private */
	struct decode decode;
	struct buf row;     /* of the leaf that is open, up to its size ... */
	struct buf name;    /* ... and behind it */
	struct spool rows;  /* with a NUL and an index for each late size */
	struct { uint64_t start, size; } *sizes;
	size_t nsizes, cap;
	size_t open[PART_DEPTH_MAX], nopen; /* attached messages */
	uint64_t passed;    /* bytes of the message so far */
	bool at_leaf;
};

void list_init(struct list *l, struct out *out);
void list_free(struct list *l);

/* The line with the names of the columns. */
void list_header(struct out *out);

/* Takes an event of the reader.  0, or -1 if the spool failed. */
int list_event(struct list *l, const struct part_reader *r, int event,
    struct err *e);

#endif
