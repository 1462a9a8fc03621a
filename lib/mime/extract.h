/* SPDX-License-Identifier: ISC */
#ifndef MIME_EXTRACT_H
#define MIME_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/out.h"
#include "base/str.h"
#include "mime/decode.h"
#include "mime/part.h"

/*
 * Writes one part of a message: the first one with that number ("2.1"),
 * type ("text/html") or name ("=report.pdf").  Its transfer encoding is
 * undone and nothing else; a multipart or a message is written as it stands,
 * without its own header.  raw: as it stands, with its header.
 */
struct extract {
	struct out *out;
	struct str which;
	bool raw;
	bool found;           /* the part was there */
	unsigned int defects; /* of it and all in it */

	/* private */
	bool reading, as_is;
	size_t depth;
	struct decode decode;
};

void extract_init(struct extract *x, struct out *out, const char *which,
    bool raw);
void extract_free(struct extract *x);

/* Begins a message; takes an event of the reader. */
void extract_begin(struct extract *x);
void extract_event(struct extract *x, const struct part_reader *r,
    int event);

#endif
