/* SPDX-License-Identifier: ISC */
#ifndef MIME_VIEW_H
#define MIME_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/out.h"
#include "base/spool.h"
#include "mime/body.h"
#include "mime/decode.h"
#include "mime/part.h"

/*
 * Shows a message to people: who, when, what about, an empty line, the
 * readable body, and a line for each attachment and each attached message.
 */
struct view {
	struct out *out;
	struct body body;
	struct decode decode;   /* counts the bytes of an attachment */
	struct spool lines;     /* about attachments, till the body is done */
	struct buf line;
	bool in_attachment;
	uint64_t messages;
	unsigned int defects;   /* of what was shown */
};

void view_init(struct view *v, struct out *out);
void view_free(struct view *v);

/* Begins a message; takes an event of the reader: 0, or -1 if a spool
   failed. */
void view_begin(struct view *v);
int view_event(struct view *v, const struct part_reader *r, int event,
    struct err *e);

#endif
