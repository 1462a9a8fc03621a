/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_SEARCH_H
#define NET_IMAP_SEARCH_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "net/imap.h"
#include "net/imap_set.h"

/*
 * Queues UID SEARCH with criteria that imap_criteria_add has made.  is_short:
 * as ranges (RFC 4731), where the server can; only for what has some thousand
 * results at most, for they all come as one word.
 */
int imap_search_send(struct imap *s, unsigned int *tag, struct str criteria,
    bool is_short, struct err *e);

/* Adds the UIDs of a SEARCH or ESEARCH reply to *found: 1; 0 if the reply is
   another one; -1, 76 for what cannot be read or is no end of it. */
int imap_search_take(struct imap *s, const struct imap_reply *r,
    struct imap_set *found, struct err *e);

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
