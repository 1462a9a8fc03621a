/* SPDX-License-Identifier: ISC */
#ifndef MIME_CHECK_H
#define MIME_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "mime/decode.h"
#include "mime/part.h"
#include "mime/text.h"

/*
 * Finds all defects of a message: decodes its header fields, its dates, all
 * data and, of text, the characters, and throws the outcome away.
 */
struct check {
	unsigned int defects; /* at PART_END: all of the part */
	uint64_t size;        /* at PART_END: its decoded size, of a leaf */
	bool bodies_only;     /* whoever sets this checks header fields */

	/* private */
	struct text text;
	struct decode decode;
	struct buf value;
	unsigned int header[PART_DEPTH_MAX]; /* of a body's header, by depth */
	bool in_text;
};

/* The decoded value of a field replaces what is in *value; its defects.
   charset: as value_add has it. */
unsigned int check_field(const struct field *f, struct str charset,
    struct buf *value);

void check_init(struct check *c);
void check_free(struct check *c);

/* Takes an event of the reader. */
void check_event(struct check *c, const struct part_reader *r, int event);

#endif
