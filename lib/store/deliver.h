/* SPDX-License-Identifier: ISC */
#ifndef STORE_DELIVER_H
#define STORE_DELIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/out.h"
#include "base/spool.h"
#include "base/str.h"
#include "mime/msgout.h"
#include "store/command.h"
#include "store/journal.h"
#include "store/maildir.h"

enum deliver_kind {
	DELIVER_STDOUT,  /* one that was named singly, or an mbox */
	DELIVER_MAILDIR,
	DELIVER_MBOX,
	DELIVER_COMMAND  /* a shell command for each: exit 0 takes it */
};

/* One message that has come whole. */
struct deliver_message {
	size_t token;             /* the caller's */
	size_t entry;             /* in the journal; JOURNAL_NONE */
	bool is_there;            /* an earlier run has delivered it */
	bool failed;              /* its end was told already */
	struct maildir_file file;
	struct spool spool;       /* of an mbox and of a command */
};

/*
 * Where messages go.  Several are made durable together: what came whole is
 * pending until deliver_commit.  done is called once for each message that
 * was ended: with NULL when it is delivered, that is on the disk, and the
 * journal says so, on the disk too; now it may be deleted on the server.
 * Else with what went wrong: then it was not delivered, the others are.
 *
 * The functions return -1 when going on makes no sense: 73, 74, 75, or the
 * journal's trouble.  Then deliver_free is left, and no message of which
 * done has not said so counts as delivered.
 */
struct deliver {
	/* Set by the caller behind deliver_open. */
	void (*done)(void *arg, size_t token, const struct err *e);
	void *arg;
	struct command_idle idle;
	bool to_delete;          /* what is delivered will be deleted */
	bool sync;               /* a regular file on stdout is synced */

	/* private */
	enum deliver_kind kind;
	const char *where;
	struct journal *journal;
	int64_t when;
	struct deliver_message *v; /* pending */
	size_t n, cap;
	uint64_t held;           /* bytes of theirs that are not on the disk */
	int64_t since;           /* of clock_ms: so long they wait */
	struct deliver_message now;
	bool open;               /* now is a message that has begun */
	bool broken;             /* a commit has failed: there is no other */
	uint64_t size;           /* of now */
	struct err trouble;      /* of now; status 0: none yet */
	unsigned int failures;   /* of the file system, one after the other */
	unsigned long made;
	struct maildir maildir;
	struct out out;
	struct msgout message;
};

/*
 * where: the directory, the file, the command; not used for stdout, for
 * which single says that there is one message, named singly.  where and
 * journal (NULL: none) stay the caller's.  when is the time of delivery for
 * an mbox.  0, or -1: 73.
 */
int deliver_open(struct deliver *d, enum deliver_kind kind, const char *where,
    bool single, struct journal *journal, int64_t when, struct err *e);
void deliver_free(struct deliver *d);

/* Whether an earlier run, which was killed, delivered a message whose entry
   is an intent: 1, and it is pending; 0; -1. */
int deliver_find(struct deliver *d, size_t token, size_t entry,
    struct err *e);

/* Begins a message, adds bytes with LF line ends, ends it.  What goes wrong
   in between is told by done, at the end. */
void deliver_begin(struct deliver *d, size_t token, size_t entry);
void deliver_add(struct deliver *d, struct str piece);
int deliver_end(struct deliver *d, struct err *e);

/* Forgets the message that has begun, and will not come to its end.  True
   if a part of it was written that cannot be taken back. */
bool deliver_abort(struct deliver *d);

/* Whether enough is pending that it should be committed now; what is pending
   may be committed at any time between two messages.  Once that has failed it
   fails always, and *e stays as it was. */
bool deliver_is_due(const struct deliver *d);
int deliver_commit(struct deliver *d, struct err *e);

/* Commits; on stdout, which is closed, only this does. */
int deliver_close(struct deliver *d, struct err *e);

#endif
