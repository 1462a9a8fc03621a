/* SPDX-License-Identifier: ISC */
/* pop3retr: retrieves messages by POP3. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/progress.h"
#include "net/pop3_fetch.h"
#include "net/pop3_run.h"
#include "net/retr_options.h"

static const char usage[] =
    "pop3retr [-dnqv] [-A account] [-c count] [-D days] [-F command]\n"
    "[-L size] [-l lines] [-m maildir | -M mbox | -X command]\n"
    "[-o key=value] [selector ...]\n";

/* Everything about one run. */
struct retrieval {
	struct retr_options o;
	struct pop3_run run;
	struct pop3_targets targets;
	struct pop3_fetch fetch;
	struct deliver deliver;
	bool is_open; /* deliver is */
	struct progress progress;
};

static int
read_option(struct retr_options *o, int c, struct err *e)
{
	struct retr_wish *w = &o->wish;

	if (c != 'l')
		return retr_options_take(o, c, optarg, e);
	w->top = true;
	return retr_options_number(c, optarg, UINT32_MAX, &w->lines, e);
}

static void
read_options(struct retr_options *o, struct client_options *common, int argc,
    char **argv)
{
	struct retr_wish *w = &o->wish;
	struct err e = ERR_INIT;
	int c, taken;

	retr_options_init(o);
	while ((c = getopt(argc, argv,
	    ":" CLIENT_OPTIONS RETR_OPTIONS "l:")) != -1) {
		taken = client_options_take(common, c) ? 0 :
		    read_option(o, c, &e);
		if (taken > 0)
			prog_bad_option(c);
		if (taken < 0)
			prog_usage("%s", e.text);
	}
	if (w->top && (w->to_delete || w->has_days || o->where != NULL))
		prog_usage("-l takes a part of a message, and -d, -D, -m, "
		    "-M and -X are for all of it");
	if (retr_options_check(o, &e) < 0)
		prog_usage("%s", e.text);
	if (optind == argc && !w->only_new)
		prog_usage("no message is named: give a number, all or "
		    "new");
}

static void
say(void *arg, const struct err *e)
{
	struct retrieval *r = arg;

	progress_end(&r->progress);
	warn_err(e);
}

static void
progress(void *arg, uint64_t octets)
{
	struct retrieval *r = arg;

	progress_add(&r->progress, octets);
}

static void
report_missing(struct retrieval *r)
{
	struct err e;
	size_t at = 0;

	while (pop3_selectors_missed(&r->run.selectors, &at, &e)) {
		warn_err(&e);
		r->fetch.failed = true;
	}
}

static int
open_output(struct retrieval *r, struct err *e)
{
	bool single = r->targets.n == 1 &&
	    pop3_selectors_is_single(&r->run.selectors);
	struct journal *j = r->run.has_journal && !r->o.wish.top
	    ? &r->run.journal : NULL;

	if (r->is_open)
		return 0;
	r->is_open = true;
	return deliver_open(&r->deliver, r->o.kind, r->o.where, single, j,
	    (int64_t)r->run.now, e);
}

static void
close_output(struct retrieval *r)
{
	if (r->is_open)
		deliver_free(&r->deliver);
	r->is_open = false;
}

static void
plan(struct retrieval *r)
{
	size_t i, nameless = pop3_plan(&r->targets, &r->o.wish,
	    (int64_t)r->run.now);
	uint64_t octets = 0;

	if (nameless > 0) {
		warn("%zu messages have no UIDL, so that nobody knows whether "
		    "they are new: name them by number, without -n", nameless);
		r->fetch.failed = true;
	}
	for (i = 0; i < r->targets.n; i++)
		if (r->targets.v[i].fate == POP3_FETCH)
			octets += r->targets.v[i].octets;
	progress_start(&r->progress, "received", octets,
	    r->run.options.quiet);
}

static int
work(void *arg, struct err *e)
{
	struct retrieval *r = arg;
	struct pop3 *p = &r->run.session;
	int result;

	p->many = !pop3_selectors_is_single(&r->run.selectors);
	r->targets.journal = r->run.has_journal ? &r->run.journal : NULL;
	r->fetch.session = p;
	r->fetch.targets = &r->targets;
	r->fetch.wish = &r->o.wish;
	r->fetch.deliver = &r->deliver;
	r->fetch.say = say;
	r->fetch.progress = progress;
	r->fetch.arg = r;
	if (pop3_open(p, e) < 0 ||
	    pop3_choose(p, &r->run.selectors, &r->targets, e) < 0 ||
	    open_output(r, e) < 0)
		return -1;
	plan(r);
	result = pop3_fetch_filter(&r->fetch, e);
	if (result == 0)
		result = pop3_fetch_run(&r->fetch, e);
	progress_end(&r->progress);
	return result;
}

/* Makes what came whole safe, for the journal to tell the next try; on
   stdout that there is a next try, nothing must have been written. */
static bool
undo(void *arg)
{
	struct retrieval *r = arg;
	struct err ignored = ERR_INIT;
	bool keeps = r->o.kind != DELIVER_STDOUT;

	if (!keeps && r->is_open && r->deliver.out.total > r->deliver.out.len)
		return false;
	if (keeps && r->is_open) {
		deliver_abort(&r->deliver);
		if (deliver_commit(&r->deliver, &ignored) < 0 ||
		    (r->fetch.delivered > 0 && !r->run.has_journal))
			return false;
	} else {
		close_output(r);
	}
	pop3_fetch_free(&r->fetch);
	memset(&r->fetch, 0, sizeof(r->fetch));
	return true;
}

/* Whatever has happened: what came whole is delivered, the rest is wiped
   away. */
static void
save(struct retrieval *r)
{
	struct err ignored = ERR_INIT;

	if (!r->is_open)
		return;
	deliver_abort(&r->deliver);
	if (!out_failed(&r->deliver.out))
		(void)deliver_close(&r->deliver, &ignored);
	close_output(r);
}

static int
run(struct retrieval *r)
{
	const struct pop3_fetch *f = &r->fetch;
	struct err e = ERR_INIT;
	int result = pop3_run_try(&r->run, work, undo, r, &e);

	if (result == 0)
		result = pop3_fetch_quit(&r->fetch, &e);
	else
		save(r);
	if (pop3_run_end(&r->run, result, &e) < 0)
		die(&e);
	report_missing(r);
	if (!f->failed)
		return STATUS_OK;
	if (f->delivered > 0)
		return STATUS_PARTIAL;
	return f->temporary ? STATUS_TEMPFAIL :
	    f->trouble != 0 ? f->trouble : STATUS_PARTIAL;
}

int
main(int argc, char **argv)
{
	static char all_messages[] = "all";
	char *all[] = {all_messages, NULL};
	struct retrieval r;
	struct err e = ERR_INIT;
	int status;

	prog_start("pop3retr", usage, argc, argv);
	memset(&r, 0, sizeof(r));
	pop3_run_init(&r.run, argc);
	read_options(&r.o, &r.run.options, argc, argv);
	r.run.remembers = r.o.wish.only_new || r.o.where != NULL;
	if (pop3_run_begin(&r.run, argv[0], optind < argc ? argv + optind :
	    all, true, &e) < 0)
		die(&e);
	if (r.o.where != NULL && open_output(&r, &e) < 0)
		die(&e);
	status = run(&r);
	close_output(&r);
	pop3_fetch_free(&r.fetch);
	pop3_targets_free(&r.targets);
	pop3_run_free(&r.run);
	exit(status); /* stdout was closed and checked */
}
