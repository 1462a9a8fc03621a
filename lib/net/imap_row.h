/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_ROW_H
#define NET_IMAP_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "mime/dateparse.h"
#include "net/imap.h"

/* Header fields longer than this are cut. */
#define IMAP_ROW_HEADER_MAX ((size_t)64 * 1024)

/* What one FETCH reply says of a message, whichever items came and in which
   order (RFC 9051 7.5.2).  The buffers keep their memory from row to row. */
struct imap_row {
	uint32_t uid;      /* 0: it was not said */
	uint64_t octets;   /* RFC822.SIZE, which need not be true */
	bool has_octets, has_flags, has_date, has_header;
	bool is_answer;    /* octets, date or a header were told, if only as
	                      NIL, and no server tells them unasked */
	struct buf date;   /* INTERNALDATE: "17-Jul-1996 02:44:25 -0700" */
	struct buf flags;  /* between blanks */
	struct buf header; /* what BODY[HEADER...] held */
};

#define IMAP_ROW_INIT {0, 0, false, false, false, false, false, BUF_INIT, \
    BUF_INIT, BUF_INIT}

void imap_row_free(struct imap_row *row);

/* Reads the FETCH data whose beginning imap_reply gave, to its end; items
   that are not known are passed over.  0, or -1. */
int imap_row_read(struct imap *s, struct imap_row *row, struct err *e);

/* When the server got the message.  False if that is not known. */
bool imap_row_date(const struct imap_row *row, struct dateparse *d);

/* Reads the number that a token is, at most max.  False if it is none. */
bool imap_number(const struct imap_token *t, uint64_t max, uint64_t *n);

#endif
