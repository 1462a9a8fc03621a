/* SPDX-License-Identifier: ISC */
/* imapsh: one IMAP session, by hand or from a script. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/in.h"
#include "base/line.h"
#include "net/imap_run.h"
#include "net/imap_shell.h"

static const char usage[] =
    "imapsh [-qv] [-A account] [-c commands] [-o key=value] [file]\n";

/* A line that is typed. */
#define LINE_SIZE_MAX ((size_t)64 * 1024)

struct shell {
	struct imap_run run;
	struct in in;
	struct out out;
	bool given;          /* the commands of -c, ... */
	struct str commands; /* ... those that are left */
	struct buf line;
	struct imap_script script;
	size_t number;       /* of the line in a script */
	struct imap_shell shell;
};

/* What a signal finds. */
static char *volatile half_written;

static void
on_signal(int number)
{
	if (half_written != NULL)
		unlink(half_written);
	signal(number, SIG_DFL);
	raise(number);
}

static void
catch_signal(int number)
{
	if (signal(number, on_signal) == SIG_IGN)
		signal(number, SIG_IGN);
}

/* What is typed wrong or fails: where the script stands, if it is one, and
   behind what was printed. */
static void
complain(void *arg, struct err *e)
{
	struct shell *s = arg;
	struct err ignored;

	out_flush(&s->out, &ignored);
	if (!s->shell.interactive)
		err_prefix(e, "line %zu", s->number);
	warn_err(e);
}

/* The commands of a line, as far as they do not fail. */
static int
do_line(struct shell *s, struct str line, struct err *e)
{
	struct err why = ERR_INIT;
	int status = STATUS_OK;

	while (status == STATUS_OK && line.n > 0 && !s->shell.left) {
		if (imap_script_read(&s->script, &line, &why) < 0) {
			complain(s, &why);
			status = why.status;
		} else {
			status = imap_shell_do(&s->shell, e);
		}
		if (status > 0 && s->script.may_fail)
			status = STATUS_OK;
	}
	return status;
}

static int
next_line(struct shell *s, struct str *line, struct err *e)
{
	int got;

	if (s->shell.interactive)
		out_add_string(&s->out, "imap> ");
	if (out_flush(&s->out, e) < 0)
		return -1;
	s->number++;
	if (s->given) {
		*line = str_cut(&s->commands, '\n');
		return line->p != NULL;
	}
	got = line_read(&s->in, &s->line, LINE_SIZE_MAX, e);
	*line = buf_str(&s->line);
	return got;
}

/* Commands that are all known by now are read before anybody is called: what
   cannot be done keeps those before it from being done, unless it may fail. */
static int
check_commands(struct shell *s, struct err *e)
{
	struct str rest = s->commands, line;

	while (rest.p != NULL) {
		s->number++;
		line = str_cut(&rest, '\n');
		while (line.n > 0) {
			if (imap_script_read(&s->script, &line, e) < 0 &&
			    !s->script.may_fail)
				return err_prefix(e, "line %zu", s->number);
			if (s->script.deed == IMAP_DO_QUIT)
				rest = line = str_of(NULL, 0);
		}
	}
	s->number = 0;
	return 0;
}

/* In a script the first failure is the end: what follows may delete what was
   to be saved. */
static int
converse(struct shell *s, struct err *e)
{
	int status = STATUS_OK, got = 0;
	struct str line;

	while (!s->shell.left &&
	    (s->shell.interactive || status == STATUS_OK) &&
	    (got = next_line(s, &line, e)) > 0) {
		status = do_line(s, line, e);
		if (status < 0)
			return -1;
	}
	if (got < 0)
		return -1;
	return s->shell.interactive ? STATUS_OK : status;
}

/* 75 asks for another run, which would do all again. */
static int
run(struct shell *s, struct err *e)
{
	int status = check_commands(s, e);

	if (status == 0)
		status = imap_open(&s->run.session, e);
	if (status == 0)
		status = converse(s, e);
	if (status == STATUS_TEMPFAIL && s->shell.did)
		status = STATUS_PARTIAL;
	if (status < 0 && e->status == STATUS_TEMPFAIL && s->shell.did) {
		err_prefix(e, "some of it was done, and then");
		e->status = STATUS_PARTIAL;
	}
	return status;
}

/* What the commands need to be done. */
static void
init_shell(struct shell *s)
{
	s->shell.session = &s->run.session;
	s->shell.script = &s->script;
	s->shell.out = &s->out;
	s->shell.quiet = s->run.options.quiet;
	s->shell.complain = complain;
	s->shell.arg = s;
	s->shell.half_written = &half_written;
}

static void
read_options(struct shell *s, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "c:")) != -1) {
		if (client_options_take(&s->run.options, c))
			continue;
		if (c != 'c')
			prog_bad_option(c);
		s->given = true;
		s->commands = str_from(optarg);
	}
	if (argc - optind > !s->given)
		prog_usage("commands come from one place");
}

int
main(int argc, char **argv)
{
	struct shell s;
	struct err e = ERR_INIT;
	const char *name;
	int fd, status;

	prog_start("imapsh", usage, argc, argv);
	memset(&s, 0, sizeof(s));
	imap_run_init(&s.run, argc);
	imap_script_init(&s.script);
	read_options(&s, argc, argv);
	name = optind < argc ? argv[optind] : "-";
	fd = s.given ? -1 : file_open(name, &e);
	if ((fd < 0 && !s.given) ||
	    imap_run_begin(&s.run, argv[0], warn_err, &e) < 0)
		die(&e);
	in_init(&s.in, fd, fd == STDIN_FILENO ? "stdin" : name, IN_SIZE);
	out_init(&s.out, STDOUT_FILENO, "stdout");
	s.shell.interactive = fd >= 0 && isatty(fd);
	catch_signal(SIGINT);
	catch_signal(SIGTERM);
	catch_signal(SIGHUP);
	init_shell(&s);
	status = run(&s, &e);
	if (status >= 0)
		imap_leave(&s.run.session);
	imap_close(&s.run.session);
	in_free(&s.in);
	buf_free(&s.line);
	imap_script_free(&s.script);
	imap_run_free(&s.run);
	if (status < 0)
		prog_fail(&s.out, &e);
	prog_end(&s.out, status);
}
