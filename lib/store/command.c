/* SPDX-License-Identifier: ISC */
#include "store/command.h"

#include <unistd.h>

#include "base/proc.h"

int
command_run(const char *command, struct spool *input, bool quiet,
    const struct command_idle *idle, struct err *e)
{
	struct proc_fd map[2] = {
		{STDIN_FILENO, spool_fd(input, e)},
		{STDOUT_FILENO, STDERR_FILENO}
	};
	int status;
	pid_t pid;

	if (map[0].ours < 0)
		return -1;
	pid = proc_shell(command, map, quiet ? 2 : 1, e);
	if (pid < 0)
		return -1;
	if (idle->call == NULL)
		return proc_wait(pid);
	while (!proc_ends(pid, idle->ms, &status))
		idle->call(idle->arg);
	return status;
}
