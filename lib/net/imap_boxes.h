/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_BOXES_H
#define NET_IMAP_BOXES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/imap.h"

/* More mailboxes than this, and more bytes of their names and attributes, are
   taken for a server gone mad. */
#define IMAP_BOXES_MAX ((size_t)200000)
#define IMAP_BOXES_BYTES ((size_t)64 * 1024 * 1024)

/* What STATUS counts (RFC 9051 6.3.11). */
enum imap_count {
	IMAP_MESSAGES,
	IMAP_UNSEEN,
	IMAP_UIDNEXT,
	IMAP_UIDVALIDITY,
	IMAP_COUNTS /* how many there are */
};

/* A mailbox of LIST (RFC 9051 7.3.1). */
struct imap_listed {
	struct buf name;       /* as the server writes it */
	struct buf delimiter;  /* empty: NIL */
	struct buf attributes; /* between blanks */
	bool has_counts;
	bool has[IMAP_COUNTS];
	uint64_t counts[IMAP_COUNTS];
	uint32_t next; /* private: of imap_boxes, another of this name */
};

void imap_listed_free(struct imap_listed *box);

/* Reads the data of a LIST whose beginning imap_reply gave.  1; 0 for what
   is no mailbox; -1. */
int imap_listed_read(struct imap *s, struct imap_listed *box, struct err *e);

/* Whether the attribute, such as \Noselect, is there, in any case. */
bool imap_listed_is(const struct imap_listed *box, const char *attribute);

/* Whether STATUS can be asked of it: others are names on the way to mailboxes
   (RFC 9051 7.3.1).  Queues that STATUS. */
bool imap_listed_can_count(const struct imap_listed *box);
int imap_listed_ask(struct imap *s, const struct imap_listed *box,
    unsigned int *tag, struct err *e);

/* Adds a LIST of all mailboxes whose name begins so, with what they are for
   (RFC 6154) and, with counts, their STATUS (RFC 5819), where the server can
   do that. */
void imap_boxes_command(const struct imap *s, struct str prefix, bool counts,
    struct buf *b);

/* The mailboxes of a LIST, to be given their counts. */
struct imap_boxes {
	struct imap_listed *v;
	size_t n, cap;

	/* private */
	size_t admitted, bytes;
	uint32_t *table;   /* index + 1 in v, by the hash of the name */
	size_t table_size;
	uint64_t seed;     /* of that hash */
};

#define IMAP_BOXES_INIT {NULL, 0, 0, 0, 0, NULL, 0, 0}

void imap_boxes_free(struct imap_boxes *b);

/* One more is listed, and need not be kept.  0, or -1: 76, too many. */
int imap_boxes_admit(struct imap_boxes *b, const struct imap_listed *box,
    struct err *e);

/* Adds one, which is emptied.  0, or -1: 76, too many; 71. */
int imap_boxes_add(struct imap_boxes *b, struct imap_listed *box,
    struct err *e);

/* Reads the data of a STATUS into the mailbox it is about; one that is not
   listed is passed over. */
int imap_boxes_read_status(struct imap *s, struct imap_boxes *b,
    struct err *e);

#endif
