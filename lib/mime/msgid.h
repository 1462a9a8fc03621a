/* SPDX-License-Identifier: ISC */
#ifndef MIME_MSGID_H
#define MIME_MSGID_H

#include <time.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define MSGID_BYTES 16

/*
 * Appends a new message id (RFC 5322 3.6.4), "<...@domain>", unique by the
 * system's randomness.  The domain is best that of the sender; an empty
 * one, or one that is not fit, is replaced by the name of this host.
 * 0, or -1: status 71.
 */
int msgid_new(struct buf *b, struct str domain, struct err *e);

/* The same with a given time and given bytes, for output that must not
   differ from run to run; the domain is replaced by "localhost". */
void msgid_fixed(struct buf *b, struct str domain, time_t when,
    const unsigned char bytes[MSGID_BYTES]);

#endif
