/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_RETRIEVE_H
#define NET_IMAP_RETRIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/spool.h"
#include "net/imap.h"
#include "net/imap_selector.h"
#include "net/imap_set.h"
#include "net/imap_tally.h"
#include "net/imap_targets.h"
#include "store/deliver.h"

/*
 * Messages on their way from the server: fetched, delivered, and then marked,
 * moved or deleted.  A message is what a literal's count says, under the UID
 * that was asked for, in whatever order FETCH tells; what goes wrong with
 * one stops no other.
 */
struct imap_retrieve {
	/* Set by the caller. */
	struct imap *session;
	const char *box;              /* as people call it, for errors */
	const struct retr_wish *wish;
	const struct imap_selectors *selectors; /* with their UIDVALIDITY */
	struct imap_targets *targets;
	struct deliver *deliver;      /* opened before it is run */
	bool remembers;               /* there will be a journal */
	bool is_open;                 /* the targets are known, all others
	                                 are not wanted; else all are */
	void (*say)(void *arg, const struct err *e); /* about one message */
	void (*progress)(void *arg, uint64_t octets);
	/* Connects once more and queues the same SELECT or EXAMINE, whose tag
	   is *select then: 0, or -1. */
	int (*again)(void *arg, unsigned int *select, struct err *e);
	void *arg;

	/* How it went. */
	bool failed;       /* a message was not to be had, or not deleted */
	bool temporary;    /* and may be had later */
	int trouble;       /* what the file system had with one: 73, 74; or 0 */
	size_t delivered;
	struct imap_set there;  /* the UIDs that the server has told of */
	struct imap_tally tally; /* how many it should have */
	struct imap_set done;   /* those that are delivered */

	/* private */
	struct imap_set asked;
	struct imap_set received; /* sorted */
	size_t token;           /* of the target that is delivered */
	uint32_t uid;           /* of the message that is read; 0: unknown */
	uint64_t octets;        /* of it, as the server says; 0: unknown */
	bool begun, has_body;   /* of it: it is delivered; there is one */
	bool waiting;           /* its octets are in the spool */
	struct spool spool;
	struct buf text;        /* octets with LF for CRLF */
	bool cr;                /* a CR was the last octet */
	bool spoilt;            /* a part was written that is no message */
	uint64_t validity;      /* the UIDVALIDITY; 0: not known yet */
	struct err refusal;     /* of FETCH */
};

/*
 * Asks for the messages and delivers them, and closes the deliver.  select,
 * if it is not 0, is the tag of SELECT or EXAMINE, which is on its way: no
 * message counts before it was answered and the UIDVALIDITY of the selectors
 * was compared.  When the connection is over and some messages have come over
 * it, what is left is asked for over another one, if the UIDVALIDITY is the
 * same and no part of a message has been written: it would be there for ever.
 * 0, or -1.
 */
int imap_retrieve_run(struct imap_retrieve *f, unsigned int select,
    const struct imap_set *asked, struct err *e);

/* Sets the callbacks of the deliver, which was opened. */
void imap_retrieve_init(struct imap_retrieve *f);

/* Says which messages the server told of, or should have, that did not come. */
void imap_retrieve_absent(struct imap_retrieve *f);

/* Whether what the server has said of the mailbox fits: its UIDVALIDITY, and
   that it may be changed if that is wanted.  0, or -1: 1, 69. */
int imap_retrieve_check(const struct imap_retrieve *f, struct err *e);

/* Whether the server can do what is wanted when messages are delivered.  0,
   or -1: 69. */
int imap_retrieve_can_finish(const struct imap_retrieve *f, struct err *e);

/* Lists the messages that were asked for as the targets, with their octets
   where the wish needs to know them; select as below. */
int imap_retrieve_survey(struct imap_retrieve *f, unsigned int select,
    const struct imap_set *asked, struct err *e);

/* Lets the wish's filter see the headers of those that are to be fetched, and
   decide. */
int imap_retrieve_filter(struct imap_retrieve *f, struct err *e);

/*
 * Then, if nothing has gone wrong with FETCH: sets \Seen, moves or deletes
 * what was delivered and what is to be removed, and nothing else.  0, or -1.
 */
int imap_retrieve_finish(struct imap_retrieve *f, struct err *e);

void imap_retrieve_free(struct imap_retrieve *f);

/* Says that a command was answered before the mailbox was open, so that what
   came of it was passed over.  Returns -1: 76. */
int imap_retrieve_too_early(const struct imap_retrieve *f, struct err *e);

/* Says that something is the matter with a message: "host: box: message 3:
   what: why". */
void imap_retrieve_say(struct imap_retrieve *f, uint32_t uid,
    const char *what, const struct err *why);

#endif
