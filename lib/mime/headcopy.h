/* SPDX-License-Identifier: ISC */
#ifndef MIME_HEADCOPY_H
#define MIME_HEADCOPY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Values out of the header of another message, as a user would have written
 * them for a new one: unfolded, decoded to UTF-8, control characters
 * replaced by blanks.  All of it may be hostile.
 */

/* A value of text, such as that of Subject. */
void headcopy_text(struct buf *b, struct str value);

/* A structured value, which is never decoded. */
void headcopy_structured(struct buf *b, struct str value);

/* A whole address list.  0, or -1: status 65 if it is malformed. */
int headcopy_addresses(struct buf *b, struct str value, struct err *e);

/* Only those mailboxes that one can write to, without their groups.
   Returns whether there are any. */
bool headcopy_mailboxes(struct buf *b, struct str value);

#endif
