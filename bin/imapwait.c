/* SPDX-License-Identifier: ISC */
/* imapwait: waits for new messages in mailboxes, by IMAP. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/die.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/vis.h"
#include "net/imap_boxes.h"
#include "net/imap_name.h"
#include "net/imap_run.h"
#include "net/imap_search.h"
#include "net/imap_selector.h"
#include "net/imap_watch.h"

static const char usage[] =
    "imapwait [-Hajkqv] [-A account] [-f selector] [-i secs] [-o key=value] "
    "[-t secs] box ...\n";

/* Seconds: an IDLE is begun anew, for the sake of what is between us and the
   server, long before the 29 minutes of RFC 2177 3; a STATUS is asked for;
   the first and the longest pause before a lost connection is tried again. */
#define IDLE_PERIOD 540
#define POLL_PERIOD 60
#define PAUSE_MIN 1
#define PAUSE_MAX 300

/* One run of the program. */
struct waiting {
	struct imap_run run;
	const char *argv0;
	char **names;             /* the mailboxes */
	struct imap_boxes boxes;  /* the same, as the server names them */
	struct imap_watch *watch; /* one for each */
	bool all, keep, json;     /* -a, -k, -j */
	uint64_t period;          /* of -i, in seconds; 0: ours */
	int64_t deadline;         /* of -t; 0: none */
	int64_t pause;            /* before the next try */
	bool established;         /* the server has answered once */
	bool refuses_idle;
	bool came;                /* there was an event */
	struct out out;
};

static uint64_t
seconds(char option, const char *text)
{
	uint64_t n;

	if (num_parse(str_from(text), UINT32_MAX, &n) < 0 || n == 0)
		prog_usage("-%c %s: not a number of seconds", option, text);
	return n;
}

/* -f: the first UID that is new. */
static void
set_first(struct imap_watch *w, const char *text)
{
	struct imap_selectors s = IMAP_SELECTORS_INIT;
	struct err e = ERR_INIT;

	if (imap_selectors_add(&s, str_from(text), &e) < 0)
		die(&e);
	if (!imap_selectors_is_single(&s))
		prog_usage("-f %s: not one UID", text);
	*w = (struct imap_watch){true, s.validity, s.v[0].first, 0, false};
	imap_selectors_free(&s);
}

static void
read_options(struct waiting *w, int argc, char **argv)
{
	const char *first = NULL;
	bool header = false;
	int c;

	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "Haf:i:jkt:")) != -1) {
		if (client_options_take(&w->run.options, c))
			continue;
		switch (c) {
		case 'H': header = true; break;
		case 'a': w->all = true; break;
		case 'f': first = optarg; break;
		case 'i': w->period = seconds('i', optarg); break;
		case 'j': w->json = true; break;
		case 'k': w->keep = true; break;
		case 't': w->deadline = clock_ms() +
		    1000 * (int64_t)seconds('t', optarg); break;
		default: prog_bad_option(c);
		}
	}
	if (optind == argc)
		prog_usage("no mailbox is named");
	if (first != NULL && argc - optind > 1)
		prog_usage("-f is for one mailbox");
	w->names = argv + optind;
	w->watch = mem_alloc((size_t)(argc - optind) * sizeof(*w->watch));
	if (first != NULL)
		set_first(&w->watch[0], first);
	if (header && !w->json)
		out_add_string(&w->out, "mailbox\tevent\tmessages\n");
}

/* The UIDs of news, as a selector; nothing if they are not known. */
static void
add_uids(struct buf *b, const struct imap_watch *now,
    const struct imap_news *news)
{
	if (news->first == 0)
		return;
	buf_printf(b, "v%llu.%llu", (unsigned long long)now->validity,
	    (unsigned long long)news->first);
	if (news->last > news->first)
		buf_printf(b, ":%llu", (unsigned long long)news->last);
}

