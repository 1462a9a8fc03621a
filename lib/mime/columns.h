/* SPDX-License-Identifier: ISC */
#ifndef MIME_COLUMNS_H
#define MIME_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/out.h"
#include "base/str.h"
#include "mime/header.h"

/* A header field that is asked for, and what it holds in this header. */
struct column {
	struct str name;
	size_t count; /* of such fields */
	struct buf value;
};

/* A table of the decoded values of some fields, a row for each header. */
struct columns {
	struct column *list;
	size_t n;
	bool singles; /* all are fields that a message may have but once */
	struct buf charset; /* private: of this header's bytes */
};

/* Whether it may be the name of a header field (RFC 5322 2.2): of those that
   need no care, wherever they are written. */
bool columns_is_name(struct str name);

/* Takes the fields' names, separated by colons; they stay the caller's. */
void columns_init(struct columns *c, const char *names);
void columns_free(struct columns *c);

/* Writes the names as a row. */
void columns_names(const struct columns *c, struct out *out);

/* Finds the values in a header, with \n between those of a field that is
   repeated.  Returns bits of enum defect: what makes them doubtful. */
unsigned int columns_take(struct columns *c, const struct header *h);

/* The same, and writes them as a row, with a TAB between columns. */
unsigned int columns_row(struct columns *c, struct out *out,
    const struct header *h);

#endif
