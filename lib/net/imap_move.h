/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_MOVE_H
#define NET_IMAP_MOVE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "net/imap.h"
#include "net/imap_set.h"
#include "net/imap_uidplus.h"

/* What to do, and what has become of it. */
struct imap_transfer {
	const struct imap_set *uids; /* of the mailbox that is selected */
	struct str box;     /* where to, as the server names it */
	bool copies;        /* the messages stay where they are */
	bool may_create;    /* the mailbox, if it is not there */
	bool may_unmark;    /* see imap_delete */

	struct imap_copies made; /* as far as the server says; freed by the
	                            caller */
	struct imap_set left;    /* what has not been moved; so is this */
	bool begun;         /* something may have been copied, ... */
	bool some;          /* ... or has been: a command was carried out */
	struct err refusal; /* the first one; status 0: none */
};

/*
 * Copies or moves the messages: by MOVE (RFC 6851), else by COPY, and what was
 * copied is deleted.  0, whatever was refused, or -1 as imap_reply; 69 when
 * nothing was done because a server can neither MOVE nor delete just these.
 */
int imap_transfer(struct imap *s, struct imap_transfer *t, struct err *e);

#endif
