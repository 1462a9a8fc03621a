/* SPDX-License-Identifier: ISC */
/* imapflag: sets and takes off flags of messages, and deletes messages. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "net/imap_flag.h"
#include "net/imap_name.h"
#include "net/imap_uids.h"

static const char usage[] =
    "imapflag [-qv] [-A account] [-o key=value] box flag ... selector ...\n"
    "imapflag -d [-eqv] [-A account] [-o key=value] box selector ...\n";

/* One run of the program. */
struct flagging {
	struct imap_run run;
	struct imap_selectors selectors;
	struct imap_set chosen;
	const char *box;
	bool deletes;       /* -d */
	bool may_unmark;    /* -e */
	bool replaces;      /* there is a =FLAG */
	struct buf replace, add, remove;
	bool partly;        /* not all could be done */
};

static void
read_options(struct flagging *f, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "de")) != -1) {
		if (client_options_take(&f->run.options, c))
			continue;
		switch (c) {
		case 'd': f->deletes = true; break;
		case 'e': f->may_unmark = true; break;
		default: prog_bad_option(c);
		}
	}
	if (f->may_unmark && !f->deletes)
		prog_usage("-e is about how -d deletes");
	if (optind == argc)
		prog_usage("no mailbox is named");
	f->box = argv[optind++];
	/* It would take a keyword off, and all would seem to be well. */
	if (optind < argc && strcmp(argv[optind], "-d") == 0)
		prog_usage("-d stands before the mailbox");
}

/* Takes +FLAG, -FLAG or =FLAG; false if the operand is none of them. */
static bool
take_flag(struct flagging *f, const char *operand)
{
	struct buf *list = *operand == '+' ? &f->add :
	    *operand == '-' ? &f->remove : &f->replace;
	struct err e = ERR_INIT;

	if (strchr("+-=", *operand) == NULL || *operand == '\0' ||
	    strcmp(operand, "-") == 0)
		return false;
	if (*operand == '=')
		f->replaces = true;
	/* A = alone takes them all off. */
	if (strcmp(operand, "=") != 0 &&
	    imap_flags_add(list, str_from(operand + 1), &e) < 0)
		die(&e);
	return true;
}

static void
read_flags(struct flagging *f, char **argv)
{
	while (argv[optind] != NULL && take_flag(f, argv[optind]))
		optind++;
	if (f->replaces && f->add.len + f->remove.len > 0)
		prog_usage("=FLAG says all flags: + and - say no more");
	if (!f->replaces && f->add.len + f->remove.len == 0)
		prog_usage("no flag is named, with +, - or = before it");
}

static int
send_store(struct flagging *f, unsigned int *tag, const char *item,
    const struct buf *list, struct err *e)
{
	struct buf tail = BUF_INIT;
	int done;

	buf_printf(&tail, "%s.SILENT (", item);
	buf_add_str(&tail, buf_str(list));
	buf_add_char(&tail, ')');
	done = imap_uids_send(&f->run.session, tag, "STORE", &f->chosen,
	    buf_str(&tail), e);
	buf_free(&tail);
	return done;
}

static int
store(struct flagging *f, struct err *e)
{
	struct str permanent = buf_str(&f->run.session.box.permanent);
	struct err refusal = ERR_INIT;
	unsigned int tag = 0;

	if (imap_flags_check(buf_str(&f->replace), permanent, e) < 0 ||
	    imap_flags_check(buf_str(&f->add), permanent, e) < 0 ||
	    imap_flags_check(buf_str(&f->remove), permanent, e) < 0)
		return err_prefix(e, "%s", f->box);
	if (f->chosen.n == 0)
		return 0;
	if ((f->replaces &&
	    send_store(f, &tag, "FLAGS", &f->replace, e) < 0) ||
	    (f->add.len > 0 &&
	    send_store(f, &tag, "+FLAGS", &f->add, e) < 0) ||
	    (f->remove.len > 0 &&
	    send_store(f, &tag, "-FLAGS", &f->remove, e) < 0) ||
	    imap_uids_wait(&f->run.session, tag, "flags not changed",
	    &refusal, e) < 0)
		return -1;
	if (refusal.status == 0)
		return 0;
	*e = refusal;
	return -1;
}

static int
delete(struct flagging *f, struct err *e)
{
	struct imap_set left = IMAP_SET_INIT;
	struct err refusal = ERR_INIT;
	uint64_t n;
	int result;

	result = imap_delete(&f->run.session, &f->chosen, f->may_unmark,
	    &left, &refusal, e);
	n = imap_set_count(&left);
	imap_set_free(&left);
	if (result < 0)
		return e->status == STATUS_UNAVAILABLE ? -1
		    : err_prefix(e, "maybe not all was deleted");
	if (refusal.status == 0 && n == 0)
		return 0;
	if (n > 0 && n == imap_set_count(&f->chosen) && refusal.status != 0) {
		*e = refusal;
		return -1;
	}
	if (refusal.status != 0)
		warn_err(&refusal);
	if (n > 0)
		warn("%s: %llu messages are still there", f->box,
		    (unsigned long long)n);
	f->partly = true;
	return 0;
}

static int
work(struct flagging *f, struct err *e)
{
	if (imap_choose(&f->run, f->box, false, &f->selectors, &f->chosen,
	    e) < 0)
		return -1;
	if (f->run.session.box.read_only)
		return err_set(e, STATUS_UNAVAILABLE,
		    "%s: the mailbox is read-only", f->box);
	if ((f->deletes ? delete(f, e) : store(f, e)) < 0)
		return -1;
	imap_leave(&f->run.session);
	return 0;
}

static int
report(const struct flagging *f)
{
	int status = f->partly ? STATUS_PARTIAL : STATUS_OK;
	struct err e;
	size_t at = 0;

	while (imap_selectors_missed(&f->selectors, &at, &e)) {
		warn_err(&e);
		status = e.status;
	}
	return status;
}

static void
begin(struct flagging *f, int argc, char **argv)
{
	struct err e = ERR_INIT;

	memset(f, 0, sizeof(*f));
	imap_run_init(&f->run, argc);
	read_options(f, argc, argv);
	if (!f->deletes)
		read_flags(f, argv);
	if (optind == argc)
		prog_usage("no message is named");
	if (imap_name_check(f->box, &e) < 0 ||
	    imap_selectors_add_operands(&f->selectors, argv + optind, &e) < 0 ||
	    imap_selectors_refuse_new(&f->selectors, &e) < 0)
		die(&e);
	if (imap_run_begin(&f->run, argv[0], warn_err, &e) < 0)
		die(&e);
}

int
main(int argc, char **argv)
{
	struct flagging f;
	struct err e = ERR_INIT;
	int result;

	prog_start("imapflag", usage, argc, argv);
	begin(&f, argc, argv);
	result = work(&f, &e);
	imap_close(&f.run.session);
	if (result < 0)
		die(&e);
	result = report(&f);
	buf_free(&f.replace);
	buf_free(&f.add);
	buf_free(&f.remove);
	imap_set_free(&f.chosen);
	imap_selectors_free(&f.selectors);
	imap_run_free(&f.run);
	exit(result); /* nothing is printed */
}
