/* SPDX-License-Identifier: ISC */
#ifndef MIME_REPORT_H
#define MIME_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/out.h"
#include "mime/decode.h"
#include "mime/part.h"

/* A longer report is cut, with a defect. */
#define REPORT_MAX ((size_t)1024 * 1024)

/*
 * Reads a delivery report (RFC 3464): a row for each recipient, with a TAB
 * between address, action, status, the server that was talked to, and what
 * it said.
 */
struct report {
	struct out *out;
	bool found;           /* the message is one */
	unsigned int defects;

	/* private */
	bool reading;
	struct decode decode;
	struct buf text;
};

void report_init(struct report *d, struct out *out);
void report_free(struct report *d);

/* Writes the names of the columns. */
void report_names(struct out *out);

/* Begins a message; takes an event of the reader. */
void report_begin(struct report *d);
void report_event(struct report *d, const struct part_reader *r, int event);

#endif
