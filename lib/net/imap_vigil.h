/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_VIGIL_H
#define NET_IMAP_VIGIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/imap_boxes.h"
#include "net/imap_run.h"
#include "net/imap_watch.h"

/*
 * Waiting for what happens in mailboxes: one of them by IDLE (RFC 2177),
 * several by NOTIFY (RFC 5465), all else by asking from time to time.  A
 * connection that is lost is made again.
 */
struct imap_vigil {
	struct imap_run *run; /* begun, and not open */
	char **names;            /* the mailboxes, for errors */
	struct imap_boxes boxes; /* the same, as the server names them */
	struct imap_watch *watch; /* what is known of each; the caller's */
	uint64_t period;   /* seconds between two questions; 0: ours */
	int64_t deadline;  /* of clock_ms; 0: none */
	bool persists;     /* the first connection is tried again as well */

	/* Called with what was found, whenever the server was asked or has
	   said something: news for each mailbox, many of them none.  0, or
	   -1. */
	int (*tell)(void *arg, const struct imap_news *news, struct err *e);

	/* Called when a connection was lost and is to be made again. */
	void (*complain)(void *arg, const struct err *e);
	void *arg;
	bool over;         /* set by tell: it is enough */

	/* private */
	struct imap_news *news;
	int64_t opened, pause; /* when it was opened; before the next try */
	bool established;  /* the server has answered once */
	bool no_idle, no_notify; /* it refuses that */
	bool notifies;     /* it will say what happens */
};

/* 0 when it is over, by tell or by the deadline, or -1. */
int imap_vigil(struct imap_vigil *v, struct err *e);

#endif
