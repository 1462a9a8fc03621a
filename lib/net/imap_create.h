/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_CREATE_H
#define NET_IMAP_CREATE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "net/imap.h"

/* Whether a refusal says that the mailbox is not there. */
bool imap_lacks_box(const struct imap_reply *r);

/* Makes a mailbox, given as the server names it, and waits for the answer:
   -1, with 69 or what the server's code says, if it is refused.  One that is
   there by now ([ALREADYEXISTS], RFC 5530 3) is as good as made. */
int imap_create(struct imap *s, struct str box, struct err *e);

#endif
