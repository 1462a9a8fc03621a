/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_RETR_OPTIONS_H
#define NET_IMAP_RETR_OPTIONS_H

#include "base/err.h"
#include "net/imap_targets.h"
#include "store/deliver.h"

/* The options of imapretr that are not those of every program, for
   getopt(3). */
#define IMAP_RETR_OPTIONS "c:D:dF:L:M:m:np:st:X:"

struct imap_retr_options {
	struct imap_wish wish;
	enum deliver_kind kind;
	const char *where; /* of -m, -M, -X; NULL: stdout */
};

void imap_retr_options_init(struct imap_retr_options *o);

/* Takes the option that getopt has found, whose value stays the caller's.
   0; 1 if it is none of these; -1: 64. */
int imap_retr_options_take(struct imap_retr_options *o, int c,
    const char *value, struct err *e);

/* Whether they go together.  0, or -1: 64. */
int imap_retr_options_check(struct imap_retr_options *o, struct err *e);

#endif
