/* SPDX-License-Identifier: ISC */
#ifndef NET_PRIVFILE_H
#define NET_PRIVFILE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* No file of accounts or passwords is larger. */
#define PRIVFILE_MAX (1024 * 1024)

/* A file that may hold secrets or commands, and who else has a hand in it. */
struct privfile {
	struct buf text;
	bool is_foreign;  /* owned neither by us nor by root */
	bool is_readable; /* by its group or by all */
	bool is_writable; /* by its group or by all */
};

/*
 * Reads all of a regular file.  It is opened once, and what is said of it
 * is said of what was read: nobody can exchange it in between.  1, 0 when
 * there is no such file, or -1: status 78.  privfile_free in each case.
 */
int privfile_read(struct privfile *f, const char *path, struct err *e);
void privfile_free(struct privfile *f);

#endif
