/* SPDX-License-Identifier: ISC */
#ifndef NET_SELECTOR_H
#define NET_SELECTOR_H

#include <stdint.h>

#include "base/err.h"
#include "base/in.h"
#include "base/str.h"

/* What an operand can name, by POP3 and by IMAP: all, new, last:5, and what
   the protocol numbers its messages by; u:UIDL in POP3 alone. */
enum selector_kind {
	SELECTOR_ALL,
	SELECTOR_NEW,
	SELECTOR_LAST,
	SELECTOR_RANGE,
	SELECTOR_UIDL
};

/* Reads "all", "new", or "last:5" with a *count from 1 to max: 1, and *kind
   is one of the first three; 0 for another text; -1: 64. */
int selector_read_word(struct str text, uint64_t max,
    enum selector_kind *kind, uint64_t *count, struct err *e);

/* How the operands of a protocol are added to its selectors, arg.  0, or
   -1: 64. */
struct selector_reader {
	int (*add)(void *arg, struct str operand, struct err *e);
	int (*add_row)(void *arg, struct str row, struct err *e);
	const char *title; /* of the first column: a list's header line */
	void *arg;
};

/* Adds what a list names, a row a line, with its header line or without.  0,
   or -1: 65 for a line that names none, or what reading it gave. */
int selector_read_list(const struct selector_reader *r, struct in *in,
    struct err *e);

/* Adds operands up to a NULL; "-" stands for such a list on stdin. */
int selector_read_operands(const struct selector_reader *r,
    char *const *operands, struct err *e);

#endif
