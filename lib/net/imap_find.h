/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_FIND_H
#define NET_IMAP_FIND_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "net/imap.h"
#include "net/imap_row.h"
#include "net/imap_set.h"

/* Messages of a mailbox, found by criteria, each told as a row. */
struct imap_find {
	struct imap *session;
	const char *name;    /* of the mailbox, for errors */
	unsigned int select; /* the tag of SELECT or EXAMINE, not waited for */
	struct str criteria; /* of SEARCH; p NULL: all messages */
	struct str items;    /* of FETCH, with UID among them */

	/* Called for each FETCH reply that names its UID: 0, or -1. */
	int (*row)(void *arg, const struct imap_row *row, struct err *e);
	void *arg;

	/* private */
	struct imap_set found;
};

/*
 * Finds and fetches, in one exchange with the SELECT before it where the
 * server can keep a result (SEARCHRES, RFC 5182) or nothing is to be looked
 * for, else in two.  0, or -1: 69 or what its code says if a command is
 * refused.
 */
int imap_find(struct imap_find *f, struct err *e);

#endif
