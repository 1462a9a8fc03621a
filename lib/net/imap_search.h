/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_SEARCH_H
#define NET_IMAP_SEARCH_H

#include "base/err.h"
#include "base/str.h"
#include "net/imap.h"
#include "net/imap_set.h"

/*
 * The beginning of UID SEARCH: what was found comes as ranges (RFC 4731) where
 * the server can do that.
 */
const char *imap_search_verb(const struct imap *s);

/* Queues it with criteria that imap_criteria_add has made. */
int imap_search_send(struct imap *s, unsigned int *tag, struct str criteria,
    struct err *e);

/* Adds the UIDs of a SEARCH or ESEARCH reply to *found: 1; 0 if the reply is
   another one; -1, 76 for what cannot be read, has no end, or answers a
   command that is not under way. */
int imap_search_take(struct imap *s, const struct imap_reply *r,
    struct imap_set *found, struct err *e);

/* Adds one number or range, as a server writes it.  0, or -1 as above. */
int imap_search_add(const struct imap *s, struct imap_set *found,
    struct str text, struct err *e);

/* All have been added: *found is sorted.  -1, 76, for more than any mailbox
   holds. */
int imap_search_end(const struct imap *s, struct imap_set *found,
    struct err *e);

/* Reads on until this search, and all before it, are ended; *found is sorted
   then.  -1 as imap_refused, with 69, if one of them was refused. */
int imap_search_wait(struct imap *s, unsigned int tag,
    struct imap_set *found, struct err *e);

/*
 * Queues the question which of these UIDs there are, in as many commands as
 * it takes; *tag is that of the last one.
 */
int imap_find_send(struct imap *s, unsigned int *tag,
    const struct imap_set *asked, struct err *e);

#endif
