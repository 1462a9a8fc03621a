/* SPDX-License-Identifier: ISC */
#ifndef MIME_OUTGOING_H
#define MIME_OUTGOING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/in.h"
#include "base/spool.h"
#include "base/str.h"
#include "mime/messages.h"

/* The longest line, without its end (RFC 5322 2.1.1). */
#define OUTGOING_LINE_MAX ((size_t)998)

/*
 * A message on its way out.  It is read whole before anything is said to a
 * server: what makes it unfit is then known while nobody got it yet, the
 * server is told its size, and no connection waits for a slow producer.
 * Every CR, LF and CRLF of it is a line end, and is a LF from there on.
 */
struct outgoing {
	struct buf header;  /* its fields, without the empty line */
	struct spool body;
	uint64_t lines;     /* of all, counted as they came */
	bool is_empty;      /* nothing came, or nothing but a From_ line */
	bool is_truncated;  /* a multipart without its closing boundary */
	bool has_8bit_header, has_8bit_body;
	bool dot_ends;      /* set after outgoing_init: a line with a single
	                       dot ends the message, as sendmail has it */
	uint64_t long_line, nul_line; /* the body's first ones that cannot
	                                 travel as they are; 0: none */

	/* private */
	bool ended;          /* by such a dot */
	bool in_line;        /* the last line came only in part */
	bool after_cr;       /* the last line ended in a CR alone */
	struct buf pending;  /* the body's next bytes for the spool */
	struct buf closing;  /* the closing boundary that is looked for */
	int source;          /* the file that is read; -1: it is none */
	off_t source_at;     /* where outgoing_feed's text stands there */
	uint64_t body_lines; /* that are in the body; recode.c sets it too */
	uint64_t body_crs;   /* that the body's lent bytes have, before LFs
	                        all; it too */
	uint64_t at;         /* where outgoing_text is in the header */
	int state;
};

void outgoing_init(struct outgoing *o);
void outgoing_free(struct outgoing *o);

/*
 * Reads the message to the end of the input; one From_ line before it is
 * dropped.  If the first line is no header field, there is no header and all
 * is the body.  A large file is not copied but read again, so that it has to
 * stay open as long as the message.  0, or -1: status 65 for a broken header,
 * and for a NUL or a line that is too long in it; those of in_fill and
 * spool_add.
 */
int outgoing_read(struct outgoing *o, struct in *in, struct err *e);

/* The same for the message of an mbox that messages_next has begun. */
int outgoing_read_one(struct outgoing *o, struct messages *from,
    struct err *e);

/*
 * The same from any source: takes all whole lines off the front of text, and
 * with final its last one too.  Returns how many bytes that were, or -1.
 */
ssize_t outgoing_feed(struct outgoing *o, struct str text, bool final,
    struct err *e);

/* The same line by line, and the end of it. */
int outgoing_line(struct outgoing *o, struct str line, struct err *e);
int outgoing_end(struct outgoing *o, struct err *e);

/* Whether the body can travel as it is, without a NUL and a line that is too
   long.  0, or -1: status 65. */
int outgoing_check(const struct outgoing *o, struct err *e);

/* How many bytes it has on the wire, stuffed dots and the final dot not
   counted: the SIZE of RFC 1870. */
uint64_t outgoing_size(const struct outgoing *o);

/* The next bytes of it, header, empty line and body, for reading once
   more after outgoing_rewind.  How many came, 0 at the end, -1: 74. */
void outgoing_rewind(struct outgoing *o);
ssize_t outgoing_text(struct outgoing *o, char *p, size_t n, struct err *e);

/* How many bytes that gives. */
uint64_t outgoing_length(const struct outgoing *o);

/* The same in the form that costs least: lines may end in CRLF. */
ssize_t outgoing_raw(struct outgoing *o, char *p, size_t n, struct err *e);

#endif
