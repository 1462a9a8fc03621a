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
#include "base/pour.h"
#include "base/vis.h"
#include "net/imap_append.h"
#include "net/imap_boxes.h"
#include "net/imap_name.h"
#include "net/imap_part.h"
#include "net/imap_run.h"
#include "net/imap_script.h"
#include "net/imap_search.h"
#include "net/imap_show.h"

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
	bool interactive;    /* someone types */
	bool left;           /* quit was said */
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
complain(struct shell *s, struct err *e)
{
	struct err ignored;

	out_flush(&s->out, &ignored);
	if (!s->interactive)
		err_prefix(e, "line %zu", s->number);
	warn_err(e);
}

static int
judge(struct shell *s, const struct imap_reply *r)
{
	struct err why = ERR_INIT;

	if (r->status.word == IMAP_OK) {
		if (s->interactive)
			imap_show_status(r, &s->out);
		return STATUS_OK;
	}
	imap_refused(&s->run.session, r, STATUS_PARTIAL, "refused", &why);
	complain(s, &why);
	return why.status;
}

static int
show_listed(struct shell *s, struct err *e)
{
	struct imap_listed box;
	struct buf name = BUF_INIT;
	int got;

	memset(&box, 0, sizeof(box));
	got = imap_listed_read(&s->run.session, &box, e);
	if (got > 0) {
		imap_name_decode(&name, buf_str(&box.name));
		vis_field(&s->out, buf_str(&name));
		out_add_char(&s->out, '\n');
	}
	buf_free(&name);
	imap_listed_free(&box);
	return got < 0 ? -1 : 0;
}

/* Data that comes while a command is under way. */
static int
take_data(struct shell *s, const struct imap_reply *r, struct err *e)
{
	const struct imap_script *script = &s->script;

	if (script->deed == IMAP_DO_LIST &&
	    (imap_is_data(r, "LIST") || imap_is_data(r, "LSUB")))
		return show_listed(s, e);
	if (r->tag != 0 || r->is_more || !imap_script_shows(script, r->name))
		return 0;
	return imap_show(&s->run.session, r, &s->out, e);
}

static int
do_command(struct shell *s, struct err *e)
{
	struct imap_reply r;
	unsigned int tag;

	if (imap_send(&s->run.session, &tag, buf_str(&s->script.command),
	    e) < 0)
		return -1;
	do
		if (imap_reply(&s->run.session, &r, e) < 0 ||
		    take_data(s, &r, e) < 0)
			return -1;
	while (r.tag != tag);
	return judge(s, &r);
}

static int
do_search(struct shell *s, struct err *e)
{
	struct imap *session = &s->run.session;
	struct imap_set found = IMAP_SET_INIT;
	struct imap_reply r;
	unsigned int tag;
	int status = imap_send(session, &tag, buf_str(&s->script.command), e);

	do
		if (status < 0 || imap_reply(session, &r, e) < 0 ||
		    imap_search_take(session, &r, &found, e) < 0)
			status = -1;
	while (status == 0 && r.tag != tag);
	imap_set_sort(&found);
	if (status == 0)
		imap_show_uids(session, &found, &s->out);
	imap_set_free(&found);
	return status < 0 ? -1 : judge(s, &r);
}

static int
do_select(struct shell *s, struct err *e)
{
	struct imap_reply r;
	unsigned int tag;

	if (imap_select(&s->run.session, &tag, s->script.read_only,
	    buf_str(&s->script.box), e) < 0)
		return -1;
	do
		if (imap_reply(&s->run.session, &r, e) < 0)
			return -1;
	while (r.tag != tag);
	if (s->interactive && r.status.word == IMAP_OK)
		imap_show_box(&s->run.session.box, &s->out);
	return judge(s, &r);
}

static int
store_text(struct shell *s, struct spool *spool, struct err *e)
{
	const struct imap_script *script = &s->script;
	struct err ignored;
	struct sink sink;
	int result;

	out_flush(&s->out, &ignored);
	if ((script->sink == IMAP_TO_FILE
	    ? sink_file(&sink, script->target, e)
	    : sink_command(&sink, script->target, e)) < 0)
		return -1;
	half_written = sink_unfinished(&sink);
	result = pour_sink(spool, &sink, e);
	half_written = NULL;
	return result;
}

