/* SPDX-License-Identifier: ISC */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/* One descriptor of a child: its number there, and ours that it copies. */
struct proc_fd {
	int child;
	int ours;
};

/*
 * Runs a program, by path or found in PATH, with these descriptors and no
 * others but 0 to 2, which it shares with us unless the map names them.
 * Its signals are as they were before we touched them: SIGPIPE and SIGXFSZ
 * are default, and none is blocked.
 * Returns its process id, or -1: status 71 when no process could be made or
 * a limit is too low, 69 when the program could not be started.
 */
pid_t proc_run(char *const argv[], const struct proc_fd map[], size_t n,
    struct err *e);

/* The same for a command line, given to sh -c. */
pid_t proc_shell(const char *command, const struct proc_fd map[], size_t n,
    struct err *e);

/* Waits for it.  Its exit status, or 128 and the number of its signal. */
int proc_wait(pid_t pid);

/* Whether it has ended, without waiting; then its status, as above. */
bool proc_look(pid_t pid, int *status);

/* Whether it ends within so many milliseconds; then its status, as above. */
bool proc_ends(pid_t pid, int64_t ms, int *status);

/* Waits at most so many milliseconds for it; then ends it, by SIGTERM, and
   a second later by SIGKILL.  Returns as proc_wait. */
int proc_end(pid_t pid, int64_t ms);

/* A pipe whose ends are close-on-exec: [0] is read.  0, or -1: 71. */
int proc_pipe(int fd[2], struct err *e);

/*
 * The path of a program of ours: beside argv0 if that holds a slash, else
 * beside the program as found in PATH (or what that is a link to), else in
 * the directory that was compiled in; never elsewhere.  The caller frees it.
 */
char *proc_helper(const char *argv0, const char *name);

#endif
