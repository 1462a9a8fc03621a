/* SPDX-License-Identifier: ISC */
/* imapappend: stores messages in a mailbox by IMAP. */
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "mime/messages.h"
#include "net/imap_append.h"
#include "net/imap_date.h"
#include "net/imap_flag.h"
#include "net/imap_name.h"
#include "net/imap_run.h"

static const char usage[] =
    "imapappend [-EMpqv] [-A account] [-D date] [-f flags] [-o key=value] "
    "box\n";

/* One run of the program. */
struct appending {
	struct imap_run run;
	struct imap_append how;
	struct imap_before before;
	struct buf box, flags, date;
	bool empty_is_fine; /* -E */
	bool is_mbox;       /* -M */
	struct in in;
	struct messages messages;
	struct imap_message message;
	uint64_t stored;
	bool open;
	struct out out;
};

static void
set_flags(struct appending *a, const char *names)
{
	struct err e = ERR_INIT;

	if (imap_flags_add(&a->flags, str_from(names), &e) < 0)
		die(&e);
}

static void
set_date(struct appending *a, const char *text)
{
	a->date.len = 0;
	if (imap_date_add(&a->date, str_from(text)) < 0)
		prog_usage("-D %s: not a date", text);
}

static void
read_options(struct appending *a, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "D:EMf:p")) != -1) {
		if (client_options_take(&a->run.options, c))
			continue;
		switch (c) {
		case 'D': set_date(a, optarg); break;
		case 'E': a->empty_is_fine = true; break;
		case 'M': a->is_mbox = true; break;
		case 'f': set_flags(a, optarg); break;
		case 'p': a->how.may_create = true; break;
		default: prog_bad_option(c);
		}
	}
	if (argc - optind != 1)
		prog_usage("one mailbox is needed");
}

/* The next message, whole: 1, 0 when there is none. */
static int
next_message(struct appending *a, struct err *e)
{
	int got;

	do {
		got = messages_next(&a->messages, e);
		if (got <= 0)
			return got;
		imap_message_reset(&a->message);
		if (imap_message_read(&a->message, &a->messages, e) < 0)
			return -1;
	} while (a->message.spool.size == 0);
	/* Before anything is stored: an mbox may be here by mistake. */
	if (!a->is_mbox) {
		got = messages_next(&a->messages, e);
		if (got > 0)
			return err_set(e, STATUS_DATA, "the input is an mbox "
			    "of several messages, which -M stores");
		if (got < 0)
			return -1;
	}
	return 1;
}

static void
print(struct appending *a, const struct imap_stored *stored)
{
	if (stored->uid != 0)
		out_printf(&a->out, "v%lu.%lu\n",
		    (unsigned long)stored->validity,
		    (unsigned long)stored->uid);
}

/* The answer was lost when the server might have had it all. */
static int
look(struct appending *a, struct imap_stored *stored, struct err *e)
{
	bool timed_out = !conn_is_lost(&a->run.session.conn);
	struct buf id = BUF_INIT;
	struct err why = ERR_INIT;
	int found;

	imap_message_id(&a->message, &id);
	imap_again(&a->run.session);
	found = imap_look(&a->run.session, a->how.box, buf_str(&id),
	    &a->before, &stored->validity, &stored->uid, &why);
	buf_free(&id);
	a->before.next = 0;
	if (found > 0) {
		warn("%s; but the message is there", e->text);
		return 0;
	}
	/* A server that is only slow may still be at it. */
	return err_prefix(e, found < 0
	    ? "uncertain whether the message was stored" : timed_out
	    ? "uncertain: the message is not there so far"
	    : "the message is not there, and can be stored again");
}

static int
store(struct appending *a, struct err *e)
{
	struct imap_stored stored;
	struct progress progress;
	int result;

	if (!a->open && imap_open(&a->run.session, e) < 0)
		return -1;
	a->open = true;
	progress_start(&progress, "sent", a->message.spool.size,
	    a->run.options.quiet);
	result = imap_append(&a->run.session, &a->how, &a->message, &progress,
	    &stored, e);
	progress_end(&progress);
	if (result < 0 && stored.uncertain)
		result = look(a, &stored, e);
	else if (result < 0 && e->status == STATUS_PARTIAL &&
	    !a->how.may_create)
		err_hint(e, "-p makes the mailbox");
	if (result == 0) {
		print(a, &stored);
		a->stored++;
	}
	return result;
}

static int
store_all(struct appending *a, struct err *e)
{
	int got;

	while ((got = next_message(a, e)) > 0)
		if (store(a, e) < 0) {
			got = -1;
			break;
		}
	if (got == 0 && a->stored == 0 && !a->empty_is_fine)
		got = err_set(e, STATUS_DATA, "stdin is empty: "
		    "nothing was stored");
	if (got < 0 && a->stored > 0) {
		err_prefix(e, "%llu messages were stored, then",
		    (unsigned long long)a->stored);
		/* A second run would store them twice. */
		e->status = STATUS_PARTIAL;
	}
	return got;
}

static void
begin(struct appending *a, int argc, char **argv)
{
	struct err e = ERR_INIT;

	memset(a, 0, sizeof(*a));
	imap_run_init(&a->run, argc);
	imap_message_init(&a->message);
	read_options(a, argc, argv);
	if (imap_name_encode(&a->box, str_from(argv[optind]), &e) < 0 ||
	    imap_run_begin(&a->run, argv[0], warn_err, &e) < 0)
		die(&e);
	a->how.box = buf_str(&a->box);
	a->how.flags = buf_str(&a->flags);
	a->how.date = buf_str(&a->date);
	a->how.before = &a->before;
	in_init(&a->in, STDIN_FILENO, "stdin", IN_SIZE);
	messages_init(&a->messages, &a->in);
	out_init(&a->out, STDOUT_FILENO, "stdout");
}

int
main(int argc, char **argv)
{
	struct appending a;
	struct err e = ERR_INIT;
	int result;

	prog_start("imapappend", usage, argc, argv);
	begin(&a, argc, argv);
	result = store_all(&a, &e);
	if (result == 0 && a.open)
		imap_leave(&a.run.session);
	imap_close(&a.run.session);
	in_free(&a.in);
	imap_message_free(&a.message);
	buf_free(&a.box);
	buf_free(&a.flags);
	buf_free(&a.date);
	imap_run_free(&a.run);
	if (result < 0)
		prog_fail(&a.out, &e);
	prog_end(&a.out, STATUS_OK);
}
