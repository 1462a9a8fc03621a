/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_LOOK_H
#define NET_IMAP_LOOK_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "net/imap.h"

/*
 * Whether a message has been stored, when the answer to APPEND was lost: its
 * Message-ID alone does not tell, for an older copy may have it too.
 */

/* A mailbox, before the message was sent. */
struct imap_before {
	uint64_t validity; /* its UIDVALIDITY; 0: any */
	uint64_t next;     /* its UIDNEXT; 0: not known */
	unsigned int tag;  /* of the question; 0: none was asked */
};

/* Queues the question, unless it is known already. */
int imap_before_ask(struct imap_before *b, struct imap *s, struct str box,
    struct err *e);

/* Takes what a reply says to it, if anything. */
int imap_before_take(struct imap_before *b, struct imap *s, struct str box,
    const struct imap_reply *r, struct err *e);

/*
 * Looks for the message with this Message-ID, which may be empty, over a
 * session that has been made ready: 1, and *validity and *uid say where; 0 if
 * it is not there; -1 if that cannot be said.
 */
int imap_look(struct imap *s, struct str box, struct str id,
    const struct imap_before *b, uint32_t *validity, uint32_t *uid,
    struct err *e);

#endif
