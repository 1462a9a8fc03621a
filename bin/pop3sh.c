/* SPDX-License-Identifier: ISC */
/* pop3sh: one POP3 session, by hand or from a script. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/in.h"
#include "base/line.h"
#include "base/redirect.h"
#include "base/vis.h"
#include "net/pop3_run.h"
#include "net/pop3_script.h"

static const char usage[] =
    "pop3sh [-qv] [-A account] [-o key=value] [file]\n";

/* A line that is typed, with a file name or a command in it. */
#define LINE_SIZE_MAX ((size_t)64 * 1024)

struct shell {
	struct pop3_run run;
	struct in in;
	struct out out;
	struct buf line;
	struct pop3_script script;
	size_t number;    /* of the line in a script */
	bool interactive; /* someone types */
	size_t marked;    /* messages that quit would delete */
	bool left;        /* quit was said */
};

/* What a signal finds. */
static volatile sig_atomic_t receiving, interrupted, is_marked;
static char *volatile half_written;

/* The first Ctrl-C ends what a message is printed to, and not the session;
   all else ends that too, and then nothing is deleted. */
static void
on_signal(int number)
{
	static const char text[] =
	    "\npop3sh: left without quit: nothing was deleted\n";

	if (number == SIGINT && receiving && !interrupted) {
		interrupted = 1;
		return;
	}
	if (is_marked && write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		is_marked = 0;
	if (half_written != NULL)
		unlink(half_written);
	signal(number, SIG_DFL);
	raise(number);
}

/* One that was ignored stays so. */
static void
catch_signal(int number)
{
	struct sigaction action, before;

	if (sigaction(number, NULL, &before) < 0 ||
	    before.sa_handler == SIG_IGN)
		return;
	memset(&action, 0, sizeof(action));
	action.sa_handler = on_signal;
	action.sa_flags = SA_NODEFER;
	sigaction(number, &action, NULL);
}

/* What is typed wrong or fails: where the script stands, if it is one, and
   behind what was printed. */
static void
complain(struct shell *s, struct err *e)
{
	struct err ignored;

	out_flush(&s->out, &ignored);
	if (!s->interactive)
		err_prefix(e, "line %zu", s->number);
	warn_err(e);
}

static int
show_text(struct shell *s, struct err *e)
{
	struct buf text = BUF_INIT;
	struct str piece;
	int got;

	while ((got = pop3_piece(&s->run.session, &piece, e)) > 0) {
		if (interrupted)
			continue;
		buf_add_str(&text, piece);
		vis_lines(&s->out, &text);
	}
	if (got == 0 && !interrupted)
		vis_lines_end(&s->out, &text);
	buf_free(&text);
	return got;
}

/* Takes the text there, all of it even if nothing can be written any
   more.  0, or -1: the session is lost. */
static int
take_text(struct shell *s, struct redirect *to, struct err *e)
{
	struct str piece;
	int got;

	while ((got = pop3_piece(&s->run.session, &piece, e)) > 0)
		if (!interrupted)
			out_add_str(&to->out, piece);
	return got;
}

/* A text that goes to a file or to a command; returns as do_command. */
static int
store_text(struct shell *s, struct err *e)
{
	struct redirect to;
	struct err why = ERR_INIT;
	int got;

	if (redirect_open(&to, &s->script.to, &why) < 0) {
		complain(s, &why);
		return why.status; /* the text is passed over */
	}
	half_written = redirect_unfinished(&to);
	got = take_text(s, &to, e);
	half_written = NULL;
	if (got < 0 || interrupted)
		redirect_drop(&to);
	else if (redirect_close(&to, &why) < 0)
		complain(s, &why);
	return got < 0 ? -1 : why.status;
}

/* Marks count in what is said at the end, no more. */
static void
count_marks(struct shell *s, const struct pop3_reply *reply)
{
	if (reply->request.command == POP3_DELE)
		s->marked++;
	else if (reply->request.command == POP3_RSET)
		s->marked = 0;
	is_marked = s->marked > 0;
}

static void
show_status(struct shell *s, const struct pop3_reply *reply)
{
	bool good = reply->status.word == POP3_OK;

	out_add_string(&s->out, good ? "+OK" : "-ERR");
	if (reply->status.text.n > 0)
		out_add_char(&s->out, ' ');
	vis_out(&s->out, reply->status.text, VIS_LINE);
	out_add_char(&s->out, '\n');
}

static int
refused(struct shell *s, const struct pop3_reply *reply, struct str line)
{
	struct err why = ERR_INIT;
	struct buf what = BUF_INIT;
	bool quit = reply->request.command == POP3_QUIT;

	buf_add_str(&what, line);
	pop3_refused(&s->run.session, reply,
	    quit ? STATUS_TEMPFAIL : STATUS_PARTIAL, &why, buf_string(&what));
	buf_free(&what);
	if (quit && s->marked > 0)
		err_prefix(&why, "maybe not all was deleted");
	if (!s->interactive || quit)
		complain(s, &why);
	return why.status;
}

static int
show_help(struct shell *s)
{
	out_add_string(&s->out, pop3_script_help);
	return STATUS_OK;
}

/* Does what a line says.  Its status, or -1: the session is lost. */
static int
do_command(struct shell *s, struct str line, struct err *e)
{
	const struct pop3_request *r = &s->script.request;
	struct pop3_reply reply;
	struct err ignored;
	int status = STATUS_OK;

	s->left = r->command == POP3_QUIT;
	pop3_queue(&s->run.session, r->command, r->number, r->lines);
	if (pop3_reply(&s->run.session, &reply, e) < 0)
		return -1;
	show_status(s, &reply);
	if (reply.status.word == POP3_ERR)
		return refused(s, &reply, line);
	count_marks(s, &reply);
	receiving = reply.has_text;
	if (reply.has_text && s->script.to.kind != REDIRECT_NONE) {
		out_flush(&s->out, &ignored);
		status = store_text(s, e);
	} else if (reply.has_text && show_text(s, e) < 0) {
		status = -1;
	}
	receiving = 0;
	return status;
}

static int
do_line(struct shell *s, struct err *e)
{
	struct str line = str_trim(buf_str(&s->line));
	struct pop3_script *script = &s->script;
	struct err why = ERR_INIT;
	int status;

	interrupted = 0;
	if (pop3_script_read(line, script, &why) < 0) {
		complain(s, &why);
		status = why.status;
	} else if (script->is_empty) {
		return STATUS_OK;
	} else if (script->is_help) {
		return show_help(s);
	} else {
		status = do_command(s, line, e);
	}
	if (interrupted && status >= 0) {
		warn("interrupted");
		status = STATUS_PARTIAL;
	}
	return status > 0 && script->may_fail ? STATUS_OK : status;
}

/* The next line that is typed: 1, 0 at the end, -1. */
static int
next_line(struct shell *s, struct err *e)
{
	if (s->interactive)
		out_add_string(&s->out, "pop3> ");
	if (out_flush(&s->out, e) < 0)
		return -1;
	s->number++;
	return line_read(&s->in, &s->line, LINE_SIZE_MAX, e);
}

/* In a script the first failure is the end, as in sftp -b: what follows may
   delete what was to be saved. */
static int
converse(struct shell *s, struct err *e)
{
	int status = STATUS_OK, got = 0;

	while (!s->left && (s->interactive || status == STATUS_OK) &&
	    (got = next_line(s, e)) > 0) {
		status = do_line(s, e);
		if (status < 0)
			return -1;
	}
	if (got < 0)
		return -1;
	return s->interactive && !s->left ? STATUS_OK : status;
}

static int
open_session(void *arg, struct err *e)
{
	struct shell *s = arg;

	if (pop3_open(&s->run.session, e) < 0)
		return -1;
	return pop3_settle(&s->run.session, e);
}

static bool
undo(void *arg)
{
	(void)arg;
	return true;
}

/* Without QUIT nothing is deleted, which has to be said; with it, a server
   may delete what was only retrieved (RFC 2449 6.7). */
static int
leave(struct shell *s, int status)
{
	struct err ignored;

	if (s->left)
		return status;
	if (s->marked == 0) {
		if (!pop3_expires_at_once(&s->run.session))
			pop3_leave(&s->run.session);
		return status;
	}
	out_flush(&s->out, &ignored);
	warn("left without quit: nothing was deleted");
	return status == STATUS_OK && !s->interactive ? STATUS_PARTIAL
	                                              : status;
}

static int
run(struct shell *s)
{
	struct err e = ERR_INIT;
	int status = pop3_run_try(&s->run, open_session, undo, s, &e);

	if (status >= 0) {
		status = converse(s, &e);
		if (status < 0 && s->marked > 0)
			err_prefix(&e, s->left ? "maybe not all was deleted"
			    : "nothing was deleted");
	}
	if (status >= 0)
		status = leave(s, status);
	if (pop3_run_end(&s->run, status, &e) < 0)
		prog_fail(&s->out, &e);
	return status;
}

int
main(int argc, char **argv)
{
	struct shell s;
	struct err e = ERR_INIT;
	char *none[] = {NULL};
	const char *name;
	int c, fd, status;

	prog_start("pop3sh", usage, argc, argv);
	memset(&s, 0, sizeof(s));
	pop3_run_init(&s.run, argc);
	pop3_script_init(&s.script);
	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS)) != -1)
		if (!client_options_take(&s.run.options, c))
			prog_bad_option(c);
	if (argc - optind > 1)
		prog_usage("more than one file");
	name = optind < argc ? argv[optind] : "-";
	fd = file_open(name, &e);
	if (fd < 0 || pop3_run_begin(&s.run, argv[0], none, true, &e) < 0)
		die(&e);
	in_init(&s.in, fd, fd == STDIN_FILENO ? "stdin" : name, IN_SIZE);
	out_init(&s.out, STDOUT_FILENO, "stdout");
	s.interactive = isatty(fd);
	catch_signal(SIGINT);
	catch_signal(SIGTERM);
	catch_signal(SIGHUP);
	status = run(&s);
	in_free(&s.in);
	buf_free(&s.line);
	pop3_script_free(&s.script);
	pop3_run_free(&s.run);
	prog_end(&s.out, status);
}
