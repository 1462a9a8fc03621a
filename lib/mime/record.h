/* SPDX-License-Identifier: ISC */
#ifndef MIME_RECORD_H
#define MIME_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "base/out.h"
#include "base/spool.h"
#include "mime/body.h"
#include "mime/check.h"
#include "mime/part.h"

/* A longer body is cut, with a defect. */
#define RECORD_BODY_MAX ((size_t)1024 * 1024)

/* Writes a message as an object of JSON, on one line. */
struct record {
	struct out *out;
	unsigned int defects; /* at PART_END: of that part */

	/* private */
	struct json json;
	struct buf text;     /* of JSON that was not written yet */
	struct check check;
	struct body body;
	struct buf shown;    /* the body */
	bool cut;
	struct json defect_json;
	struct buf defect_text;
	struct spool defect_list;
	unsigned int header[PART_DEPTH_MAX]; /* defects of its fields */
	uint64_t passed, start[PART_DEPTH_MAX]; /* sizes of messages */
};

void record_init(struct record *j, struct out *out);
void record_free(struct record *j);

/* Begins a message; takes an event of the reader: 0, or -1 if a spool
   failed. */
void record_begin(struct record *j);
int record_event(struct record *j, const struct part_reader *r, int event,
    struct err *e);

#endif
