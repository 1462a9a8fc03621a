/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_COLUMNS_H
#define NET_IMAP_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/out.h"
#include "net/imap_row.h"

/* The columns that are asked for when nobody says. */
#define IMAP_COLUMNS_DEFAULT "uid,octets,date,flags,from,subject"

enum imap_column {
	IMAP_COLUMN_UID,
	IMAP_COLUMN_OCTETS,
	IMAP_COLUMN_DATE, /* when the server got it */
	IMAP_COLUMN_FLAGS,
	IMAP_COLUMN_FIELD /* of the header */
};

/* The columns of a list of messages. */
struct imap_columns {
	struct {
		enum imap_column what;
		char *name; /* in lower case */
	} *v;
	size_t n, cap;
	size_t n_shown; /* the first so many */
	struct buf text; /* of the value that is made */
};

#define IMAP_COLUMNS_INIT {NULL, 0, 0, 0, BUF_INIT}

/* Reads names between commas.  0, or -1: status 64 for what is no name. */
int imap_columns_read(struct imap_columns *c, const char *names,
    struct err *e);
void imap_columns_free(struct imap_columns *c);

/* Has a column asked for that is not shown. */
void imap_columns_need(struct imap_columns *c, struct str name);

/* Adds what FETCH must ask for, "(UID RFC822.SIZE ...)", with something in it
   that no server tells unasked; nothing if UIDs are all. */
void imap_columns_items(const struct imap_columns *c, struct buf *b);

/* Write a line: the names, a row, or a row as JSON.  validity is the
   UIDVALIDITY of the mailbox; 0: there is none. */
void imap_columns_header(const struct imap_columns *c, struct out *out);
void imap_columns_line(struct imap_columns *c, const struct imap_row *row,
    uint64_t validity, struct out *out);
void imap_columns_json(struct imap_columns *c, const struct imap_row *row,
    uint64_t validity, struct json *j);

#endif
