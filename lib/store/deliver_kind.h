/* SPDX-License-Identifier: ISC */
#ifndef STORE_DELIVER_KIND_H
#define STORE_DELIVER_KIND_H

#include "store/deliver.h"

/* Between the files that make up deliver; nobody else includes it. */

/* One pending message has failed: tells done, or returns -1 when the file
   system fails for the second time in a row. */
int deliver_fail(struct deliver *d, struct deliver_message *m,
    const struct err *why, struct err *e);

/* Takes a pending message, of which all is on the disk, into the journal. */
void deliver_note(struct deliver *d, const struct deliver_message *m);

/* Makes all pending ones durable, up to their lines in the journal. */
int deliver_commit_maildir(struct deliver *d, struct err *e);
int deliver_commit_mbox(struct deliver *d, struct err *e);

/* The word that stands for a message in the names of a Maildir. */
void deliver_key(struct deliver *d, size_t entry, struct buf *key);

/* Runs the command on a message that is whole: 0, or -1 with why not. */
int deliver_run(struct deliver *d, struct deliver_message *m, struct err *e);

#endif
