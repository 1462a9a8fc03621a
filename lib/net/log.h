/* SPDX-License-Identifier: ISC */
#ifndef NET_LOG_H
#define NET_LOG_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "net/account.h"

/*
 * One line of the account's `log`, for one message that was sent or fetched:
 * "key=value key=value".  log_begin says host and user, log_end writes the
 * line and frees it; in between the caller adds what it knows.  Without a
 * `log` all of this does nothing.
 */
struct log_line {
	const char *to; /* the account's: a path or "syslog"; NULL: no log */
	struct buf text;
};

void log_begin(struct log_line *l, const struct account *a);

/* Adds a key, a word of ours, and its value: any bytes, of which control
   bytes become visible.  A value with a blank, a quote or a "=" in it, and an
   empty one, is quoted. */
void log_text(struct log_line *l, const char *key, struct str value);
void log_number(struct log_line *l, const char *key, uint64_t value);

/* 0, or -1: status 73 or 74.  What was logged is done already: the caller
   warns, and goes on. */
int log_end(struct log_line *l, struct err *e);

#endif
