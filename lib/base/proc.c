/* SPDX-License-Identifier: ISC */
#define _XOPEN_SOURCE 700 /* realpath */

#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"

#ifndef BINDIR
#define BINDIR "/usr/local/bin"
#endif

/* The highest number that the child is to have. */
static int
highest(const struct proc_fd map[], size_t n)
{
	int high = 2;
	size_t i;

	for (i = 0; i < n; i++)
		if (map[i].child > high)
			high = map[i].child;
	return high;
}

/* A copy of a descriptor that is above this number, and that exec closes.
   Where the limit is lower, too many are open. */
static int
copy_above(int fd, int high)
{
	int copy = fcntl(fd, F_DUPFD, high + 1);

	if (copy >= 0)
		file_cloexec(copy);
	else if (errno == EINVAL)
		errno = EMFILE;
	return copy;
}

/* No descriptor of a map may be overwritten before it is copied: all are
   moved above the highest number that the child is to have. */
static int
install(const struct proc_fd map[], size_t n)
{
	int high = highest(map, n), moved[16];
	size_t i;

	if (n > sizeof(moved) / sizeof(moved[0]))
		return -1;
	for (i = 0; i < n; i++) {
		moved[i] = copy_above(map[i].ours, high);
		if (moved[i] < 0)
			return -1;
	}
	for (i = 0; i < n; i++)
		if (dup2(moved[i], map[i].child) < 0)
			return -1;
	return 0;
}

/* What we were given without asking is not for our children.  A limit may
   be in the millions; who opens so many marks them close-on-exec. */
static void
close_others(const struct proc_fd map[], size_t n, int report)
{
	const long limit = sysconf(_SC_OPEN_MAX);
	int fd;
	size_t i;

	for (fd = 3; fd < 1024 && (limit < 0 || fd < limit); fd++) {
		for (i = 0; i < n && map[i].child != fd; i++)
			;
		if (i == n && fd != report)
			close(fd);
	}
}

/* In the child: tells the parent errno on report, if exec fails. */
static void ATTR_NORETURN
become(char *const argv[], const struct proc_fd map[], size_t n, int report)
{
	sigset_t none;
	int above, cause;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	above = copy_above(report, highest(map, n));
	if (above >= 0)
		report = above;
	if (above >= 0 && install(map, n) == 0) {
		close_others(map, n, report);
		signal(SIGPIPE, SIG_DFL);
		signal(SIGXFSZ, SIG_DFL);
		execvp(argv[0], argv);
	}
	cause = errno;
	(void)!write(report, &cause, sizeof(cause));
	_exit(127);
}

pid_t
proc_run(char *const argv[], const struct proc_fd map[], size_t n,
    struct err *e)
{
	int report[2], cause = 0;
	ssize_t got;
	pid_t pid;

	if (proc_pipe(report, e) < 0)
		return -1;
	pid = fork();
	if (pid == 0)
		become(argv, map, n, report[1]);
	close(report[1]);
	if (pid < 0) {
		err_sys(e, STATUS_OSERR, "%s: no process", argv[0]);
		close(report[0]);
		return -1;
	}
	do
		got = read(report[0], &cause, sizeof(cause));
	while (got < 0 && errno == EINTR);
	if (got < 0) { /* nobody knows whether it runs: it must not */
		cause = errno;
		kill(pid, SIGKILL);
	}
	close(report[0]);
	if (got == 0)
		return pid;
	proc_wait(pid);
	errno = cause;
	return err_sys(e, cause == EMFILE || cause == ENOMEM ?
	    STATUS_OSERR : STATUS_UNAVAILABLE, "cannot run %s", argv[0]);
}

pid_t
proc_shell(const char *command, const struct proc_fd map[], size_t n,
    struct err *e)
{
	char sh[] = "/bin/sh", c[] = "-c", *text = mem_string(command);
	char *argv[] = {sh, c, text, NULL};
	pid_t pid = proc_run(argv, map, n, e);

	free(text);
	return pid;
}

static int
exit_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status)
	                         : 128 + WTERMSIG(status);
}

int
proc_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 127;
	return exit_status(status);
}

bool
proc_look(pid_t pid, int *status)
{
	int ended;

	if (waitpid(pid, &ended, WNOHANG) != pid)
		return false;
	*status = exit_status(ended);
	return true;
}

/* There is no wait with a deadline; it is asked more and more seldom. */
bool
proc_ends(pid_t pid, int64_t ms, int *status)
{
	const int64_t deadline = clock_ms() + ms;
	struct timespec nap = {0, 250000};
	int ended = 127 << 8;

	while (waitpid(pid, &ended, WNOHANG) == 0) {
		if (clock_ms() >= deadline)
			return false;
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < 64000000)
			nap.tv_nsec *= 2;
	}
	*status = exit_status(ended);
	return true;
}

int
proc_end(pid_t pid, int64_t ms)
{
	int status;

	if (proc_ends(pid, ms, &status))
		return status;
	kill(pid, SIGTERM);
	if (proc_ends(pid, 1000, &status))
		return status;
	kill(pid, SIGKILL);
	return proc_wait(pid);
}

int
proc_pipe(int fd[2], struct err *e)
{
	if (pipe(fd) < 0)
		return err_sys(e, STATUS_OSERR, "pipe");
	file_cloexec(fd[0]);
	file_cloexec(fd[1]);
	return 0;
}

static char *
joined(struct str dir, const char *name)
{
	struct buf path = BUF_INIT;

	buf_add_str(&path, dir);
	buf_add_char(&path, '/');
	buf_add_string(&path, name);
	return buf_string(&path);
}

/* Beside a program, or else beside what its name is a link to. */
static char *
beside(const char *path, const char *slash, const char *name)
{
	char *found = joined(str_of(path, (size_t)(slash - path)), name);
	char *real;

	if (access(found, X_OK) == 0 || (real = realpath(path, NULL)) == NULL)
		return found;
	free(found);
	found = joined(str_of(real, (size_t)(strrchr(real, '/') - real)),
	    name);
	free(real);
	return found;
}

/* The directory of PATH in which argv0 was found; NULL if in none. */
static char *
beside_in_path(const char *argv0, const char *name)
{
	const char *path = getenv("PATH");
	struct str rest, dir;
	char *found, *beside_it;

	if (path == NULL || *argv0 == '\0')
		return NULL;
	rest = str_from(path);
	while (rest.p != NULL) {
		dir = str_cut(&rest, ':');
		if (dir.n == 0)
			dir = STR(".");
		found = joined(dir, argv0);
		beside_it = access(found, X_OK) != 0 ? NULL :
		    beside(found, strrchr(found, '/'), name);
		free(found);
		if (beside_it != NULL)
			return beside_it;
	}
	return NULL;
}

char *
proc_helper(const char *argv0, const char *name)
{
	const char *slash = argv0 != NULL ? strrchr(argv0, '/') : NULL;
	char *found;

	if (slash != NULL)
		return beside(argv0, slash, name);
	found = argv0 != NULL ? beside_in_path(argv0, name) : NULL;
	return found != NULL ? found : joined(STR(BINDIR), name);
}
