/* SPDX-License-Identifier: ISC */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Bytes that must be kept until the end is seen: in memory up to
 * SPOOL_MEMORY, past it in a file of $TMPDIR (else /tmp) that is unlinked at
 * once.  Written first, then read from the front, any number of times.
 * What stands at the front of another file need not be copied.
 */
#define SPOOL_MEMORY ((size_t)1024 * 1024)

struct spool {
	struct buf memory;
	int fd; /* -1 while all is in memory */
	int lent_fd;   /* of the first lent bytes */
	off_t lent_at; /* where they begin there */
	uint64_t lent;
	struct stat lent_was;
	uint64_t size; /* of all */
	uint64_t at; /* where the next spool_read begins */
};

void spool_init(struct spool *s);
void spool_free(struct spool *s);

/* Adds n bytes behind what is there.  0, or -1: status 73 or 74. */
int spool_add(struct spool *s, const void *p, size_t n, struct err *e);

/* Whether spool_lend may add what fd, a regular file, has at this place: what
   is there already must have been lent right before it. */
bool spool_can_lend(const struct spool *s, int fd, off_t at);

/* Adds n bytes of fd, which stays open as long as the spool; they are not
   copied.  0, or -1: 74. */
int spool_lend(struct spool *s, int fd, off_t at, size_t n, struct err *e);

/* The next spool_read begins at the front again. */
void spool_rewind(struct spool *s);

/* Reads up to n bytes into p.  How many came, 0 at the end, -1: 74, and for
   a file that was lent and is not what it was. */
ssize_t spool_read(struct spool *s, void *p, size_t n, struct err *e);

/* A descriptor from which a child can read it from the front, good as long
   as the spool and its property.  -1: 73, 74. */
int spool_fd(struct spool *s, struct err *e);

#endif
