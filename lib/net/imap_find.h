/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_FIND_H
#define NET_IMAP_FIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "net/imap.h"
#include "net/imap_row.h"
#include "net/imap_set.h"
#include "net/imap_tally.h"

/* Messages of a mailbox, found by criteria, each told as a row. */
struct imap_find {
	struct imap *session;
	const char *name;    /* of the mailbox, for errors */
	unsigned int select; /* the tag of SELECT or EXAMINE, not waited for */
	struct str criteria; /* of SEARCH; p NULL: all messages */
	struct str items;    /* of FETCH, with UID among them and one that no
	                        server tells unasked; p NULL: UIDs alone */
	struct str order;    /* of SORT, "(REVERSE DATE)"; p NULL: any */

	/* Called for each message that was asked for: 0, or -1. */
	int (*row)(void *arg, const struct imap_row *row, struct err *e);
	/* Called for each UID in the order that was asked for, before or
	   after its row; there need not be one. */
	void (*place)(void *arg, uint32_t uid);
	void *arg;

	struct imap_tally tally; /* of what was told */

	/* private */
	unsigned int search; /* the tag of SEARCH or SORT; 0: none */
	bool chooses;        /* only what was found is a row */
	uint32_t last;       /* the UID of the row before */
	uint64_t placed;     /* UIDs that were given a place */
	struct imap_set found;
};

/*
 * Finds and fetches, in one exchange with the SELECT before it where the
 * server can keep a result (SEARCHRES, RFC 5182), nothing is to be looked
 * for, or UIDs are all; else in two.  0, or -1: 69 or what its code says if a
 * command is refused.
 */
int imap_find(struct imap_find *f, struct err *e);

/* Whether the server has told of less than there is, which *e says then. */
bool imap_find_lacks(const struct imap_find *f, struct err *e);

#endif
