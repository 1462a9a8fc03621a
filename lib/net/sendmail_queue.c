/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"
#include "net/send_options.h"

static void
add(char **argv, size_t *n, const char *text)
{
	argv[(*n)++] = mem_string(text);
}

int
sendmail_queue(const struct send_options *o, struct err *e)
{
	char **argv = mem_alloc((7 + 2 * o->override_count) * sizeof(*argv));
	char *path = proc_helper(o->argv0, "smtpq");
	size_t n = 0, i;

	/* By this name it says that the queue is empty. */
	add(argv, &n, o->queue_use == SENDMAIL_LISTS ? "mailq" : path);
	if (o->account != NULL) {
		add(argv, &n, "-A");
		add(argv, &n, o->account);
	}
	if (o->traces)
		add(argv, &n, "-v");
	for (i = 0; i < o->override_count; i++) {
		add(argv, &n, "-o");
		add(argv, &n, o->overrides[i]);
	}
	execv(path, argv);
	err_sys(e, STATUS_UNAVAILABLE, "%s", path);
	for (i = 0; i < n; i++)
		free(argv[i]);
	free(argv);
	free(path);
	return -1;
}
