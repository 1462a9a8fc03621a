/* SPDX-License-Identifier: ISC */
/* smtpq: sends what smtpsend has put into the queue. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "net/client_options.h"
#include "net/log.h"
#include "net/queue_letter.h"
#include "net/queue_place.h"
#include "net/queue_print.h"
#include "net/queue_send.h"
#include "net/queue_tasks.h"
#include "net/smtp_log.h"

static const char usage[] =
    "smtpq [-fqv] [-A account] [-o key=value]\n"
    "smtpq -l [-Hj] [-A account] [-o key=value]\n"
    "smtpq -d | -r [-A account] [-o key=value] id ...\n";

/* Messages in one route after which the server has hung up, one behind the
   other, before it is left alone. */
#define BREAKS_MAX 3

static struct client_options options;
static bool lists, names, json, deletes, revives, force;

static struct out out;

/* What one run is about. */
struct run {
	const char *argv0;
	char **ids;             /* of -d and -r */
	const char *own;        /* the account that is asked for; or NULL */
	struct queue queue;
	struct account account; /* of the route */
	bool has_account;
	struct smtp smtp;
	bool is_open;           /* smtp was */
	unsigned int breaks;
	bool is_down;           /* no more is tried on this route, ... */
	struct err down;        /* ... and if status is not 0, put off */
	size_t put_off;
	uint64_t sent, failed;
	int status;             /* of those that failed */
};

static void
count_failure(struct run *r, int status)
{
	r->failed++;
	if (r->status == STATUS_OK || status == STATUS_TEMPFAIL)
		r->status = status;
}

/* An entry that is damaged, or cannot be changed. */
static void
tell(void *arg, const struct err *e)
{
	warn_err(e);
	count_failure(arg, e->status);
}

/* What the queue will see to by itself is not told with -q. */
static void
tell_later(const char *id, const struct err *why)
{
	if (!options.quiet)
		warn("%s: %s: it waits for another try", id, why->text);
}

static void
tell_given_up(const char *id, const struct err *why)
{
	warn("%s: %s: given up", id, why != NULL ? why->text
	                                         : "a recipient was refused");
}

/* The password is the own account's, whose route is the first one. */
static int
find_account(struct run *r, const struct queue_task *task,
    const struct queue_entry *x, struct err *e)
{
	if (r->has_account)
		return 0;
	r->has_account = true;
	if (!task->is_own)
		unsetenv("MAILPIPE_PASSWORD");
	return queue_letter_account(x, &r->account, options.overrides,
	    options.query.n, e);
}

/* A session that can take a message: perhaps another one than the last. */
static int
open_session(struct run *r, struct err *e)
{
	if (r->is_open && !r->smtp.broken)
		return 0;
	if (r->is_open)
		return smtp_reopen(&r->smtp, e);
	r->is_open = true;
	smtp_init(&r->smtp, &r->account, r->argv0);
	client_options_trace(&options, &r->smtp.conn);
	return smtp_open(&r->smtp, e);
}

static void
keep_log(const struct run *r, const struct queue_send *s,
    const struct smtp_mail *m, const struct err *why)
{
	struct err e = ERR_INIT;
	struct log_line line;

	log_begin(&line, &r->account);
	log_text(&line, "id", str_from(s->id));
	smtp_log(&line, m, why != NULL ? why->status : STATUS_OK, why);
	if (log_end(&line, &e) < 0)
		warn_err(&e);
}

/* Says how the try of one entry has ended, an enum queue_end or -1. */
static void
judge(struct run *r, const struct queue_send *s, int end,
    const struct err *why, const struct err *e)
{
	int status = why != NULL ? why->status : STATUS_PARTIAL;

	if (end == QUEUE_DONE) {
		r->sent++;
		return;
	}
	if (end < 0)
		warn("%s: %s", s->id, e->text);
	else if (end == QUEUE_GIVEN_UP)
		tell_given_up(s->id, why);
	else if (why != NULL)
		tell_later(s->id, why);
	count_failure(r, end < 0 ? e->status : status);
	if (why == NULL)
		r->sent++;
}

