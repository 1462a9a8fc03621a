/* SPDX-License-Identifier: ISC */
/* imapretr: retrieves messages by IMAP. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/progress.h"
#include "mime/date.h"
#include "net/imap_name.h"
#include "net/imap_retr_options.h"
#include "net/imap_retrieve.h"
#include "net/imap_run.h"

static const char usage[] =
    "imapretr [-dnqsv] [-A account] [-c count] [-D days] [-F command]\n"
    "[-L size] [-m maildir | -M mbox | -X command] [-o key=value]\n"
    "[-t mailbox] mailbox [selector ...]\n"
    "imapretr -p section [-qv] [-A account] [-o key=value] mailbox\n"
    "selector ...\n";

/* Everything about one run. */
struct retrieval {
	struct retr_options o;
	const char *box;
	struct imap_run run;
	struct imap_selectors selectors;
	struct imap_targets targets;
	struct imap_retrieve retrieve;
	struct deliver deliver;
	bool is_open;      /* deliver is */
	struct journal journal;
	bool remembers, has_journal;
	time_t now;
	struct progress progress;
};

static void
read_options(struct retrieval *r, int argc, char **argv)
{
	struct err e = ERR_INIT;
	int c, taken;

	retr_options_init(&r->o);
	while ((c = getopt(argc, argv,
	    ":" CLIENT_OPTIONS IMAP_RETR_OPTIONS)) != -1) {
		taken = client_options_take(&r->run.options, c) ? 0 :
		    imap_retr_options_take(&r->o, c, optarg, &e);
		if (taken > 0)
			prog_bad_option(c);
		if (taken < 0)
			prog_usage("%s", e.text);
	}
	if (imap_retr_options_check(&r->o, &e) < 0)
		prog_usage("%s", e.text);
	if (optind == argc)
		prog_usage("no mailbox is named");
	r->box = argv[optind++];
	if (optind == argc && !r->o.wish.only_new)
		prog_usage("no message is named: give a UID, all or new");
}

