/* SPDX-License-Identifier: ISC */
#ifndef STORE_STATEDIR_H
#define STORE_STATEDIR_H

#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"

/* Appends the name of that directory, and makes nothing.  0, or -1: 78. */
int statedir_path(struct buf *path, struct err *e);

/*
 * Appends the directory that holds what the programs remember:
 * ${XDG_STATE_HOME:-$HOME/.local/state}/mailpipe.  It is made, for its
 * owner alone, with those above it that are missing.  0, or -1: 73, or 78
 * where neither variable is set, and as statedir_check.
 */
int statedir(struct buf *path, struct err *e);

/* Whether what is there is ours, and closed to the writing of others: they
   could take away what is remembered, or put commands there that we would
   run.  0, or -1: 78. */
int statedir_check(const struct stat *st, const char *path, struct err *e);

/* Makes a directory, mode 0700, with those above it that are missing, and
   syncs what holds the new ones.  0, also if it is there, or -1: 73. */
int statedir_make(const char *path, struct err *e);

/* Syncs the directory that holds this file, so that its name is on the disk.
   0, or -1: 74. */
int statedir_sync_parent(const char *path, struct err *e);

/* Syncs an open directory; some file systems cannot, and need not. */
int statedir_sync(int fd, const char *path, struct err *e);

#endif
