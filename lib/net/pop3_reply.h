/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_REPLY_H
#define NET_POP3_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* The status indicator of a reply; "+" asks for more in AUTH (RFC 5034 4). */
enum pop3_word { POP3_OK, POP3_ERR, POP3_MORE };

/* The first line of a reply; the slices are of the line. */
struct pop3_status {
	enum pop3_word word;
	struct str text; /* what stands behind the word */
	struct str code; /* "IN-USE" of "-ERR [IN-USE] ..." (RFC 2449 8) */
};

/* Reads a status line, without its CRLF: exactly +OK, -ERR or + and then a
   blank or the end (RFC 1939 3).  0, or -1: 76. */
int pop3_status_read(struct str line, struct pop3_status *s, struct err *e);

/*
 * The exit status that a -ERR means: 75 for [IN-USE], [LOGIN-DELAY] (RFC
 * 2449 8.1) and [SYS/TEMP], 69 for [SYS/PERM], 77 for [AUTH] (RFC 3206),
 * otherwise fallback.
 */
int pop3_status_exit(const struct pop3_status *s, int fallback);

/* A line of LIST or UIDL, or what follows +OK for one message. */
struct pop3_row {
	uint64_t number;  /* from 1 */
	struct str value; /* the octets, the unique-id; no blanks around it */
};

/* Reads one, with any number of blanks.  0, or -1: 76, no number. */
int pop3_row_read(struct str line, struct pop3_row *row, struct err *e);

/* The octets of a LIST row, for the eye alone: what servers say there is at
   times wrong or no number at all.  False, and *octets 0, if it is none. */
bool pop3_octets_read(struct str value, uint64_t *octets);

/* What stands behind the +OK of STAT (RFC 1939 5): the number of messages,
   and their octets, a word that need not be a number.  0, or -1: 76. */
int pop3_stat_read(struct str text, uint64_t *messages, struct str *octets,
    struct err *e);

/* Whether the name of a capability (RFC 2449 3) is that of this line; *args
   is what stands behind it. */
bool pop3_capa_is(struct str line, const char *name, struct str *args);

#endif
