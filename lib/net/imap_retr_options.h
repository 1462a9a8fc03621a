/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_RETR_OPTIONS_H
#define NET_IMAP_RETR_OPTIONS_H

#include "base/err.h"
#include "net/retr_options.h"

/* The options of imapretr, less those of all clients, for getopt(3). */
#define IMAP_RETR_OPTIONS RETR_OPTIONS "p:st:"

/* Takes the option c that getopt has found, whose value stays the caller's.
   0; 1 if it is none of these; -1: 64. */
int imap_retr_options_take(struct retr_options *o, int c, const char *value,
    struct err *e);

/* Whether they go together.  0, or -1: 64. */
int imap_retr_options_check(struct retr_options *o, struct err *e);

#endif
