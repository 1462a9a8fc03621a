/* SPDX-License-Identifier: ISC */
#include "base/die.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/name.h"
#include "base/vis.h"

#ifndef VERSION
#define VERSION "unversioned"
#endif

/* A file opened later must not land on 0 to 2.  They are opened the wrong
   way round, so that reading a closed stdin is an error and not an empty
   input, and writing a closed stdout one and not a success. */
static void
open_missing(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			_exit(STATUS_OSERR);
}

static void
answer(const char *text)
{
	struct out out;

	out_init(&out, STDOUT_FILENO, "stdout");
	out_add_string(&out, text);
	prog_end(&out, STATUS_OK);
}

static void
answer_usage(const char *usage)
{
	struct buf text = BUF_INIT;
	struct str rest = str_from(usage), line;
	const char *lead = "usage: ";

	while (rest.n > 0) {
		line = str_cut(&rest, '\n');
		buf_add_string(&text, lead);
		buf_add_str(&text, line);
		buf_add_char(&text, '\n');
		lead = "       ";
	}
	answer(buf_string(&text));
}

void
prog_start(const char *name, const char *usage, int argc, char **argv)
{
	prog_set_name(name);
	open_missing();
	/* A file that may not grow any more is one that cannot be written. */
	signal(SIGXFSZ, SIG_IGN);
	opterr = 0;
	if (argc < 2)
		return;
	if (strcmp(argv[1], "--help") == 0)
		answer_usage(usage);
	if (strcmp(argv[1], "--version") == 0)
		answer("mailpipe " VERSION "\n");
}

/* One write, so that lines of programs in a pipe do not mix. */
static void
say(const char *text)
{
	struct buf line = BUF_INIT;
	ssize_t done;

	buf_add_string(&line, prog_name());
	buf_add_string(&line, ": ");
	vis_buf(&line, str_from(text), VIS_LINE);
	buf_add_char(&line, '\n');
	do
		done = write(STDERR_FILENO, line.data, line.len);
	while (done < 0 && errno == EINTR);
	buf_free(&line);
}

void
prog_bad_option(int c)
{
	if (c == ':')
		prog_usage("option -%c needs an argument", optopt);
	if (optopt == '-')
		prog_usage("of long options there are --help and --version");
	prog_usage("unknown option -%c", optopt);
}

void
prog_usage(const char *fmt, ...)
{
	char what[ERR_TEXT_MAX];
	struct err e;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	err_set(&e, STATUS_USAGE, "%s (see %s --help)", what, prog_name());
	die(&e);
}

void
die(const struct err *e)
{
	warn_err(e);
	exit(e->status);
}

void
warn(const char *fmt, ...)
{
	struct err e = ERR_INIT;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(e.text, sizeof(e.text), fmt, ap);
	va_end(ap);
	say(e.text);
}

void
warn_err(const struct err *e)
{
	say(e->text);
}

void
prog_end(struct out *out, int status)
{
	struct err e;

	if (out_close(out, &e) < 0)
		die(&e);
	exit(status);
}

void
prog_fail(struct out *out, const struct err *e)
{
	struct err failed;

	if (out_close(out, &failed) < 0)
		die(&failed);
	die(e);
}
