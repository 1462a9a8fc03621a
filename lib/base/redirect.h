/* SPDX-License-Identifier: ISC */
#ifndef BASE_REDIRECT_H
#define BASE_REDIRECT_H

#include <sys/types.h>

#include "base/err.h"
#include "base/out.h"
#include "base/replace.h"
#include "base/str.h"
#include "base/words.h"

/* Where a text is to go; the slice is of the line that says so, or of its
   words. */
struct redirect_to {
	enum { REDIRECT_NONE, REDIRECT_FILE, REDIRECT_COMMAND } kind;
	struct str target; /* the file, or the command for sh(1) */
};

/*
 * Reads what stands behind a command of a script, and is not empty: "> file",
 * which is one word as base/words.h reads it, or "| command", which is all the
 * rest of the line.  *rest begins with the ; behind the file, if there is one.
 * 0, or -1: status 64.
 */
int redirect_read(struct redirect_to *to, struct words *words,
    struct str *rest, struct err *e);

/* Where a text goes by "> file" or "| command". */
struct redirect {
	struct out out; /* to be written */

	/* private */
	struct replace file;
	pid_t pid; /* of the command; 0: a file */
};

/* Begins one.  0, or -1: 73 for a file; 71, 69 for a command of sh(1). */
int redirect_open(struct redirect *s, const struct redirect_to *to,
    struct err *e);

/*
 * The text is whole: the file is on the disk and gets its name, or the
 * command sees the end of its input, all of which it need not read.  0, or
 * -1: 73, 74; 1 when the command does not exit 0.  It is gone in each case.
 */
int redirect_close(struct redirect *s, struct err *e);

/* The text is not whole: there is no file, and the command is ended before
   it sees the end of its input. */
void redirect_drop(struct redirect *s);

/* The name under which a file is written; NULL if there is none. */
char *redirect_unfinished(const struct redirect *s);

#endif
