/* SPDX-License-Identifier: ISC */
#ifndef STORE_MAILDIR_H
#define STORE_MAILDIR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/out.h"
#include "base/str.h"

/* A Maildir: messages are written in tmp, and linked into new when they are
   whole and on the disk. */
struct maildir {
	char *path;
	int root, tmp, new, cur; /* directories */
};

/* One message on its way into it. */
struct maildir_file {
	struct out out;        /* the caller writes it, with LF line ends */
	struct buf temporary;  /* its name in tmp */
	struct buf name;       /* its name in new, once it is known */
};

/*
 * Opens a Maildir.  If nothing has that name it is made, but no directory
 * above it; so is what is missing in one that is empty.  0, or -1: 73.
 */
int maildir_open(struct maildir *m, const char *path, struct err *e);
void maildir_close(struct maildir *m);

/*
 * Begins a message.  key is a word that names it: one that was left in tmp
 * under the same key, by a run that was killed, is written over, so no two
 * runs of one host may use the same at once.  0, or -1: 73.
 */
int maildir_begin(struct maildir *m, struct maildir_file *f, const char *key,
    struct err *e);

/* Ends the writing, and finds the name that the message will have: the time,
   the key, the host and the size.  0, or -1: 74, and it is given up. */
int maildir_end(struct maildir *m, struct maildir_file *f, const char *key,
    struct err *e);

/* Then, in this order: the file to the disk; the name; all names to the
   disk.  maildir_link removes the file from tmp and frees *f.  0, or -1: 73,
   74; *f is then still maildir_give_up's. */
int maildir_sync(struct maildir *m, struct maildir_file *f, struct err *e);
int maildir_link(struct maildir *m, struct maildir_file *f, struct err *e);
int maildir_sync_names(struct maildir *m, struct err *e);

/* Takes what a run that was killed left in tmp under that key away. */
void maildir_clean(struct maildir *m, const char *key);

/* Takes a message that is not linked out of tmp, and frees *f. */
void maildir_give_up(struct maildir *m, struct maildir_file *f);

/* Whether a message has been linked under that name: it is in new, or a
   reader has put it into cur, with flags, or ",U=7", behind its name.  1, 0,
   or -1: 74. */
int maildir_has(struct maildir *m, const char *name, struct err *e);

#endif