static int
do_fetch(struct shell *s, struct err *e)
{
	struct err why = ERR_INIT;
	struct spool spool;
	struct imap_reply r;
	bool found;
	int status;

	spool_init(&spool);
	status = imap_part_fetch(&s->run.session,
	    buf_str(&s->script.command), s->script.uid, &spool, &found, &r,
	    e);
	if (status == 0 && r.status.word != IMAP_OK) {
		status = judge(s, &r);
	} else if (status == 0) {
		if (!found)
			err_set(&why, STATUS_PARTIAL, "%lu: no such message",
			    (unsigned long)s->script.uid);
		else if (s->script.sink == IMAP_SHOWN)
			pour_visible(&spool, &s->out, &why);
		else
			store_text(s, &spool, &why);
		if (why.status != 0)
			complain(s, &why);
		status = why.status;
	}
	spool_free(&spool);
	return status;
}

static int
do_append(struct shell *s, struct err *e)
{
	struct imap_stored stored;
	struct err why = ERR_INIT;

	if (imap_append_file(&s->run.session, buf_str(&s->script.box),
	    s->script.path, s->run.options.quiet, &stored, &why) == 0) {
		if (stored.uid != 0)
			out_printf(&s->out, "v%lu.%lu\n",
			    (unsigned long)stored.validity,
			    (unsigned long)stored.uid);
		return STATUS_OK;
	}
	if (!conn_is_open(&s->run.session.conn) || stored.uncertain) {
		*e = why;
		return err_prefix(e, "uncertain whether it was stored");
	}
	complain(s, &why);
	return why.status;
}

static int
do_deed(struct shell *s, struct err *e)
{
	const struct imap_script *script = &s->script;
	struct err why = ERR_INIT;

	if (script->validity != 0 &&
	    script->validity != s->run.session.box.uidvalidity) {
		err_set(&why, STATUS_PARTIAL, "the mailbox that is open has "
		    "another UIDVALIDITY: these messages are not there");
		complain(s, &why);
		return STATUS_PARTIAL;
	}
	switch (script->deed) {
	case IMAP_DO_NOTHING: return STATUS_OK;
	case IMAP_DO_HELP:
		out_add_string(&s->out, imap_script_help);
		return STATUS_OK;
	case IMAP_DO_QUIT: s->left = true; return STATUS_OK;
	case IMAP_DO_CAPABILITY:
		imap_show_offers(&s->run.session, &s->out);
		return STATUS_OK;
	case IMAP_DO_SELECT: return do_select(s, e);
	case IMAP_DO_APPEND: return do_append(s, e);
	case IMAP_DO_FETCH: return do_fetch(s, e);
	case IMAP_DO_SEARCH: return do_search(s, e);
	default: return do_command(s, e);
	}
}

/* The commands of a line, as far as they do not fail. */
static int
do_line(struct shell *s, struct str line, struct err *e)
{
	struct err why = ERR_INIT;
	int status = STATUS_OK;

	while (status == STATUS_OK && line.n > 0 && !s->left) {
		if (imap_script_read(&s->script, &line, &why) < 0) {
			complain(s, &why);
			status = why.status;
		} else {
			status = do_deed(s, e);
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

	if (s->interactive)
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

/* In a script the first failure is the end: what follows may delete what was
   to be saved. */
static int
converse(struct shell *s, struct err *e)
{
	int status = STATUS_OK, got = 0;
	struct str line;

	while (!s->left && (s->interactive || status == STATUS_OK) &&
	    (got = next_line(s, &line, e)) > 0) {
		status = do_line(s, line, e);
		if (status < 0)
			return -1;
	}
	if (got < 0)
		return -1;
	return s->interactive ? STATUS_OK : status;
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
	s.interactive = fd >= 0 && isatty(fd);
	catch_signal(SIGINT);
	catch_signal(SIGTERM);
	catch_signal(SIGHUP);
	status = imap_open(&s.run.session, &e);
	if (status == 0)
		status = converse(&s, &e);
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
