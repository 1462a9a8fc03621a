/* SPDX-License-Identifier: ISC */
#ifndef NET_RETR_OPTIONS_H
#define NET_RETR_OPTIONS_H

#include <stdint.h>

#include "base/err.h"
#include "net/retr_wish.h"
#include "store/deliver.h"

/* The options of pop3retr and imapretr, less those of all clients, for
   getopt(3). */
#define RETR_OPTIONS "c:D:dF:L:M:m:nX:"

struct retr_options {
	struct retr_wish wish;
	enum deliver_kind kind;
	const char *where; /* of -m, -M, -X; NULL: stdout */
};

/* Everything of every message, to stdout. */
void retr_options_init(struct retr_options *o);

/* Takes the option c that getopt has found, whose value stays the caller's.
   0; 1 if it is none of these; -1: 64. */
int retr_options_take(struct retr_options *o, int c, const char *value,
    struct err *e);

/* Reads the value of an option that is a number.  0, or -1: 64. */
int retr_options_number(int c, const char *value, uint64_t max, uint64_t *n,
    struct err *e);

/* Whether they go together.  0, or -1: 64. */
int retr_options_check(const struct retr_options *o, struct err *e);

#endif
