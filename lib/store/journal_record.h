/* SPDX-License-Identifier: ISC */
#ifndef STORE_JOURNAL_RECORD_H
#define STORE_JOURNAL_RECORD_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* What a line of a journal says of a message. */
enum journal_word {
	JOURNAL_INTENT,    /* it is about to get this name in a Maildir */
	JOURNAL_TAKEN,     /* it was delivered, and that is on the disk */
	JOURNAL_DELETE,    /* the same, and the server is to delete it */
	JOURNAL_MARKED,    /* it counts as taken, but never was */
	JOURNAL_DELETED,   /* the server has confirmed that it did */
	JOURNAL_FORGOTTEN, /* it is in no listing any more */
	JOURNAL_EMPTY,     /* of no message: the mailbox was seen empty */
	JOURNAL_WORDS      /* how many there are */
};

/* Fields in this order, with TABs between them and a LF behind, each as
   vis_field writes it.  id and name are the caller's, or the reader's. */
struct journal_record {
	enum journal_word word;
	uint64_t ordinal;  /* among the messages with this id, from 1 */
	int64_t time;      /* of the delivery, since 1970 */
	uint64_t octets;   /* as the server has it; 0: not known */
	struct buf id;
	struct buf name;   /* of an intent; else empty */
};

#define JOURNAL_RECORD_INIT {JOURNAL_EMPTY, 0, 0, 0, BUF_INIT, BUF_INIT}

void journal_record_free(struct journal_record *r);

/* Appends the line. */
void journal_record_write(struct buf *b, const struct journal_record *r);

/* Reads a line, without its LF.  0, or -1 if it is none. */
int journal_record_read(struct journal_record *r, struct str line);

/* The first line of a journal, of this or of a later version, for the
   account of that identity. */
void journal_head_write(struct buf *b, const char *identity);

/* 0 if the line is that, -1 if not, 1 if it is that of a later version. */
int journal_head_read(struct str line, const char *identity);

#endif
