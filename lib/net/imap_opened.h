/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_OPENED_H
#define NET_IMAP_OPENED_H

#include "base/err.h"
#include "net/imap.h"

/*
 * SELECT, EXAMINE or STATUS of a mailbox, as people name it, was refused:
 * fills *e as imap_refused, with 69 if no code says more; but 1 if there is no
 * such mailbox.  Where no code that is known says why, LIST tells whether it
 * is there.  Returns -1.
 */
int imap_not_opened(struct imap *s, const struct imap_reply *r,
    const char *box, struct err *e);

/* Waits for SELECT or EXAMINE: 0, or -1 as imap_wait and as above. */
int imap_wait_opened(struct imap *s, unsigned int select, const char *box,
    struct err *e);

#endif
