/* SPDX-License-Identifier: ISC */
#ifndef MIME_SAVE_H
#define MIME_SAVE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/out.h"
#include "base/str.h"

#define SAVE_NAMES 1024

/*
 * Files in one directory, opened once.  A file is written under a name of
 * its own and gets its final one when it is whole; what exists is never
 * overwritten, and no link is followed.
 */
struct save {
	int dir;
	const char *dir_name; /* for errors; not owned */
	unsigned long files;
	unsigned long next[SAVE_NAMES]; /* by hash of a name: its next number */
};

/* One that is open, between save_begin and save_end or save_abandon. */
struct save_file {
	struct out out;       /* what is written to it */
	struct buf temporary; /* its name till then */
};

/* Opens the directory.  0, or -1: status 73. */
int save_init(struct save *s, const char *dir, struct err *e);
void save_free(struct save *s);

/* Begins a file, to be written to file->out.  0, or -1: status 73. */
int save_begin(struct save *s, struct save_file *file, struct err *e);

/*
 * Ends it, under that clean name or, if that exists, one with a number; adds
 * the name that it got to *name.  0, or -1, and the file is gone: 73, 74.
 */
int save_end(struct save *s, struct save_file *file, struct str clean,
    struct buf *name, struct err *e);

/* Takes the file that was begun away. */
void save_abandon(struct save *s, struct save_file *file);

#endif
