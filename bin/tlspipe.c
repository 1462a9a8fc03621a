/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/die.h"
#include "base/num.h"
#include "base/vis.h"
#include "net/dial.h"
#include "net/ssl_cert.h"
#include "net/ssl_relay.h"
#include "net/ssl_session.h"

static const char usage[] =
    "tlspipe [-a ca] [-c cert] [-k key] [-p pin] -s name\n"
    "tlspipe [-v] [-a ca] [-c cert] [-k key] [-p pin] [-s name] host port\n";

/* The descriptors that a parent has prepared. */
enum { REPORT = 3, NET_IN = 6, NET_OUT = 7 };

/* Milliseconds for connecting and the handshake, by hand. */
#define PATIENCE 60000

/* Tells the parent how it went; one that is gone does not want to know. */
static void
report(const struct ssl_session *s, const struct err *failure)
{
	struct buf line = BUF_INIT;
	struct err e;
	struct out out;

	out_init(&out, REPORT, "status");
	if (failure == NULL) {
		ssl_describe(s, &line);
		out_add_str(&out, buf_str(&line));
		buf_free(&line);
	} else {
		out_printf(&out, "fail %d ", failure->status);
		vis_field(&out, str_from(failure->text));
	}
	out_add_char(&out, '\n');
	(void)out_close(&out, &e);
}

static void
check_descriptors(void)
{
	if (fcntl(REPORT, F_GETFD) < 0 || fcntl(NET_IN, F_GETFD) < 0 ||
	    fcntl(NET_OUT, F_GETFD) < 0)
		prog_usage("-s without host and port needs a parent that "
		    "opens descriptors 3, 6 and 7");
}

/* Between a parent's descriptors; returns the exit status. */
static int
serve(const struct ssl_options *o)
{
	const struct ssl_clear clear = {STDIN_FILENO, STDOUT_FILENO, SIZE_MAX};
	struct ssl_session s;
	struct err e = ERR_INIT;
	int result;

	check_descriptors();
	/* ^C is for the parent to obey: we end when it ends. */
	signal(SIGINT, SIG_IGN);
	dial_prepare(NET_IN);
	dial_prepare(NET_OUT);
	dial_prepare(clear.in);
	dial_prepare(clear.out);
	if (ssl_init(&s, o, NET_IN, NET_OUT, &e) < 0 ||
	    ssl_handshake(&s, clear.out, 0, &e) < 0) {
		report(&s, &e);
		ssl_free(&s);
		return e.status;
	}
	report(&s, NULL);
	result = ssl_relay(&s, &clear, &e);
	ssl_free(&s);
	/* Whether a connection cut short matters, the parent knows best; what
	   the status tells, or the parent did itself, it need not hear. */
	if (result < 0 && e.status != STATUS_TEMPFAIL &&
	    e.status != STATUS_IOERR)
		warn_err(&e);
	return result == 0 ? STATUS_OK : e.status;
}

static int
call(const char *host, const char *port, int64_t deadline, struct err *e)
{
	struct dial d = {host, 0, NULL, NULL, deadline};
	struct buf reached = BUF_INIT;
	uint64_t number;
	int fd;

	if (num_parse(str_from(port), 65535, &number) < 0 || number == 0)
		prog_usage("%s is no port", port);
	d.port = (unsigned int)number;
	fd = dial_tcp(&d, &reached, e);
	buf_free(&reached);
	return fd;
}

static int
talk_to(struct ssl_session *s, int64_t deadline, bool verbose, struct err *e)
{
	/* Our descriptors may be a shell's: they stay as they are. */
	const long chunk = fpathconf(STDOUT_FILENO, _PC_PIPE_BUF);
	const struct ssl_clear clear = {STDIN_FILENO, STDOUT_FILENO,
	    chunk > 0 ? (size_t)chunk : _POSIX_PIPE_BUF};
	struct buf line = BUF_INIT;

	if (ssl_handshake(s, -1, deadline, e) < 0)
		return -1;
	if (verbose) {
		ssl_describe(s, &line);
		warn("%s", buf_string(&line));
		buf_free(&line);
	}
	return ssl_relay(s, &clear, e) == 0 ? 0 : -1;
}

/* By hand: a netcat that speaks TLS. */
static int
talk(struct ssl_options *o, const char *host, const char *port, bool verbose)
{
	const int64_t deadline = clock_ms() + PATIENCE;
	struct ssl_session s;
	struct err e = ERR_INIT;
	int fd, result;

	if (o->name == NULL)
		o->name = host;
	fd = call(host, port, deadline, &e);
	if (fd < 0)
		die(&e);
	result = ssl_init(&s, o, fd, fd, &e);
	if (result == 0)
		result = talk_to(&s, deadline, verbose, &e);
	ssl_free(&s);
	close(fd);
	if (result == 0)
		return STATUS_OK;
	err_prefix(&e, "%s port %s", host, port);
	die(&e);
}

int
main(int argc, char **argv)
{
	struct ssl_options o = {NULL, NULL, NULL, NULL, NULL};
	bool verbose = false;
	int c;

	prog_start("tlspipe", usage, argc, argv);
	signal(SIGPIPE, SIG_IGN);
	while ((c = getopt(argc, argv, ":a:c:k:p:s:v")) != -1)
		switch (c) {
		case 'a': o.ca = optarg; break;
		case 'c': o.cert = optarg; break;
		case 'k': o.key = optarg; break;
		case 'p': o.pin = optarg; break;
		case 's': o.name = optarg; break;
		case 'v': verbose = true; break;
		default: prog_bad_option(c);
		}
	if (o.key != NULL && o.cert == NULL)
		prog_usage("-k without -c");
	if (argc - optind == 2)
		return talk(&o, argv[optind], argv[optind + 1], verbose);
	if (argc != optind || o.name == NULL)
		prog_usage("a host and a port, or -s, is missing");
	return serve(&o);
}
