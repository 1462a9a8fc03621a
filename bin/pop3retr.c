/* SPDX-License-Identifier: ISC */
/* pop3retr: retrieves messages by POP3. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/num.h"
#include "base/progress.h"
#include "mime/date.h"
#include "mime/msgout.h"
#include "net/pop3.h"
#include "net/pop3_choose.h"
#include "net/pop3_run.h"

static const char usage[] =
    "pop3retr [-dqv] [-A account] [-l lines] [-o key=value] selector ...\n";

struct options {
	bool delete, top;
	uint64_t lines; /* of -l */
};

/* Everything about one run. */
struct retrieval {
	struct options o;
	struct pop3_run run;
	struct pop3_targets targets;
	struct out out;
	struct msgout message;
	time_t now;
	struct progress progress;
	bool failed;   /* a message was not to be had, or not deleted */
	bool temporary; /* and may be had later */
	size_t delivered;
};

static void
read_lines(struct options *o, const char *text)
{
	o->top = true;
	if (num_parse(str_from(text), UINT32_MAX, &o->lines) < 0)
		prog_usage("-l %s: not a number of lines", text);
}

static struct options
read_options(struct client_options *common, int argc, char **argv)
{
	struct options o = {false, false, 0};
	int c;

	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "dl:")) != -1) {
		if (client_options_take(common, c))
			continue;
		switch (c) {
		case 'd': o.delete = true; break;
		case 'l': read_lines(&o, optarg); break;
		default: prog_bad_option(c);
		}
	}
	if (o.top && o.delete)
		prog_usage("-l takes a part of a message, and -d would "
		    "delete all of it");
	if (optind == argc)
		prog_usage("no message is named");
	return o;
}

/* One command for each message; while the replies come, more are sent. */
static void
queue_more(struct retrieval *r, enum pop3_command command, size_t *at)
{
	const struct pop3_targets *t = &r->targets;

	for (; *at < t->n; ++*at) {
		if (command == POP3_DELE && !t->v[*at].done)
			continue;
		if (!pop3_queue(&r->run.session, command, t->v[*at].number,
		    r->o.lines))
			return;
	}
}

/* Says that one message was refused; the others are gone on with. */
static void
refused(struct retrieval *r, const struct pop3_reply *reply,
    const char *what)
{
	struct err e = ERR_INIT;
	struct buf which = BUF_INIT;

	buf_printf(&which, "message %llu: %s",
	    (unsigned long long)reply->request.number, what);
	pop3_refused(&r->run.session, reply, STATUS_PARTIAL, &e,
	    buf_string(&which));
	buf_free(&which);
	warn_err(&e);
	r->failed = true;
	if (e.status == STATUS_TEMPFAIL)
		r->temporary = true;
}

/* The rest of a message will not come. */
static int
cut(struct retrieval *r, uint64_t number, struct err *e)
{
	err_prefix(e, "message %llu was cut%s", (unsigned long long)number,
	    r->message.begun
	    ? ", and the beginning that was written is no message" : "");
	return -1;
}

static int
receive(struct retrieval *r, struct pop3_target *t, struct err *e)
{
	struct str piece;
	int got;

	msgout_begin(&r->message);
	while ((got = pop3_piece(&r->run.session, &piece, e)) > 0) {
		msgout_add(&r->message, piece);
		progress_add(&r->progress, piece.n);
		if (out_failed(&r->out))
			return out_flush(&r->out, e);
	}
	if (got < 0)
		return cut(r, t->number, e);
	t->done = msgout_end(&r->message);
	if (!t->done) {
		warn("message %llu: the server gives no byte of it",
		    (unsigned long long)t->number);
		r->failed = true;
	}
	r->delivered += t->done;
	return 0;
}

/* A server that deletes by itself what was retrieved does so at QUIT
   (RFC 2449 6.7). */
static bool
quit_is_harmless(const struct retrieval *r)
{
	struct str days;

	return !(pop3_offers(&r->run.session, "EXPIRE", &days) &&
	    str_starts(days, "0"));
}

static int
retrieve(struct retrieval *r, struct err *e)
{
	enum pop3_command command = r->o.top ? POP3_TOP : POP3_RETR;
	struct pop3_reply reply;
	size_t asked = 0, i;

	for (i = 0; i < r->targets.n; i++) {
		queue_more(r, command, &asked);
		if (pop3_reply(&r->run.session, &reply, e) < 0)
			return -1;
		if (!reply.has_text)
			refused(r, &reply, "not retrieved");
		else if (receive(r, &r->targets.v[i], e) < 0)
			return -1;
	}
	return 0;
}