static void
print_event(struct waiting *w, size_t i, const char *event, struct str what)
{
	struct buf text = BUF_INIT;
	struct json j;

	if (w->json) {
		json_init(&j, &text, &w->out);
		json_open(&j, NULL, '{');
		json_string(&j, "mailbox", str_from(w->names[i]));
		json_string(&j, "event", str_from(event));
		json_string(&j, "messages", what);
		json_close(&j, '}');
		json_flush(&j);
		buf_free(&text);
	} else {
		vis_field(&w->out, str_from(w->names[i]));
		out_printf(&w->out, "\t%s\t%.*s", event, (int)what.n, what.p);
	}
	out_add_char(&w->out, '\n');
	w->came = true;
}

/* Takes note of what a mailbox is now, and says what is new. */
static void
see(struct waiting *w, size_t i, uint64_t validity, uint64_t next,
    uint64_t messages)
{
	struct imap_news news = imap_watch_see(&w->watch[i], validity, next,
	    messages);
	struct buf what = BUF_INIT;

	if (news.reset)
		print_event(w, i, "reset", STR(""));
	if (news.came > 0) {
		add_uids(&what, &w->watch[i], &news);
		print_event(w, i, "new", buf_str(&what));
	}
	if (news.gone > 0 && w->all) {
		what.len = 0;
		buf_printf(&what, "%llu", (unsigned long long)news.gone);
		print_event(w, i, "gone", buf_str(&what));
	}
	buf_free(&what);
}

/* When this round is over, at the latest. */
static int64_t
round_end(const struct waiting *w, uint64_t period)
{
	int64_t end = clock_ms() + 1000 * (int64_t)
	    (w->period > 0 ? w->period : period);

	return w->deadline > 0 && w->deadline < end ? w->deadline : end;
}

static bool
is_over(const struct waiting *w)
{
	return (w->came && !w->keep) ||
	    (w->deadline > 0 && clock_left(w->deadline) == 0);
}

/* All mailboxes in one flight. */
static int
look(struct waiting *w, struct err *e)
{
	struct imap *s = &w->run.session;
	struct imap_reply r;
	unsigned int tag = 0;
	size_t i;

	for (i = 0; i < w->boxes.n; i++)
		if (imap_listed_ask(s, &w->boxes.v[i], &tag, e) < 0)
			return -1;
	i = 0;
	do {
		if (imap_reply(s, &r, e) < 0)
			return -1;
		if (imap_is_data(&r, "STATUS") &&
		    imap_boxes_read_status(s, &w->boxes, e) < 0)
			return -1;
		if (r.tag != 0 && r.status.word != IMAP_OK)
			return imap_refused(s, &r, STATUS_UNAVAILABLE,
			    w->names[i], e);
		i += r.tag != 0;
	} while (r.tag != tag);
	for (i = 0; i < w->boxes.n; i++)
		see(w, i, w->boxes.v[i].counts[IMAP_UIDVALIDITY],
		    w->boxes.v[i].counts[IMAP_UIDNEXT],
		    w->boxes.v[i].counts[IMAP_MESSAGES]);
	return out_flush(&w->out, e);
}

static int
poll_boxes(struct waiting *w, struct err *e)
{
	int64_t end;
	struct imap_reply r;
	int got;

	while (look(w, e) == 0) {
		w->established = true;
		w->pause = PAUSE_MIN;
		if (is_over(w))
			return 0;
		end = round_end(w, POLL_PERIOD);
		/* What comes meanwhile is a BYE, or of no interest. */
		while ((got = imap_await(&w->run.session, end, e)) > 0)
			if (imap_reply(&w->run.session, &r, e) < 0)
				return -1;
		if (got < 0)
			return -1;
		if (is_over(w))
			return 0;
	}
	return -1;
}

/* The UIDNEXT of the mailbox that is open, after something came, or where the
   server does not say it. */
static int
find_next(struct waiting *w, uint64_t *next, struct err *e)
{
	struct imap *s = &w->run.session;
	struct imap_set from = IMAP_SET_INIT, found = IMAP_SET_INIT;
	unsigned int tag;
	int result;

	*next = w->watch[0].next > 0 ? w->watch[0].next : 1;
	if (s->box.exists == 0 || *next > UINT32_MAX)
		return 0;
	imap_set_add(&from, (uint32_t)*next, UINT32_MAX);
	/* Of all messages the last one is enough, by its number. */
	result = w->watch[0].next > 0 ? imap_find_send(s, &tag, &from, e)
	    : imap_command(s, &tag, e, "UID SEARCH %llu",
	    (unsigned long long)s->box.exists);
	if (result == 0)
		result = imap_search_wait(s, tag, &found, e);
	if (result == 0 && found.n > 0 && found.v[found.n - 1].last >= *next)
		*next = (uint64_t)found.v[found.n - 1].last + 1;
	imap_set_free(&from);
	imap_set_free(&found);
	return result;
}

