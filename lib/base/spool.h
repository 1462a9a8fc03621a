/* SPDX-License-Identifier: ISC */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Bytes that must be kept until the end is seen: in memory up to
 * SPOOL_MEMORY, past it in a file of $TMPDIR (else /tmp) that is unlinked at
 * once.  Written first, then read from the front, any number of times.
 */
#define SPOOL_MEMORY ((size_t)1024 * 1024)

struct spool {
	struct buf memory;
	int fd; /* -1 while all is in memory */
	uint64_t size;
	uint64_t at; /* where the next spool_read begins */
};

void spool_init(struct spool *s);
void spool_free(struct spool *s);

/* Adds n bytes behind what is there.  0, or -1: status 73 or 74. */
int spool_add(struct spool *s, const void *p, size_t n, struct err *e);

/* The next spool_read begins at the front again. */
void spool_rewind(struct spool *s);

/* Reads up to n bytes into p.  How many came, 0 at the end, -1: 74. */
ssize_t spool_read(struct spool *s, void *p, size_t n, struct err *e);

/* A descriptor from which a child can read it from the front, good as long
   as the spool and its property.  -1: 73, 74. */
int spool_fd(struct spool *s, struct err *e);

#endif
