/* SPDX-License-Identifier: ISC */
#ifndef BASE_REDIRECT_H
#define BASE_REDIRECT_H

#include <sys/types.h>

#include "base/err.h"
#include "base/out.h"
#include "base/replace.h"
#include "base/str.h"

/* Where a text goes by "> file" or "| command". */
struct redirect {
	struct out out; /* to be written */

	/* private */
	struct replace file;
	pid_t pid; /* of the command; 0: a file */
};

/* Begins one.  0, or -1: 73 for a file; 71, 69 for a command of sh(1). */
int redirect_file(struct redirect *s, struct str path, struct err *e);
int redirect_command(struct redirect *s, struct str command, struct err *e);

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
