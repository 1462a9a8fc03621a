/* SPDX-License-Identifier: ISC */
#ifndef MIME_REPLY_H
#define MIME_REPLY_H

#include "base/err.h"
#include "base/str.h"
#include "mime/newhead.h"

/*
 * Fills the fields of an answer (RFC 5322 3.6.4) to the message that has
 * these fields: To, unless somebody was named, Subject, unless there is one,
 * In-Reply-To and References.  0, or -1: status 65, nobody to answer to.
 */
int reply_head(struct newhead *h, struct str fields, struct err *e);

/* Fills the Subject of a message that forwards that one. */
void forward_head(struct newhead *h, struct str fields);

#endif
