/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_RUN_H
#define NET_IMAP_RUN_H

#include "base/err.h"
#include "net/account.h"
#include "net/client_options.h"
#include "net/imap.h"

/* What the IMAP programs have in common: the options, and a session with the
   account's server. */
struct imap_run {
	struct client_options options;
	struct account account;
	struct imap session;
	void (*warn)(const struct err *e); /* private */
};

/* argc is main's.  The options are filled by client_options_take. */
void imap_run_init(struct imap_run *r, int argc);
void imap_run_free(struct imap_run *r);

/*
 * Finds the account and makes the session ready for imap_open; warn, which
 * is warn_err, prints what the server wants people to read.  From here on
 * SIGPIPE is ignored.  0, or -1: what account_find says.
 */
int imap_run_begin(struct imap_run *r, const char *argv0,
    void (*warn)(const struct err *e), struct err *e);

/*
 * Queues SELECT, or EXAMINE if read_only, for a mailbox that people have
 * named.  As imap_select, and 64 for what is no name.
 */
int imap_run_select(struct imap_run *r, unsigned int *tag, bool read_only,
    const char *box, struct err *e);

#endif
