/* SPDX-License-Identifier: ISC */
#ifndef BASE_REPLACE_H
#define BASE_REPLACE_H

#include "base/err.h"

/*
 * A file that has its name only when it is whole: it is written under
 * another one beside it, readable by its owner alone, and takes the place of
 * what was there when it is on the disk.  What is no regular file, such as
 * /dev/null, is written where it stands.
 */
struct replace {
	int fd;     /* to be written; -1: none */
	char *path;
	char *temp; /* NULL: written where it stands */
};

#define REPLACE_INIT {-1, NULL, NULL}

/* 0, or -1: status 73. */
int replace_open(struct replace *r, const char *path, struct err *e);

/* Gives it its name.  0, or -1: 74, 73, and it is gone.  The descriptor is
   closed in each case. */
int replace_commit(struct replace *r, struct err *e);

/* Takes it away; can be called at any time. */
void replace_drop(struct replace *r);

#endif
