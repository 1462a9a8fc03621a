/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_LIST_H
#define NET_POP3_LIST_H

#include "base/err.h"
#include "net/pop3.h"
#include "net/pop3_box.h"

/* More messages than this in one mailbox are taken for a server gone mad. */
#define POP3_MESSAGES_MAX 1000000

/* And their UIDLs are no longer together: 70 octets each is what RFC 1939 7
   allows. */
#define POP3_UIDLS_MAX ((uint64_t)128 * 1024 * 1024)

/* Reads the reply to LIST, which was queued and is the next, into *box.
   0, or -1: status 69 if it is refused. */
int pop3_read_list(struct pop3 *p, struct pop3_box *box, struct err *e);

/* Reads the first line of the reply to UIDL, the next one.  Returns 1, or 0
   for a server that has no UIDL, which is optional (RFC 1939 7); -1: status
   69 if it announced it and refuses it. */
int pop3_read_uidl(struct pop3 *p, struct err *e);

/*
 * The next row of UIDL whose message is in the box and was not named before;
 * rows of other messages, which came meanwhile or are wrong, and without a
 * UIDL are counted in box->strays.  Returns 1, 0 at the end, or -1.
 */
int pop3_next_uidl(struct pop3 *p, struct pop3_box *box, struct pop3_row *row,
    const struct pop3_message **message, struct err *e);

#endif