/* What was written is safe, as far as we can know: in a regular file it is
   on the disk, of a pipe only the bytes are out of our hands. */
static int
close_output(struct out *out, bool sync, struct err *e)
{
	struct stat st;

	if (out_flush(out, e) < 0)
		return -1;
	if (sync && fstat(out->fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    fsync(out->fd) < 0)
		return err_sys(e, STATUS_IOERR, "%s", out->name);
	return out_close(out, e);
}

static int
delete_delivered(struct retrieval *r, struct err *e)
{
	struct pop3_reply reply;
	size_t at = 0, left = r->delivered;

	for (; left > 0; left--) {
		queue_more(r, POP3_DELE, &at);
		if (pop3_reply(&r->run.session, &reply, e) < 0)
			return err_prefix(e, "nothing was deleted");
		if (reply.status.word == POP3_ERR)
			refused(r, &reply, "not deleted");
	}
	if (pop3_quit(&r->run.session, e) < 0)
		return err_prefix(e, "maybe not all was deleted");
	return 0;
}

static void
report_missing(struct retrieval *r)
{
	struct buf name = BUF_INIT;
	size_t at = 0;

	while (selectors_missed(&r->run.selectors, &at, &name)) {
		warn("%s: no such message", buf_string(&name));
		r->failed = true;
	}
	buf_free(&name);
}

static void
start_output(struct retrieval *r)
{
	uint64_t octets = 0;
	size_t i;

	out_init(&r->out, STDOUT_FILENO, "stdout");
	msgout_init(&r->message, &r->out, r->targets.n == 1 &&
	    selectors_is_single(&r->run.selectors), r->now);
	for (i = 0; i < r->targets.n; i++)
		octets += r->targets.v[i].octets;
	progress_start(&r->progress, "received", octets, r->run.options.quiet);
}

static int
fetch(void *arg, struct err *e)
{
	struct retrieval *r = arg;
	struct pop3 *p = &r->run.session;
	int result;

	p->many = !selectors_is_single(&r->run.selectors);
	r->targets.journal = r->run.has_journal ? &r->run.journal : NULL;
	if (pop3_open(p, e) < 0 ||
	    pop3_choose(p, &r->run.selectors, &r->targets, e) < 0)
		return -1;
	start_output(r);
	result = retrieve(r, e);
	progress_end(&r->progress);
	return result;
}

/* As long as nothing was written, it can all be done again. */
static bool
undo(void *arg)
{
	struct retrieval *r = arg;

	if (r->out.total > r->out.len)
		return false;
	msgout_free(&r->message);
	out_free(&r->out);
	r->failed = r->temporary = false;
	r->delivered = 0;
	return true;
}

static int
finish(struct retrieval *r, struct err *e)
{
	if (close_output(&r->out, r->o.delete, e) < 0)
		return -1;
	if (r->o.delete)
		return delete_delivered(r, e);
	if (!r->failed || quit_is_harmless(r))
		pop3_leave(&r->run.session);
	return 0;
}

static int
run(struct retrieval *r)
{
	struct err e = ERR_INIT, ignored;
	int result = pop3_run_try(&r->run, fetch, undo, r, &e);

	if (result == 0)
		result = finish(r, &e);
	else if (!out_failed(&r->out))
		out_flush(&r->out, &ignored); /* what was whole before */
	if (pop3_run_end(&r->run, result, &e) < 0)
		die(&e);
	report_missing(r);
	if (!r->failed)
		return STATUS_OK;
	return r->temporary && r->delivered == 0 ? STATUS_TEMPFAIL
	                                         : STATUS_PARTIAL;
}

int
main(int argc, char **argv)
{
	struct retrieval r;
	struct err e = ERR_INIT;
	bool fixed;
	int status;

	prog_start("pop3retr", usage, argc, argv);
	memset(&r, 0, sizeof(r));
	pop3_run_init(&r.run, argc);
	r.o = read_options(&r.run.options, argc, argv);
	if (date_now(&r.now, &fixed, &e) < 0 || pop3_run_begin(&r.run,
	    argv[0], argv + optind, true, &e) < 0)
		die(&e);
	status = run(&r);
	pop3_targets_free(&r.targets);
	msgout_free(&r.message);
	pop3_run_free(&r.run);
	exit(status); /* finish closed stdout and checked it */
}
