/* SPDX-License-Identifier: ISC */
#ifndef MIME_RECODE_H
#define MIME_RECODE_H

#include <stdbool.h>

#include "base/err.h"
#include "mime/outgoing.h"

/*
 * Puts a text that cannot travel as it is into quoted-printable (RFC 2045
 * 6.7): what the reader gets is the same, byte for byte.
 */

/* Whether that may be done: the message is one text, without a transfer
   encoding, and no signature covers it. */
bool recode_is_possible(const struct outgoing *o);

/* Recodes the body and says so in the header.  0, or -1: those of
   spool_add and spool_read. */
int recode_body(struct outgoing *o, struct err *e);

#endif
