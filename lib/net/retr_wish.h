/* SPDX-License-Identifier: ISC */
#ifndef NET_RETR_WISH_H
#define NET_RETR_WISH_H

#include <stdbool.h>
#include <stdint.h>

#include "store/command.h"
#include "store/journal.h"

/* What is wanted of the messages that are named, by pop3retr or imapretr. */
struct retr_wish {
	bool only_new;       /* none that was taken before */
	bool to_delete;      /* what was delivered is deleted, or moved */
	bool has_days;       /* what was taken so many days ago is, too */
	uint64_t days;
	uint64_t at_most;    /* messages */
	uint64_t largest;    /* octets of a message */
	const char *filter;  /* a command that sees each header; NULL: none */

	/* POP3 alone: */
	bool top;            /* the header, and so many lines */
	uint64_t lines;

	/* IMAP alone: */
	bool seen;           /* what was delivered is set \Seen */
	const char *to;      /* where what is deleted is moved; NULL: gone */
	const char *section; /* "" for all of a message */
};

/* Whether a message that was taken before may be deleted, or moved, by now,
   a time_t. */
bool retr_wish_is_due(const struct retr_wish *w,
    const struct journal_entry *taken, int64_t now);

/* What the filter says of a message, by its exit status. */
enum retr_verdict { RETR_TAKE = 0, RETR_SKIP = 1, RETR_REMOVE = 2 };

/* Shows it a header.  RETR_SKIP with a status in *e if it failed. */
enum retr_verdict retr_wish_filter(const struct retr_wish *w,
    struct spool *header, const struct command_idle *idle, struct err *e);

#endif
