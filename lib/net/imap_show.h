/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_SHOW_H
#define NET_IMAP_SHOW_H

#include "base/err.h"
#include "base/out.h"
#include "net/imap.h"
#include "net/imap_set.h"

/*
 * Writes the data whose beginning imap_reply gave as one line, without the
 * "*": words and parentheses as they came, strings in quotes; safe for a
 * terminal.  Of a long string the beginning.  A status as below.
 */
int imap_show(struct imap *s, const struct imap_reply *r, struct out *out,
    struct err *e);

/* A status: "OK [UIDNEXT 4392] text". */
void imap_show_status(const struct imap_reply *r, struct out *out);

/* A mailbox that has been opened. */
void imap_show_box(const struct imap_box *box, struct out *out);

/* What the server offers, and UIDs of the mailbox that is open, as selectors:
   a line for each. */
void imap_show_offers(const struct imap *s, struct out *out);
void imap_show_uids(const struct imap *s, const struct imap_set *uids,
    struct out *out);

#endif
