/* SPDX-License-Identifier: ISC */
#ifndef STORE_QUEUE_ENTRY_H
#define STORE_QUEUE_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "mime/envelope.h"

/* The largest head of an entry, and the most that is kept of its notes. */
#define QUEUE_HEAD_MAX ((size_t)16 * 1024 * 1024)
#define QUEUE_NOTES_MAX ((size_t)1024 * 1024)

/* No entry has more properties. */
#define QUEUE_PROPERTIES_MAX 1000

/* What became of a recipient, as it is written. */
enum queue_fate {
	QUEUE_WAITS = '-',
	QUEUE_SENT = '+',
	QUEUE_REFUSED = '!' /* for good */
};

/* Something that whoever sends it wants to know again. */
struct queue_property {
	char *key, *value;
};

/*
 * One message of the queue, but for its text.  Its file is a head of lines,
 * an empty line, the text, and notes behind it:
 *
 *	mailpipe-queue 1
 *	tried 00002 001763673620 -
 *	fates -+
 *	queued 1763673600
 *	(properties, as "account work")
 *	sender me@a.example
 *	to x@y.example
 *	to z@w.example
 *	size 1234
 *
 * The first three lines are changed in place and never change their length:
 * that takes no room on a full disk, and one write decides.  The notes, a
 * line each with the time, a recipient's number or 0 and a text, are but for
 * people.  Values and texts are written as fields of a list (vis.h).
 */
struct queue_entry {
	int64_t queued;     /* when; seconds since 1970 */
	int64_t last;       /* when it was last tried; 0: never */
	unsigned int tries;
	bool is_open;       /* a try has begun, and how it ended nobody knows */
	bool is_barred;     /* in the last one the login was refused */
	struct envelope envelope;
	char *fates;        /* an enum queue_fate for each recipient */
	struct queue_property *properties;
	size_t property_count;
	uint64_t size;      /* of its text */
	struct buf notes;
	struct str *last_notes; /* the last one of each; [0]: of the whole */
};

void queue_entry_init(struct queue_entry *x);
void queue_entry_free(struct queue_entry *x);

/* Adds a recipient that waits, and a property (a NULL value: none).  0, or
   -1: 65 for a recipient that is no address. */
int queue_entry_add(struct queue_entry *x, struct str address,
    struct err *e);
void queue_entry_set(struct queue_entry *x, const char *key,
    const char *value);

/* The first property of that name; NULL: there is none. */
const char *queue_entry_get(const struct queue_entry *x, const char *key);

/* How many recipients have this fate. */
size_t queue_entry_count(const struct queue_entry *x, enum queue_fate fate);

/* Writes the lines that change, or the whole head. */
void queue_entry_state(const struct queue_entry *x, struct buf *b);
void queue_entry_head(const struct queue_entry *x, struct buf *b);

/* Reads a head, given whole, with the empty line.  0, or -1: 65, and 78 for
   that of another version. */
int queue_entry_parse(struct queue_entry *x, struct str head,
    struct err *e);

/* Adds one note to *b; reads them all, and passes over what is none. */
void queue_entry_note(struct buf *b, int64_t when, size_t index,
    struct str text);
void queue_entry_parse_notes(struct queue_entry *x, struct str notes);

/* The last note of the i-th recipient, i from 1, or of the whole: 0.  As it
   was written, with escapes; p is NULL if there is none. */
struct str queue_entry_last_note(const struct queue_entry *x, size_t i);

#endif
