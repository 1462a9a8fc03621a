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
tls_available(const char *program, struct err *e)
{
	if (strchr(program, '/') == NULL || access(program, X_OK) == 0)
		return 0;
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

/* Reads the status line into *status. */
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
	} else if (got == 0) {
		err_set(e, STATUS_PROTOCOL, "the TLS helper %s",
		    in_is_full(&in) ? "reported too much"
		                    : "ended and reported nothing");
	}
	in_free(&in);
	return got > 0 ? 0 : -1;
}

/* The handshake has failed, or takes too long: there is nothing to save. */
static void
end(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	proc_wait(pid);
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
	if (pid > 0 && (hear(report[0], deadline, status, e) < 0 ||
	    tls_status(buf_str(status), e) < 0)) {
		end(pid);
		pid = -1;
	}
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
