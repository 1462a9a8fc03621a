/* SPDX-License-Identifier: ISC */
#ifndef MIME_BODY_H
#define MIME_BODY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/spool.h"
#include "mime/decode.h"
#include "mime/part.h"
#include "mime/text.h"
#include "mime/wrapped.h"

/*
 * Finds the readable body of a message: every text that is no attachment,
 * but of a multipart/alternative (RFC 2046 5.1.4) only the first child that
 * has the wished type, and another type only if no child has it.  Attached
 * messages are not read; one that is all of the message is.
 */
struct body {
	bool html_first;    /* the wished type is HTML, not plain text */
	bool for_people;    /* as text_begin has it */
	bool visible;       /* control characters are made visible */
	struct sink sink;   /* gets the text, in UTF-8 */

	bool found;           /* there is a body, however short */
	unsigned int defects; /* of the texts that were read */

	/* private */
	struct text text;
	bool reading, to_spool, has_text;
	size_t texts;
	size_t nested;      /* depth of the attached message's parts, or 0 */
	size_t alternative; /* depth of the alternative's children, or 0 */
	size_t child, chosen, fallback;
	int rank;           /* of the fallback, which is in the spool */
	struct spool spool;
	struct buf shown;
	struct wrapped wrapped;
	bool unwrapped;     /* events come from within it */
	struct err *e;
	bool failed;
};

void body_init(struct body *b);
void body_free(struct body *b);

/* Begins a message. */
void body_begin(struct body *b);

/* Takes an event of the reader.  0, or -1 if the spool failed. */
int body_event(struct body *b, const struct part_reader *r, int event,
    struct err *e);

#endif
