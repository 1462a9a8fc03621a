/* SPDX-License-Identifier: ISC */
#ifndef MIME_DRAFT_H
#define MIME_DRAFT_H

#include "base/err.h"
#include "mime/compose.h"
#include "mime/newhead.h"

/*
 * Reads the header lines that stand before a body, which is opened, and
 * leaves the body; *type becomes the value of their Content-Type, if any,
 * and the caller frees it.  0, or -1: status 65, 66, 74.
 */
int draft_template(struct newhead *head, struct compose_part *body,
    char **type, struct err *e);

/* Answers the message in the file ("-": stdin): see mime/reply.h.  0, or
   -1: status 65, 66, 74. */
int draft_reply(struct newhead *head, const char *path, struct err *e);

/* Forwards the message that the part is, which is opened and read whole.
   0, or -1: status 66, 73, 74. */
int draft_forward(struct newhead *head, struct compose_part *part,
    struct err *e);

#endif
