/* SPDX-License-Identifier: ISC */
#ifndef STORE_COMMAND_H
#define STORE_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/spool.h"

/* What is done while a command runs: nothing if call is NULL. */
struct command_idle {
	void (*call)(void *arg);
	void *arg;
	int64_t ms; /* as often as this */
};

/*
 * Runs a shell command with what the spool holds on its stdin, a file, so
 * that a command that is slow, or does not read all of it, holds nothing up.
 * With quiet its stdout goes to stderr.  Its exit status, or 128 and the
 * number of its signal; -1: 69, 71, 73, 74.
 */
int command_run(const char *command, struct spool *input, bool quiet,
    const struct command_idle *idle, struct err *e);

#endif
