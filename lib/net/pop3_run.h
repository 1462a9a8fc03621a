/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_RUN_H
#define NET_POP3_RUN_H

#include <stdbool.h>
#include <time.h>

#include "base/err.h"
#include "net/account.h"
#include "net/client_options.h"
#include "net/pop3.h"
#include "net/pop3_selector.h"
#include "store/journal.h"

/* What the POP3 programs have in common: the options, the messages that are
   asked for, and a session with the account's server. */
struct pop3_run {
	struct client_options options;
	struct pop3_selectors selectors;
	struct account account;
	struct pop3 session;
	bool remembers;   /* set by the caller: it needs the journal anyway */
	struct journal journal;
	bool has_journal; /* it is open; so it is if a selector needs it */
	time_t now;     /* the time of the run, or SOURCE_DATE_EPOCH */
};

/* argc is main's.  The options are filled by client_options_take. */
void pop3_run_init(struct pop3_run *r, int argc);
void pop3_run_free(struct pop3_run *r);

/*
 * Reads the operands, which end with a NULL, as selectors, finds the account
 * and makes the session ready to be opened.  From here on SIGPIPE is
 * ignored.  0, or -1: 64, 65, 66 for the operands, 78 and what account_find
 * says; 78 if the account has no user, and one is needed; what journal_open
 * says.
 */
int pop3_run_begin(struct pop3_run *r, const char *argv0,
    char *const *operands, bool needs_user, struct err *e);

/*
 * Does the work, which begins with pop3_open.  When it has failed because of
 * pipelining (pop3_retreat), and undo says that it can be done again, it is
 * done once more, one command at a time.  Returns what the work did.
 */
int pop3_run_try(struct pop3_run *r, int (*work)(void *arg, struct err *e),
    bool (*undo)(void *arg), void *arg, struct err *e);

/* Closes the session, and adds to the error of a result that is -1 why the
   work had been done twice.  Returns result. */
int pop3_run_end(struct pop3_run *r, int result, struct err *e);

#endif
