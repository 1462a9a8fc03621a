/* SPDX-License-Identifier: ISC */
/* smtpq: sends what smtpsend has put into the queue. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "net/client_options.h"
#include "net/queue_place.h"
#include "net/queue_print.h"
#include "net/queue_run.h"
#include "net/queue_send.h"

static const char usage[] =
    "smtpq [-fqv] [-A account] [-o key=value]\n"
    "smtpq -l [-Hj] [-A account] [-o key=value]\n"
    "smtpq -d | -r [-A account] [-o key=value] id ...\n";

static struct client_options options;
static bool lists, names, json, deletes, revives, force;
static bool is_mailq;   /* the list as mailq(1) has it */
static char **ids;      /* of -d and -r */
static uint64_t listed; /* how many are in the list */

static struct out out;

static void
tell(void *arg, const struct err *e)
{
	(void)arg;
	warn_err(e);
}

static void
fail(void *arg, const struct err *e)
{
	warn_err(e);
	queue_count_failure(arg, e->status);
}

static int
list_queue(struct queue *q, struct queue_count *count, struct err *e)
{
	struct queue_listing l = {&out, options.query.which, json, fail,
	    count, 0};
	int done = queue_print(&l, q, QUEUE_WAITING, e);

	if (done == 0)
		done = queue_print(&l, q, QUEUE_FAILED, e);
	listed += l.n;
	return done;
}

/* What the operands name; one that was changed is taken out of them. */
static void
change_queue(struct queue *q, struct queue_count *count)
{
	struct err e = ERR_INIT;
	char **id;
	int got;

	for (id = ids; *id != NULL; id++) {
		if (**id == '\0')
			continue;
		got = revives ? queue_revive(q, *id, &e)
		              : queue_withdraw(q, *id, &e);
		if (got < 0)
			fail(count, &e);
		if (got != 0)
			**id = '\0';
		count->done += got > 0;
	}
}

static void
report_missing(struct queue_count *count)
{
	char **id;

	for (id = ids; *id != NULL; id++)
		if (**id != '\0') {
			warn("%s: not in the queue", *id);
			queue_count_failure(count, STATUS_PARTIAL);
		}
}

/* One directory. */
static void
do_place(struct queue_run *r, const char *path)
{
	struct err e = ERR_INIT;
	struct queue q;
	int done = queue_open(&q, path, false, &e);

	if (done > 0 && lists)
		done = list_queue(&q, &r->count, &e);
	else if (done > 0 && (deletes || revives))
		change_queue(&q, &r->count);
	else if (done > 0)
		done = queue_run(r, &q, &e);
	queue_close(&q);
	if (done < 0)
		fail(&r->count, &e);
}

static void
check_options(void)
{
	char **id;

	if (lists + deletes + revives > 1)
		prog_usage("-l, -d and -r exclude each other");
	if ((names || json) && !lists)
		prog_usage("-H and -j are for -l");
	if ((deletes || revives) != (*ids != NULL))
		prog_usage("%s", *ids != NULL
		    ? "an id goes with -d or -r" : "no id is named");
	for (id = ids; *id != NULL; id++)
		if (!queue_is_id(*id))
			prog_usage("%s: no id of the queue", *id);
}

static void
read_options(int argc, char **argv)
{
	const char *slash = argv[0] != NULL ? strrchr(argv[0], '/') : NULL;
	int c;

	is_mailq = lists = argv[0] != NULL &&
	    strcmp(slash != NULL ? slash + 1 : argv[0], "mailq") == 0;
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
	ids = argv + optind;
	check_options();
}

int
main(int argc, char **argv)
{
	struct queue_places places;
	struct err e = ERR_INIT;
	struct queue_run r;
	size_t i;

	prog_start("smtpq", usage, argc, argv);
	read_options(argc, argv);
	signal(SIGPIPE, SIG_IGN);
	out_init(&out, STDOUT_FILENO, "stdout");
	memset(&r, 0, sizeof(r));
	r.options = &options;
	r.argv0 = argv[0];
	r.all = force;
	r.tell = tell;
	if (queue_places_find(&places, &options.query, &e) < 0)
		die(&e);
	r.own = places.own;
	if (names && !json)
		queue_print_names(&out);
	for (i = 0; i < places.n; i++)
		do_place(&r, places.v[i]);
	report_missing(&r.count);
	if (is_mailq && listed == 0 && r.count.failed == 0)
		out_add_string(&out, "Mail queue is empty\n");
	queue_places_free(&places);
	queue_run_free(&r);
	client_options_free(&options);
	prog_end(&out, queue_count_status(&r.count));
}
