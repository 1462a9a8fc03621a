/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_COLUMNS_H
#define NET_POP3_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/out.h"
#include "base/str.h"
#include "mime/columns.h"

/* A message, as a row of pop3list. */
struct pop3_listed {
	uint64_t number, octets; /* POP3_OCTETS_UNKNOWN if it is not */
	struct str uidl;         /* empty if there is none */
	bool is_taken;           /* an earlier run has taken it */
};

/* The lists of pop3list, with TABs or as JSON, an object a line. */
struct pop3_columns {
	struct out *out;
	bool as_json;
	bool shows_taken;   /* "taken" is among the names */
	struct columns fields; /* of the header; n is 0 if there are none */

	/* private */
	char *names;
	struct json json;
	struct buf text;
};

/* Prepares to write to out; names of columns between commas, or NULL.  0, or
   -1: status 64 for what is no name. */
int pop3_columns_init(struct pop3_columns *c, struct out *out, bool as_json,
    const char *names, struct err *e);
void pop3_columns_free(struct pop3_columns *c);

/* The names of the columns, which JSON has as its keys. */
void pop3_columns_header(struct pop3_columns *c);

/* A message; the header may be NULL where there are no fields. */
void pop3_columns_row(struct pop3_columns *c, const struct pop3_listed *row,
    const struct header *header);

/* A capability and its parameters; the totals of STAT. */
void pop3_columns_offer(struct pop3_columns *c, struct str name,
    struct str args);
void pop3_columns_totals(struct pop3_columns *c, uint64_t messages,
    uint64_t octets);

#endif
