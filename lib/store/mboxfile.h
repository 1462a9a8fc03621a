/* SPDX-License-Identifier: ISC */
#ifndef STORE_MBOXFILE_H
#define STORE_MBOXFILE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/out.h"
#include "base/spool.h"
#include "store/lock.h"

/* A file that messages are appended to, in mboxrd form. */
struct mboxfile {
	const char *path; /* not owned */
	int fd;
	struct dotlock lock;
	off_t start, end; /* its size: before, and now */
};

/* Looks whether a file can be appended to, and makes it if it is missing:
   0, or -1: 73, also for what is no regular file or does not begin as an
   mbox. */
int mboxfile_check(const char *path, struct err *e);

/* Opens it, and locks it against those that use fcntl(2) or a dot lock: no
   network is to be waited for now.  0, or -1: 73, 75 when it stays locked
   for half a minute. */
int mboxfile_open(struct mboxfile *m, const char *path, struct err *e);

/* Appends one message, that of the spool, delivered at that time.  0, or -1:
   74; the file then ends as before. */
int mboxfile_add(struct mboxfile *m, struct spool *message, int64_t when,
    struct err *e);

/* What was added is on the disk: 0, or -1: 74, and none of it is there. */
int mboxfile_sync(struct mboxfile *m, struct err *e);

/* Takes away all that was added. */
void mboxfile_undo(struct mboxfile *m);

/* Gives the locks back. */
void mboxfile_close(struct mboxfile *m);

#endif