/* Whoever makes the server hang up must not do that for ever. */
static void
count_breaks(struct run *r, int end)
{
	if (!r->smtp.broken || end == QUEUE_DONE || end == QUEUE_GIVEN_UP)
		r->breaks = 0;
	else if (++r->breaks == BREAKS_MAX)
		r->is_down = true;
}

static void
send_one(struct run *r, struct queue_send *s, bool last)
{
	struct err why = ERR_INIT, e = ERR_INIT;
	struct progress progress;
	struct smtp_mail mail;
	int done, end;

	if (queue_send_begin(s, &e) < 0) {
		err_prefix(&e, "%s: not sent", s->id);
		tell(r, &e);
		return;
	}
	smtp_mail_init(&mail, &s->envelope, &s->text);
	mail.dsn = &s->dsn;
	mail.last = last;
	mail.recode = queue_entry_get(&s->file.entry, "recode") != NULL;
	mail.progress = &progress;
	mail.settled = queue_send_settled;
	mail.settled_arg = s;
	s->mail = &mail;
	progress_start(&progress, "sent", s->text.body.size, options.quiet);
	done = smtp_mail_send(&r->smtp, &mail, &why);
	end = queue_send_end(s, &r->account, &mail, done < 0 ? &why : NULL,
	    &e);
	progress_end(&progress);
	judge(r, s, end, done < 0 ? &why : NULL, &e);
	keep_log(r, s, &mail, done < 0 ? &why : NULL);
	count_breaks(r, end);
	smtp_mail_free(&mail);
}

static void
put_off(struct run *r, struct queue_send *s)
{
	struct err e = ERR_INIT;
	int end;

	if (r->down.status == STATUS_OK)
		return;
	end = queue_send_put_off(s, &r->account, &r->down, &e);
	if (end == QUEUE_KEPT)
		r->put_off++;
	else
		judge(r, s, end, &r->down, &e);
}

static void
run_one(struct run *r, const struct queue_task *task, bool last)
{
	struct err e = ERR_INIT;
	struct queue_send s;
	int got = queue_send_open(&s, &r->queue, task->id, &e);

	if (got > 0 && s.envelope.n == 0) {
		if (queue_send_clear(&s, &e) < 0)
			tell(r, &e);
		got = 0;
	}
	if (got > 0 && !r->is_down && (find_account(r, task, &s.file.entry,
	    &r->down) < 0 || open_session(r, &r->down) < 0))
		r->is_down = true;
	if (got < 0)
		tell(r, &e);
	else if (got > 0 && r->is_down)
		put_off(r, &s);
	else if (got > 0)
		send_one(r, &s, last);
	queue_send_close(&s);
}

/* Those that share a connection. */
static void
run_route(struct run *r, const struct queue_task *tasks, size_t n)
{
	size_t i;

	r->is_open = r->has_account = r->is_down = false;
	r->breaks = 0;
	r->put_off = 0;
	r->down.status = STATUS_OK;
	for (i = 0; i < n; i++)
		run_one(r, &tasks[i], i == n - 1);
	if (r->put_off > 0) {
		if (!options.quiet)
			warn("%s: %zu of the queue wait for another try",
			    r->down.text, r->put_off);
		count_failure(r, r->down.status);
	}
	if (r->is_open)
		smtp_close(&r->smtp);
	if (r->has_account)
		account_free(&r->account);
}

