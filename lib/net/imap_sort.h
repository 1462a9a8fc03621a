/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_SORT_H
#define NET_IMAP_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/out.h"
#include "base/spool.h"
#include "net/imap.h"
#include "net/imap_columns.h"
#include "net/imap_row.h"

#define IMAP_SORT_KEYS 4

/* By what messages are sorted; the names are those of the columns.  The
   server can do it by all but the UID (RFC 5256), we by those in front of
   IMAP_SORT_FROM, which are numbers. */
enum imap_sort_by {
	IMAP_SORT_UID,
	IMAP_SORT_DATE,
	IMAP_SORT_SENT,
	IMAP_SORT_OCTETS,
	IMAP_SORT_FROM,
	IMAP_SORT_TO,
	IMAP_SORT_CC,
	IMAP_SORT_SUBJECT
};

/* What is printed of a message, and where it stands. */
struct imap_sort_row {
	uint32_t uid;
	uint32_t length;
	uint64_t at;
	int64_t keys[IMAP_SORT_KEYS];
};

/*
 * A list of messages that is printed in another order than it comes: each is
 * printed to a temporary file, and some 50 bytes of it are kept.
 */
struct imap_sort {
	struct {
		enum imap_sort_by by;
		bool reverse;
	} keys[IMAP_SORT_KEYS];
	size_t n_keys;  /* 0: they need not be sorted */
	bool by_server;
	struct out out; /* where rows are printed to, behind imap_sort_begin */

	/* private */
	struct spool spool;
	struct imap_sort_row *v;
	size_t n, cap;
	uint32_t *order; /* UIDs, as the server sorts them */
	size_t n_order, cap_order;
};

void imap_sort_init(struct imap_sort *s);
void imap_sort_free(struct imap_sort *s);

/* Reads names between commas, each with a "-" before it for the reverse.  0,
   or -1: 64. */
int imap_sort_read(struct imap_sort *s, const char *names, struct err *e);

/*
 * Decides who sorts, and makes the file; adds to *c what has to be known of
 * each message for that.  0, or -1: 69 if the server does not sort and we
 * cannot; 73.
 */
int imap_sort_begin(struct imap_sort *s, const struct imap *session,
    struct imap_columns *c, struct err *e);

/* Adds what the server is asked for, if it sorts: "(REVERSE DATE FROM)". */
void imap_sort_criteria(const struct imap_sort *s, struct buf *b);

/* The next UID as the server sorts them, at most once each. */
void imap_sort_place(struct imap_sort *s, uint32_t uid);

/* A row that was printed to s->out, from where on. */
void imap_sort_add(struct imap_sort *s, const struct imap_row *row,
    uint64_t at);

/* Writes them in their order.  One that the server did not sort, because it
   came meanwhile, stands at the end.  0, or -1: 74. */
int imap_sort_write(struct imap_sort *s, struct out *to, struct err *e);

#endif