static int
idle(struct waiting *w, struct err *e)
{
	struct imap *s = &w->run.session;
	unsigned int tag;
	uint64_t next;
	int got;

	if (imap_run_select(&w->run, &tag, true, w->names[0], e) < 0 ||
	    imap_wait(s, tag, STATUS_UNAVAILABLE, w->names[0], e) < 0)
		return -1;
	next = s->box.uidnext;
	if (next == 0 && find_next(w, &next, e) < 0)
		return -1;
	for (;;) {
		see(w, 0, s->box.uidvalidity, next, s->box.exists);
		if (out_flush(&w->out, e) < 0)
			return -1;
		w->established = true;
		w->pause = PAUSE_MIN;
		if (is_over(w))
			return 0;
		got = imap_idle(s, round_end(w, IDLE_PERIOD), e);
		if (got == 0) {
			w->refuses_idle = true;
			return poll_boxes(w, e);
		}
		if (got < 0 || find_next(w, &next, e) < 0)
			return -1;
	}
}

static int
watch(struct waiting *w, struct err *e)
{
	struct imap *s = &w->run.session;

	if (imap_open(s, e) < 0)
		return -1;
	if (w->boxes.n == 1 && imap_offers(s, "IDLE") && !w->refuses_idle)
		return idle(w, e);
	return poll_boxes(w, e);
}

/* After a failure: whether to try again, which is done after a pause. */
static bool
try_again(struct waiting *w, const struct err *e)
{
	int64_t end = clock_ms() + 1000 * w->pause;

	if (!w->established || e->status != STATUS_TEMPFAIL)
		return false;
	if (!w->run.options.quiet)
		warn("%s; trying again", e->text);
	if (w->deadline > 0 && w->deadline < end)
		end = w->deadline;
	while (clock_left(end) > 0)
		(void)poll(NULL, 0, clock_left(end));
	w->pause = w->pause * 2 < PAUSE_MAX ? w->pause * 2 : PAUSE_MAX;
	return !is_over(w);
}

static int
run(struct waiting *w, struct err *e)
{
	int result;

	while ((result = watch(w, e)) < 0 && try_again(w, e))
		imap_run_again(&w->run, w->argv0);
	if (result == 0)
		imap_leave(&w->run.session);
	/* The time was over while the connection was lost. */
	if (result < 0 && w->established && e->status == STATUS_TEMPFAIL)
		result = 0;
	return result;
}

static void
begin(struct waiting *w, int argc, char **argv)
{
	struct imap_listed box;
	struct err e = ERR_INIT;
	char **name;

	memset(w, 0, sizeof(*w));
	w->argv0 = argv[0];
	w->pause = PAUSE_MIN;
	imap_run_init(&w->run, argc);
	out_init(&w->out, STDOUT_FILENO, "stdout");
	read_options(w, argc, argv);
	for (name = w->names; *name != NULL; name++) {
		memset(&box, 0, sizeof(box));
		if (imap_name_encode(&box.name, str_from(*name), &e) < 0 ||
		    imap_boxes_add(&w->boxes, &box, &e) < 0)
			die(&e);
	}
	if (imap_run_begin(&w->run, argv[0], warn_err, &e) < 0)
		die(&e);
}

int
main(int argc, char **argv)
{
	struct waiting w;
	struct err e = ERR_INIT;
	int result;

	prog_start("imapwait", usage, argc, argv);
	begin(&w, argc, argv);
	result = run(&w, &e);
	imap_close(&w.run.session);
	imap_boxes_free(&w.boxes);
	free(w.watch);
	imap_run_free(&w.run);
	if (result < 0)
		prog_fail(&w.out, &e);
	prog_end(&w.out, w.came ? STATUS_OK : STATUS_PARTIAL);
}
