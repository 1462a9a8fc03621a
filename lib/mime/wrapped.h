/* SPDX-License-Identifier: ISC */
#ifndef MIME_WRAPPED_H
#define MIME_WRAPPED_H

#include <stdbool.h>

#include "base/err.h"
#include "base/spool.h"
#include "mime/decode.h"
#include "mime/part.h"

/*
 * A message that is all that another one holds, but in base64 or the like,
 * which RFC 2046 5.2.1 forbids.  It is kept until its end, and then read.
 */
struct wrapped {
	bool reading;
	struct decode decode;
	struct spool spool;
	struct err *e;
	bool failed;
};

/* Whether the part is one. */
bool wrapped_is(const struct part_reader *r);

void wrapped_init(struct wrapped *w);
void wrapped_free(struct wrapped *w);

/* Begins it; takes some of its data. */
void wrapped_begin(struct wrapped *w, const struct entity *en);
void wrapped_add(struct wrapped *w, struct str raw, struct err *e);

/* Its end: begins to read it, gives event every event of that, and adds what
   is wrong with it to *defects.  0, or -1. */
int wrapped_read(struct wrapped *w, int (*event)(void *to,
    const struct part_reader *r, int event, struct err *e), void *to,
    unsigned int *defects, struct err *e);

#endif
