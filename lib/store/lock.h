/* SPDX-License-Identifier: ISC */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Locks all of a file that is open for writing against other processes
 * (fcntl(2)): the system takes the lock back when the process ends, however
 * it does.  So it does when any descriptor of the file is closed.  Waits at
 * most ms milliseconds.  0, or -1: 75 when another process holds it, 71.
 */
int lock_file(int fd, const char *name, int64_t ms, struct err *e);

/*
 * The lock of an mbox that other programs know: a file beside it with
 * ".lock" behind its name, which holds our process and host.  One that a
 * process of this host left behind when it was killed is taken away.  Where
 * no file can be made in that directory there is no lock, and path.len is 0.
 */
struct dotlock {
	struct buf path;
};

#define DOTLOCK_INIT {BUF_INIT}

/* Waits at most ms milliseconds.  0, or -1: 75 when another has it. */
int dotlock_take(struct dotlock *l, const char *file, int64_t ms,
    struct err *e);
/* Gives it back, if it was taken; can be called twice. */
void dotlock_drop(struct dotlock *l);

#endif
