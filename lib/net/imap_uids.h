/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_UIDS_H
#define NET_IMAP_UIDS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "net/imap.h"
#include "net/imap_run.h"
#include "net/imap_selector.h"
#include "net/imap_set.h"

/* Whether the server can move messages (RFC 6851), and expunge some and no
   others (RFC 4315). */
bool imap_can_move(const struct imap *s);
bool imap_can_expunge(const struct imap *s);

/*
 * Opens the session and a mailbox, and finds out which of the messages that
 * are meant there are: *chosen is empty before and sorted then.  When it
 * comes back with 0 the UIDVALIDITY that the selectors carry has been compared
 * with that of the mailbox, so that messages may be deleted.  -1: also 1 for
 * another UIDVALIDITY.
 */
int imap_choose(struct imap_run *r, const char *box, bool read_only,
    struct imap_selectors *selectors, struct imap_set *chosen,
    struct err *e);

/*
 * Queues "UID verb set tail", in as many commands as it takes; *tag, which
 * may be NULL, is that of the last one.  tail is as imap_string.h has it and
 * may be empty.  1 if the mailbox has another UIDVALIDITY than at first.
 */
int imap_uids_send(struct imap *s, unsigned int *tag, const char *verb,
    const struct imap_set *uids, struct str tail, struct err *e);

/* Reads on until this command and all before it are ended.  -1 as imap_reply;
   0 otherwise, and *refusal is that of the first one that was refused, if any
   was and if there is none in it yet. */
int imap_uids_wait(struct imap *s, unsigned int tag, const char *what,
    struct err *refusal, struct err *e);

/*
 * Adds to *left, empty before, those of the messages that are still there
 * after a command that has ended and should have removed them.  The server's
 * EXPUNGEs were counted meanwhile, and it is asked unless there were exactly
 * as many, for others may remove messages too: not together with that
 * command, for Dovecot 2.3 answers a SEARCH that is behind it before it.
 */
int imap_uids_left(struct imap *s, const struct imap_set *uids,
    uint64_t expunges, struct imap_set *left, struct err *e);

/*
 * Deletes these messages and no others (RFC 4315 2.1); *left, empty before,
 * is what is still there then.  A server without UIDPLUS can only remove all
 * that is marked \Deleted: 69, and nothing was done, unless may_unmark: then
 * the marks of all others are taken off before and put back after.  A refusal
 * is in *refusal, as above.
 */
int imap_delete(struct imap *s, const struct imap_set *uids, bool may_unmark,
    struct imap_set *left, struct err *refusal, struct err *e);

#endif
