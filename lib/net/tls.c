/* SPDX-License-Identifier: ISC */
#include "net/tls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/in.h"
#include "base/num.h"
#include "base/proc.h"
#include "base/vis.h"
#include "net/dial.h"

/* Its distinguished names are the peer's, and have no end of their own. */
#define STATUS_LINE_MAX ((size_t)16384)

/* How long a helper that will report no more may take to end. */
#define END_MS 1000

/* The descriptors of the contract. */
enum { CLEAR_IN = 0, CLEAR_OUT = 1, REPORT = 3, NET_IN = 6, NET_OUT = 7 };

int
tls_status(struct str line, struct err *e)
{
	struct str word = str_cut(&line, ' ');
	struct buf reason = BUF_INIT;
	uint64_t status;

	if (str_is(word, "ok"))
		return 0;
	if (str_is(word, "fail") &&
	    num_parse(str_cut(&line, ' '), STATUS_CONFIG, &status) == 0 &&
	    status >= STATUS_USAGE && vis_undo(&reason, line) == 0)
		err_set(e, (int)status, "%s", buf_string(&reason));
	else
		err_set(e, STATUS_PROTOCOL,
		    "the TLS helper reported nonsense");
	buf_free(&reason);
	return -1;
}

int
tls_field(struct str line, const char *name, struct buf *value)
{
	struct str word, label;
	size_t n;

	for (n = 0; line.p != NULL; n++) {
		word = str_cut(&line, ' ');
		if (n == 1)
			label = STR("version");
		else if (n == 2)
			label = STR("cipher");
		else if (str_has(word, '='))
			label = str_cut(&word, '=');
		else
			continue;
		if (str_is(label, name))
			return vis_undo(value, word);
	}
	return -1;
}

int
tls_available(const char *program, bool is_ours, struct err *e)
{
	if (strchr(program, '/') == NULL || access(program, X_OK) == 0)
		return 0;
	if (!is_ours)
		return err_sys(e, STATUS_UNAVAILABLE, "no TLS: tls_cmd names "
		    "a program that cannot be run, %s", program);
	return err_sys(e, STATUS_UNAVAILABLE, "no TLS without %s (install "
	    "the headers of OpenSSL, then make and install again)", program);
}

static pid_t
run(const struct tls_options *o, int net, int clear, int report,
    struct err *e)
{
	const struct { const char *flag, *value; } given[] = {
	    {"-a", o->ca}, {"-c", o->cert}, {"-k", o->key}, {"-p", o->pin},
	    {"-s", o->name}};
	const struct proc_fd map[] = {{CLEAR_IN, clear}, {CLEAR_OUT, clear},
	    {REPORT, report}, {NET_IN, net}, {NET_OUT, net}};
	const char *argv[2 + 2 * sizeof(given) / sizeof(given[0])];
	size_t i, n = 0;
	union { const char **from; char *const *to; } args;

	argv[n++] = o->program;
	for (i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		if (given[i].value == NULL)
			continue;
		argv[n++] = given[i].flag;
		argv[n++] = given[i].value;
	}
	argv[n] = NULL;
	args.from = argv; /* exec's type is an old mistake; it changes none */
	return proc_run(args.to, map, sizeof(map) / sizeof(map[0]), e);
}

/* Reads the status line into *status.  Returns 1, 0 if it ends before that,
   or -1. */
static int
hear(int report, int64_t deadline, struct buf *status, struct err *e)
{
	struct in in;
	struct str line;
	int got;

	in_init(&in, report, "TLS handshake", STATUS_LINE_MAX);
	in.deadline = deadline;
	do {
		got = in_fill(&in, e);
		line = in_window(&in);
	} while (got > 0 && !str_has(line, '\n'));
	if (got > 0) {
		line.n = str_find(line, '\n');
		buf_add_str(status, line);
	} else if (got == 0 && in_is_full(&in)) {
		got = err_set(e, STATUS_PROTOCOL,
		    "the TLS helper reported too much");
	}
	in_free(&in);
	return got;
}

/* The handshake has failed, or takes too long: there is nothing to save. */
static void
end(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	proc_wait(pid);
}

/* It reported nothing: how it ended is all that there is to tell.  No
   system has a signal above 64; there scripts find room for statuses. */
static int
explain_end(pid_t pid, const char *program, struct err *e)
{
	int status;

	if (!proc_ends(pid, END_MS, &status)) {
		end(pid);
		return err_set(e, STATUS_PROTOCOL,
		    "the TLS helper reported nothing");
	}
	if (status == 126 || status == 127)
		return err_set(e, STATUS_UNAVAILABLE, "the TLS helper cannot "
		    "start: %s ended with %d, as when a library or program "
		    "that it needs is missing", program, status);
	if (status > 128 && status <= 128 + 64)
		return err_set(e, STATUS_TEMPFAIL, "the TLS helper was ended "
		    "by signal %d (%s)", status - 128,
		    strsignal(status - 128));
	return err_set(e, STATUS_PROTOCOL,
	    "the TLS helper ended with %d and reported nothing", status);
}

/* Waits for the end of the handshake; the helper is gone if it failed. */
static int
await(pid_t pid, int report, const char *program, int64_t deadline,
    struct buf *status, struct err *e)
{
	int got = hear(report, deadline, status, e);

	if (got == 0)
		return explain_end(pid, program, e);
	if (got > 0 && tls_status(buf_str(status), e) == 0)
		return 0;
	end(pid);
	return -1;
}

static pid_t
start(int net, int clear[2], const struct tls_options *o, int64_t deadline,
    struct buf *status, struct err *e)
{
	int report[2];
	pid_t pid;

	if (proc_pipe(report, e) < 0)
		return -1;
	pid = run(o, net, clear[1], report[1], e);
	close(report[1]);
	/* Ours must be closed, or the end of the helper would not show. */
	close(clear[1]);
	clear[1] = -1;
	if (pid > 0 && await(pid, report[0], o->program, deadline, status,
	    e) < 0)
		pid = -1;
	close(report[0]);
	return pid;
}

/* A helper need not know that we poll. */
static void
make_blocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0)
		(void)fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
}

pid_t
tls_start(int *fd, const struct tls_options *o, int64_t deadline,
    struct buf *status, struct err *e)
{
	int clear[2], net = *fd;
	pid_t pid = -1;

	*fd = -1;
	make_blocking(net);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, clear) < 0) {
		err_sys(e, STATUS_OSERR, "socketpair");
		close(net);
		return -1;
	}
	dial_prepare(clear[0]);
	file_cloexec(clear[1]);
	pid = start(net, clear, o, deadline, status, e);
	close(net);
	if (clear[1] >= 0)
		close(clear[1]);
	if (pid < 0)
		close(clear[0]);
	else
		*fd = clear[0];
	return pid;
}
