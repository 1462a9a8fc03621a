/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_TALLY_H
#define NET_IMAP_TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "net/imap.h"

/* More messages in a mailbox are taken for a server gone mad. */
#define IMAP_MESSAGES_MAX ((uint64_t)4000000)

/* How many messages there are in a mailbox, so that a server that tells of
   less is found out. */
struct imap_tally {
	uint64_t exists, expunges; /* when it was opened */
	uint64_t told;     /* messages that it has told of since */
	uint64_t nameless; /* and those whose UID it did not say */
};

/* SELECT or EXAMINE was answered just now. */
void imap_tally_begin(struct imap_tally *t, const struct imap *s);

/* One more is told of; uid 0 is none.  0, or -1: 76, too many. */
int imap_tally_add(struct imap_tally *t, const struct imap *s, uint32_t uid,
    struct err *e);

/* Whether some are missing, which *e says then: status 1.  all: the server
   was asked for all messages.  box is its name, for people. */
bool imap_tally_lacks(const struct imap_tally *t, const struct imap *s,
    const char *box, bool all, struct err *e);

#endif
