/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_WATCH_H
#define NET_IMAP_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "net/imap.h"

/* What was last known of a mailbox. */
struct imap_watch {
	bool known;        /* false: nothing yet */
	uint64_t validity; /* its UIDVALIDITY; 0: any */
	uint64_t next;     /* its UIDNEXT; 0: the server does not say */
	uint64_t messages;
	bool counted;      /* messages is known too */
};

/* What has happened since. */
struct imap_news {
	bool reset;           /* another UIDVALIDITY: all UIDs are new ones */
	uint64_t came;        /* messages that came, ... */
	uint64_t first, last; /* ... and their UIDs; 0: not known */
	uint64_t gone;        /* messages that went */
};

/* Takes note of a mailbox as it is now.  The news are exact if the messages
   that come are seen before they go again. */
struct imap_news imap_watch_see(struct imap_watch *w, uint64_t validity,
    uint64_t next, uint64_t messages);

/* Waits for the server to say something, at most until the deadline (of
   clock_ms; 0: for ever): 1, 0 when the time is over, -1.  The time that the
   system has slept is noticed: 75, for the connection will not have lasted. */
int imap_await(struct imap *s, int64_t deadline, struct err *e);

/*
 * Waits like this in an IDLE (RFC 2177) for the mailbox that is selected to
 * be another than is known: than s->box was when it was last asked about, for
 * the server may have told of more since.  Returns 1 when it is over, 0 when
 * the server refuses to IDLE, -1.
 */
int imap_idle(struct imap *s, const struct imap_box *known, int64_t deadline,
    struct err *e);

#endif