static void
read_operands(struct retrieval *r, char **operands)
{
	struct err e = ERR_INIT;
	bool fixed;

	if (date_now(&r->now, &fixed, &e) < 0 ||
	    imap_name_check(r->box, &e) < 0 ||
	    (r->o.wish.to != NULL && imap_name_check(r->o.wish.to, &e) < 0) ||
	    imap_selectors_add_operands(&r->selectors, operands, &e) < 0)
		die(&e);
	if (*operands == NULL &&
	    imap_selectors_add(&r->selectors, STR("all"), &e) < 0)
		die(&e);
	if (imap_selectors_have(&r->selectors, SELECTOR_NEW))
		r->o.wish.only_new = true;
	r->remembers = r->o.wish.only_new || r->o.where != NULL;
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

static int
open_output(struct retrieval *r, struct err *e)
{
	struct journal *j = r->has_journal ? &r->journal : NULL;

	if (r->is_open)
		return 0;
	r->is_open = true;
	return deliver_open(&r->deliver, r->o.kind, r->o.where,
	    imap_selectors_is_single(&r->selectors), j, (int64_t)r->now, e);
}

/* Messages are remembered by mailbox and UIDVALIDITY: where one of them is
   another, so are all UIDs. */
static int
open_journal(struct retrieval *r, struct err *e)
{
	const struct imap_box *box = &r->run.session.box;
	struct buf identity = BUF_INIT;
	int result;

	if (!r->remembers)
		return 0;
	if (box->uidvalidity == 0 || box->uid_not_sticky)
		return err_set(e, STATUS_UNAVAILABLE, "%s: the server's UIDs "
		    "do not last, so that nobody knows what is new", r->box);
	account_identity(&r->run.account, &identity);
	buf_printf(&identity, "/%s %llu", r->box,
	    (unsigned long long)box->uidvalidity);
	result = journal_open(&r->journal, buf_string(&identity),
	    (int64_t)r->now, e);
	buf_free(&identity);
	r->has_journal = result == 0;
	r->targets.journal = r->has_journal ? &r->journal : NULL;
	return result;
}

/* Whether nothing is missing in it: what is, is not gone from the server. */
static bool
is_complete(const struct retrieval *r, const struct imap_set *asked)
{
	return imap_set_count(asked) == UINT32_MAX &&
	    r->targets.n >= r->run.session.box.exists;
}

/* Finds out which messages there are, and decides. */
static int
plan(struct retrieval *r, unsigned int select, const struct imap_set *asked,
    struct err *e)
{
	struct imap_set box = IMAP_SET_INIT, chosen = IMAP_SET_INIT;
	int result;

	if (imap_retrieve_survey(&r->retrieve, select, asked, e) < 0 ||
	    open_journal(r, e) < 0)
		return -1;
	imap_targets_with(&r->targets, IMAP_FETCH, &box);
	imap_selectors_choose(&r->selectors, 1, &box, &chosen);
	imap_targets_journal(&r->targets, &chosen);
	result = r->has_journal ? journal_list_end(&r->journal,
	    is_complete(r, asked), true, e) : 0;
	imap_targets_plan(&r->targets, &r->o.wish, (int64_t)r->now);
	imap_set_free(&box);
	imap_set_free(&chosen);
	r->retrieve.is_open = true;
	return result;
}

/* What an earlier run, which was killed, has delivered is not retrieved. */
static int
find_delivered(struct retrieval *r, struct err *e)
{
	struct imap_target *t = r->targets.v;
	size_t i;
	int has;

	for (i = 0; i < r->targets.n; i++) {
		has = t[i].fate != IMAP_FETCH ? 0 :
		    deliver_find(&r->deliver, i, t[i].entry, e);
		if (has < 0)
			return -1;
		if (has > 0)
			t[i].fate = IMAP_SKIP;
	}
	return 0;
}

static int
fetch_planned(struct retrieval *r, unsigned int select,
    const struct imap_set *asked, struct err *e)
{
	struct imap_set wanted = IMAP_SET_INIT;
	int result;

	if (plan(r, select, asked, e) < 0 ||
	    imap_retrieve_filter(&r->retrieve, e) < 0 ||
	    open_output(r, e) < 0)
		return -1;
	imap_retrieve_init(&r->retrieve);
	if (find_delivered(r, e) < 0)
		return -1;
	imap_targets_with(&r->targets, IMAP_FETCH, &wanted);
	result = imap_retrieve_run(&r->retrieve, 0, &wanted, e);
	imap_set_free(&wanted);
	return result;
}

/* Nobody has to know more than the UIDs that are meant: the messages come
   with the answer to EXAMINE. */
static int
fetch_at_once(struct retrieval *r, unsigned int select,
    const struct imap_set *asked, struct err *e)
{
	struct imap_set chosen = IMAP_SET_INIT;
	int result;

	if (open_output(r, e) < 0)
		return -1;
	imap_retrieve_init(&r->retrieve);
	result = imap_retrieve_run(&r->retrieve, select, asked, e);
	if (result == 0)
		imap_selectors_choose(&r->selectors, 1, &r->retrieve.there,
		    &chosen);
	imap_set_free(&chosen);
	return result;
}

/* Messages are read, and marked when all have come. */
static int
open_box(struct retrieval *r, unsigned int *select, struct err *e)
{
	const struct retr_wish *w = &r->o.wish;
	bool writes = w->to_delete || w->has_days || w->seen;

	if (imap_open(&r->run.session, e) < 0 ||
	    imap_retrieve_can_finish(&r->retrieve, e) < 0)
		return -1;
	return imap_run_select(&r->run, select, !writes, r->box, e);
}

static int
open_again(void *arg, unsigned int *select, struct err *e)
{
	struct retrieval *r = arg;

	imap_again(&r->run.session);
	return open_box(r, select, e);
}

static bool
needs_plan(const struct retrieval *r)
{
	const struct retr_wish *w = &r->o.wish;

	return r->remembers || w->filter != NULL ||
	    w->at_most < UINT64_MAX || w->largest < UINT64_MAX ||
	    imap_selectors_have(&r->selectors, SELECTOR_LAST);
}

static int
work(struct retrieval *r, struct err *e)
{
	struct imap_retrieve *f = &r->retrieve;
	struct imap_set asked = IMAP_SET_INIT;
	unsigned int select;
	int result;

	f->session = &r->run.session;
	f->box = r->box;
	f->wish = &r->o.wish;
	f->remembers = r->remembers;
	f->selectors = &r->selectors;
	f->targets = &r->targets;
	f->deliver = &r->deliver;
	f->say = say;
	f->progress = progress;
	f->again = open_again;
	f->arg = r;
	if (open_box(r, &select, e) < 0)
		return -1;
	progress_start(&r->progress, "received", 0, r->run.options.quiet);
	imap_selectors_ask(&r->selectors, 1, &asked);
	result = needs_plan(r) ? fetch_planned(r, select, &asked, e)
	    : fetch_at_once(r, select, &asked, e);
	imap_set_free(&asked);
	progress_end(&r->progress);
	return result;
}

/* Behind a refusal nobody knows which are there. */
static void
report_missing(struct retrieval *r)
{
	struct err e;
	size_t at = 0;

	if (r->retrieve.refusal.status != 0)
		return;
	while (imap_selectors_missed(&r->selectors, &at, &e)) {
		warn_err(&e);
		r->retrieve.failed = true;
	}
}

/* Whatever has happened: what came whole is delivered. */
static void
save(struct retrieval *r)
{
	struct err ignored = ERR_INIT;

	if (!r->is_open || out_failed(&r->deliver.out))
		return;
	deliver_abort(&r->deliver);
	imap_retrieve_init(&r->retrieve);
	(void)deliver_close(&r->deliver, &ignored);
}

static int
run(struct retrieval *r)
{
	const struct imap_retrieve *f = &r->retrieve;
	struct err e = ERR_INIT;
	int result = work(r, &e);

	if (result < 0)
		save(r);
	else
		result = imap_retrieve_finish(&r->retrieve, &e);
	if (result == 0)
		imap_leave(&r->run.session);
	imap_close(&r->run.session);
	if (result < 0)
		die(&e);
	report_missing(r);
	if (!f->failed)
		return STATUS_OK;
	if (f->delivered > 0)
		return STATUS_PARTIAL;
	return f->temporary ? STATUS_TEMPFAIL :
	    f->trouble != 0 ? f->trouble :
	    f->refusal.status != 0 ? f->refusal.status : STATUS_PARTIAL;
}

int
main(int argc, char **argv)
{
	struct retrieval r;
	struct err e = ERR_INIT;
	int status;

	prog_start("imapretr", usage, argc, argv);
	memset(&r, 0, sizeof(r));
	imap_run_init(&r.run, argc);
	read_options(&r, argc, argv);
	read_operands(&r, argv + optind);
	if (imap_run_begin(&r.run, argv[0], warn_err, &e) < 0)
		die(&e);
	status = run(&r);
	if (r.is_open)
		deliver_free(&r.deliver);
	if (r.has_journal)
		journal_close(&r.journal);
	imap_retrieve_free(&r.retrieve);
	imap_targets_free(&r.targets);
	imap_selectors_free(&r.selectors);
	imap_run_free(&r.run);
	exit(status); /* stdout was closed and checked */
}
