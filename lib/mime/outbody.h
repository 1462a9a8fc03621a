/* SPDX-License-Identifier: ISC */
#ifndef MIME_OUTBODY_H
#define MIME_OUTBODY_H

#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"
#include "mime/outgoing.h"

/* For outgoing and recode alone: the body as it is read.  0 or -1, as
   spool_add. */

/* A line, which ends the one begun by outbody_text; what came of one that is
   too long to be held. */
int outbody_line(struct outgoing *o, struct str line, struct err *e);
int outbody_text(struct outgoing *o, struct str text, struct err *e);

/* The lines at the front of text, which is at bytes behind o->source_at, that
   can be taken at once: all up to one with a CR or another fault.  How many
   bytes that were, or -1. */
ssize_t outbody_lines(struct outgoing *o, struct str text, size_t at,
    struct err *e);

/* The next bytes of it, in which LF ends a line.  As spool_read. */
ssize_t outbody_read(struct outgoing *o, char *p, size_t n, struct err *e);

/* Puts what is held back into the spool. */
int outbody_flush(struct outgoing *o, struct err *e);

#endif
