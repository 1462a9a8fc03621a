/* SPDX-License-Identifier: ISC */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "store/journal_record.h"

/*
 * What was taken from one mailbox.  The mailbox is named by a string, its
 * identity, such as "pop3 user@host" or "imap user@host/BOX 1699"; a message
 * by the id that the server gives it, and, for servers that give one id to
 * several messages (RFC 1939 7), its ordinal among those.
 *
 * On the disk it is a file below statedir() to which lines are appended;
 * journal_record.h has their form.  Whoever has it open has it alone.
 */

/* No entry. */
#define JOURNAL_NONE ((size_t)-1)

/* A message that was listed, or of which the file tells. */
struct journal_entry {
	size_t id, name;    /* where they begin, in text */
	uint32_t id_length, name_length;
	uint32_t ordinal;
	uint32_t listing;   /* the last one that had it; 0: none */
	uint32_t copies;    /* of ordinal 1: with its id in that listing */
	uint32_t copies_taken; /* and so many of them had been taken */
	uint64_t octets;    /* when it was taken, else now; 0: not known */
	int64_t time;       /* when it was taken */
	enum journal_word word; /* JOURNAL_FORGOTTEN: nothing is known */
	bool fresh;         /* it was taken since the journal was opened */
	bool resized;       /* it was listed with other octets since */
};

struct journal {
	char *path;         /* of the file */
	char *identity;

	/* private */
	int fd;
	int64_t now;
	struct journal_entry *v;
	size_t n, cap;
	struct buf text;    /* ids and names */
	uint32_t *table;    /* index + 1 in v, by the hash of id and ordinal */
	size_t table_size;
	uint64_t seed;      /* of that hash */
	uint32_t listing;   /* how many have begun */
	size_t listed;      /* messages in this one */
	size_t reappeared;  /* and so many of them had been taken */
	size_t kept;        /* taken, and not to be deleted, before it */
	bool emptied;       /* the mailbox was seen empty since the last one */
	size_t lines;       /* in the file */
	uint64_t size;      /* of the file, up to its last whole line */
	struct buf pending; /* lines that are not written */
	bool broken;        /* a write has failed */
};

/*
 * Opens the journal of an identity, and makes it if there is none; now is
 * the time that goes into its lines.  0, or -1: 75 when another process has
 * it open, 73 when it cannot be made, 74, 78 when it is damaged or that of a
 * later version.
 */
int journal_open(struct journal *j, const char *identity, int64_t now,
    struct err *e);
void journal_close(struct journal *j);

/*
 * A listing of the mailbox: journal_list for each message in the order of
 * the listing, with its octets (0: not known), gives its entry.  At the end of
 * one that is complete what it did not have is forgotten.  journal_list_end
 * returns -1, status 76, when the server seems to have given new ids to
 * messages that it keeps: several were taken, and it lists as many and none
 * of those.  accept takes them for new ones.
 */
void journal_list_begin(struct journal *j);
size_t journal_list(struct journal *j, struct str id, uint64_t octets);
int journal_list_end(struct journal *j, bool complete, bool accept,
    struct err *e);

/* What is known of an entry; the id and the name move when more are listed. */
const struct journal_entry *journal_get(const struct journal *j, size_t entry);
struct str journal_id(const struct journal *j, size_t entry);
struct str journal_name(const struct journal *j, size_t entry);

/* Whether it was taken, or marked as taken, and is not known to be deleted
   since. */
bool journal_is_taken(const struct journal *j, size_t entry);

/*
 * Whether the server may be told, behind a listing, to delete one that was
 * taken before it: only if so was every other one with its id, for when one
 * of them is deleted the ordinals move up; and if it is as long as it was.
 */
bool journal_may_delete(const struct journal *j, size_t entry);

/* Its octets were not known when it was listed, and are before it is taken. */
void journal_set_octets(struct journal *j, size_t entry, uint64_t octets);

/* Remembers something about an entry: JOURNAL_INTENT with the name, else
   NULL; JOURNAL_TAKEN, JOURNAL_DELETE, JOURNAL_MARKED, JOURNAL_DELETED.  It
   is in the file after journal_write, and on the disk after journal_sync. */
void journal_note(struct journal *j, size_t entry, enum journal_word word,
    const char *name);

/* 0, or -1: 74.  After a failure the file is as it was, nothing is written to
   it any more, and every call fails. */
int journal_write(struct journal *j, struct err *e);
int journal_sync(struct journal *j, struct err *e);

#endif