/* One directory. */
static int
run_queue(struct run *r, struct err *e)
{
	const struct queue_filter filter = {options.query.which, r->own,
	    force};
	struct queue_tasks tasks;
	size_t i, n;

	if (queue_lock(&r->queue, e) < 0) {
		if (e->status == STATUS_TEMPFAIL)
			err_set(e, STATUS_TEMPFAIL, "%s: another smtpq runs "
			    "it now", r->queue.path);
		return -1;
	}
	queue_clean(&r->queue);
	if (queue_tasks_find(&tasks, &r->queue, &filter, tell, r, e) < 0)
		return -1;
	for (i = 0; i < tasks.n; i += n) {
		n = queue_tasks_run(&tasks, i);
		run_route(r, tasks.v + i, n);
	}
	queue_tasks_free(&tasks);
	return 0;
}

static int
list_queue(struct run *r, struct err *e)
{
	const struct queue_listing l = {&out, options.query.which, json,
	    tell, r};

	if (queue_print(&l, &r->queue, QUEUE_WAITING, e) < 0)
		return -1;
	return queue_print(&l, &r->queue, QUEUE_FAILED, e);
}

/* What the operands name; one that was changed is taken out of them. */
static int
change_queue(struct run *r, struct err *e)
{
	char **id;
	int got;

	for (id = r->ids; *id != NULL; id++) {
		if (**id == '\0')
			continue;
		got = revives ? queue_revive(&r->queue, *id, e)
		              : queue_withdraw(&r->queue, *id, e);
		if (got < 0)
			tell(r, e);
		if (got != 0)
			**id = '\0';
		r->sent += got > 0;
	}
	return 0;
}

static void
report_missing(struct run *r)
{
	char **id;

	for (id = r->ids; *id != NULL; id++)
		if (**id != '\0') {
			warn("%s: not in the queue", *id);
			count_failure(r, STATUS_PARTIAL);
		}
}

static int
do_place(struct run *r, const char *path, struct err *e)
{
	int done = queue_open(&r->queue, path, false, e);

	if (done > 0 && lists)
		done = list_queue(r, e);
	else if (done > 0 && (deletes || revives))
		done = change_queue(r, e);
	else if (done > 0)
		done = run_queue(r, e);
	queue_close(&r->queue);
	return done;
}

static void
read_options(struct run *r, int argc, char **argv)
{
	int c;

	client_options_init(&options, URL_SMTP, argc);
	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "Hdfjlr")) != -1)
		switch (c) {
		case 'H': names = true; break;
		case 'd': deletes = true; break;
		case 'f': force = true; break;
		case 'j': json = true; break;
		case 'l': lists = true; break;
		case 'r': revives = true; break;
		default:
			if (!client_options_take(&options, c))
				prog_bad_option(c);
		}
	r->ids = argv + optind;
	if (lists + deletes + revives > 1)
		prog_usage("-l, -d and -r exclude each other");
	if ((names || json) && !lists)
		prog_usage("-H and -j are for -l");
	if ((deletes || revives) != (*r->ids != NULL))
		prog_usage("%s", *r->ids != NULL
		    ? "an id goes with -d or -r" : "no id is named");
	for (; *r->ids != NULL; r->ids++)
		if (!queue_is_id(*r->ids))
			prog_usage("%s: no id of the queue", *r->ids);
	r->ids = argv + optind;
}

int
main(int argc, char **argv)
{
	struct queue_places places;
	struct err e = ERR_INIT;
	struct run r;
	size_t i;

	prog_start("smtpq", usage, argc, argv);
	memset(&r, 0, sizeof(r));
	r.argv0 = argv[0];
	read_options(&r, argc, argv);
	signal(SIGPIPE, SIG_IGN);
	out_init(&out, STDOUT_FILENO, "stdout");
	if (queue_places_find(&places, &options.query, &e) < 0)
		die(&e);
	r.own = places.own;
	if (names && !json)
		queue_print_names(&out);
	for (i = 0; i < places.n; i++)
		if (do_place(&r, places.v[i], &e) < 0)
			tell(&r, &e);
	if (r.ids != NULL)
		report_missing(&r);
	queue_places_free(&places);
	client_options_free(&options);
	prog_end(&out, r.sent > 0 && r.failed > 0 ? STATUS_PARTIAL
	                                           : r.status);
}
