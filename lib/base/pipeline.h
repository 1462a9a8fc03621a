/* SPDX-License-Identifier: ISC */
#ifndef BASE_PIPELINE_H
#define BASE_PIPELINE_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * Two programs with a pipe between them, `maker | taker`.  Other than in a
 * shell, the taker sees the end of its input only when the maker has exited
 * 0: we hold a write end of the pipe until then, and if the maker fails the
 * taker is ended first.
 */
struct pipeline {
	struct pipeline_child {
		pid_t pid;
		bool ended;
		int status; /* as proc_wait has it, once it has ended */
	} maker, taker;
	int hold;         /* our write end; -1 when it is closed */
	sigset_t signals; /* those that we wait for */
};

/*
 * Runs the two, by path or found in PATH, the taker first.  From there on
 * SIGCHLD, and those of SIGINT, SIGTERM and SIGHUP that were not ignored, are
 * blocked in us.  0, or -1 as proc_run; then no child is left.
 */
int pipeline_take(struct pipeline *p, char *const argv[], struct err *e);
int pipeline_make(struct pipeline *p, char *const argv[], struct err *e);

/* Who has decided how a pipeline ended. */
enum pipeline_end {
	PIPELINE_TAKER, /* the maker has succeeded, or had no reader any more */
	PIPELINE_MAKER, /* it has failed, and the taker was ended */
	PIPELINE_SIGNAL /* it came for us, and both were ended */
};

/* Waits for both, and puts the status of who has decided, or the number of
   the signal, into *status: 127 for a taker that exited 0 too early. */
enum pipeline_end pipeline_wait(struct pipeline *p, int *status);

#endif
