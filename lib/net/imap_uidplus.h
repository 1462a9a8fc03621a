/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_UIDPLUS_H
#define NET_IMAP_UIDPLUS_H

#include <stddef.h>
#include <stdint.h>

#include "net/imap_set.h"
#include "net/imap_status.h"

/* The UIDs of new messages, as the server says them (RFC 4315 3). */

/* A message, and its copy. */
struct imap_pair {
	uint32_t from, to;
};

/* What is known of copies. */
struct imap_copies {
	uint32_t validity; /* of the mailbox that they are in */
	struct imap_pair *v;
	size_t n, cap;
};

#define IMAP_COPIES_INIT {0, NULL, 0, 0}

void imap_copies_free(struct imap_copies *c);

/* Adds what a COPYUID says of the messages that were asked for, which are
   sorted; any other status says nothing.  At most as many as were asked. */
void imap_copies_take(struct imap_copies *c, const struct imap_status *s,
    const struct imap_set *asked);

/* The UIDVALIDITY and UID of an APPENDUID; any other status, and one that
   cannot be read, leave both as they are. */
void imap_appenduid(const struct imap_status *s, uint32_t *validity,
    uint32_t *uid);

#endif
