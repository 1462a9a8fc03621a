/* SPDX-License-Identifier: ISC */
/* pop3dele: deletes messages of a POP3 mailbox. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "net/pop3_choose.h"
#include "net/pop3_delete.h"
#include "net/pop3_run.h"

static const char usage[] =
    "pop3dele [-Nqv] [-A account] [-o key=value] selector ...\n";

/* One run of the program. */
struct deletion {
	bool numbers; /* -N */
	struct pop3_run run;
	struct pop3_targets targets;
	size_t refused;
	bool temporary; /* a refusal that may pass */
};

static void
read_options(struct deletion *d, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "N")) != -1) {
		if (client_options_take(&d->run.options, c))
			continue;
		if (c != 'N')
			prog_bad_option(c);
		d->numbers = true;
	}
	if (optind == argc)
		prog_usage("no message is named");
}

/* Says that one message was refused; the others are gone on with. */
static void
refused(void *arg, const struct pop3_reply *reply)
{
	struct deletion *d = arg;
	struct err e = ERR_INIT;
	struct buf what = BUF_INIT;

	buf_printf(&what, "message %llu: not deleted",
	    (unsigned long long)reply->request.number);
	pop3_refused(&d->run.session, reply, STATUS_PARTIAL, &e,
	    buf_string(&what));
	buf_free(&what);
	warn_err(&e);
	d->refused++;
	if (e.status == STATUS_TEMPFAIL)
		d->temporary = true;
}

/* All up to QUIT: without that nothing is deleted. */
static int
mark(void *arg, struct err *e)
{
	struct deletion *d = arg;
	struct pop3 *p = &d->run.session;
	size_t i;

	p->many = !pop3_selectors_is_single(&d->run.selectors);
	d->targets.journal = d->run.has_journal ? &d->run.journal : NULL;
	if (pop3_open(p, e) < 0 ||
	    pop3_choose(p, &d->run.selectors, &d->targets, e) < 0)
		return -1;
	for (i = 0; i < d->targets.n; i++)
		d->targets.v[i].done = true;
	return pop3_delete(p, &d->targets, refused, d, e);
}

static bool
undo(void *arg)
{
	struct deletion *d = arg;

	d->refused = 0;
	d->temporary = false;
	return true;
}

/* The end, which is what deletes. */
static int
finish(struct deletion *d, struct err *e)
{
	if (d->targets.n == d->refused)
		pop3_leave(&d->run.session);
	else if (pop3_quit(&d->run.session, e) < 0)
		return err_prefix(e, "maybe not all was deleted");
	return 0;
}

static int
report(const struct deletion *d)
{
	struct err e;
	size_t at = 0;
	int status = d->refused > 0 ? STATUS_PARTIAL : STATUS_OK;

	if (d->temporary && d->refused == d->targets.n)
		status = STATUS_TEMPFAIL;
	while (pop3_selectors_missed(&d->run.selectors, &at, &e)) {
		warn_err(&e);
		status = e.status;
	}
	return status;
}

int
main(int argc, char **argv)
{
	struct deletion d;
	struct err e = ERR_INIT;
	int result;

	prog_start("pop3dele", usage, argc, argv);
	memset(&d, 0, sizeof(d));
	pop3_run_init(&d.run, argc);
	read_options(&d, argc, argv);
	if (pop3_run_begin(&d.run, argv[0], argv + optind, true, &e) < 0)
		die(&e);
	if (!d.numbers && pop3_selectors_use_numbers(&d.run.selectors))
		prog_usage("numbers may mean other messages by now: "
		    "use u:UIDL, or -N if you are sure");
	result = pop3_run_try(&d.run, mark, undo, &d, &e);
	if (result == 0)
		result = finish(&d, &e);
	if (pop3_run_end(&d.run, result, &e) < 0)
		die(&e);
	result = report(&d);
	pop3_targets_free(&d.targets);
	pop3_run_free(&d.run);
	exit(result); /* nothing is printed */
}
