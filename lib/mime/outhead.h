/* SPDX-License-Identifier: ISC */
#ifndef MIME_OUTHEAD_H
#define MIME_OUTHEAD_H

#include "base/err.h"
#include "base/str.h"
#include "mime/outgoing.h"

/* What the fields that a message may lack are made of. */
struct outhead {
	struct str from;   /* for From and To: address lists as a user */
	struct str to;     /* writes them, names in UTF-8 */
	struct str domain; /* for Message-ID; may be empty */
};

/*
 * Makes the header fit to leave: every Bcc and Resent-Bcc goes, and From,
 * Date, Message-ID and To, where they are missing, come at its end (To only
 * if there is no Cc either).  0, or -1: the status of date_now or
 * msgid_new; 65 for a wrong list, and for 8-bit bytes that are not UTF-8
 * (RFC 6532 3.2).
 */
int outhead_complete(struct outgoing *o, const struct outhead *h,
    struct err *e);

#endif
