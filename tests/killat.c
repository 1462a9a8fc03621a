/* SPDX-License-Identifier: ISC */
/*
 * usage: killat [-e] n command [argument...]
 * Runs a command and kills it, with SIGKILL, at its n-th stop: each system
 * call has two, one before it and one behind it.  Exits 0 if it was killed,
 * 1 if it had ended before; with -e it ends as the command does.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	int same = argc > 1 && strcmp(argv[1], "-e") == 0, status, sig = 0;
	long n;
	pid_t pid;

	argc -= same;
	argv += same;
	n = argc > 2 ? atol(argv[1]) : 0;
	if (n <= 0)
		return 64;
	pid = fork();
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	/* The first stop is that of exec. */
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		if (n-- == 0) {
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			if (same)
				raise(SIGKILL);
			return 0;
		}
		sig = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
		ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)sig);
	}
	if (same || !WIFEXITED(status) || WEXITSTATUS(status) == 127)
		return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
	return 1;
}
