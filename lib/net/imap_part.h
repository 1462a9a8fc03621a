/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_PART_H
#define NET_IMAP_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/spool.h"
#include "net/imap.h"

/*
 * Sends a FETCH of one BODY[...] of the message with that UID, and keeps it,
 * with LF for CRLF, in *spool, which is empty before.  *r is how the command
 * ended; only if that is OK it is all there, and *found says whether the
 * server has given it.  0, or -1 as imap_reply; 73, 74.
 */
int imap_part_fetch(struct imap *s, struct str command, uint32_t uid,
    struct spool *spool, bool *found, struct imap_reply *r, struct err *e);

#endif
