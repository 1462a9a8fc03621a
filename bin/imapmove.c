/* SPDX-License-Identifier: ISC */
/* imapmove: moves or copies messages from one mailbox to another by IMAP. */
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/json.h"
#include "net/imap_move.h"
#include "net/imap_name.h"
#include "net/imap_uids.h"

static const char usage[] =
    "imapmove [-Hcejpqv] [-A account] [-o key=value] from to selector ...\n";

/* One run of the program. */
struct moving {
	struct imap_run run;
	struct imap_selectors selectors;
	struct imap_set chosen;
	struct imap_transfer transfer;
	struct buf box;     /* where to */
	const char *from;
	bool header, json;  /* -H, -j */
	struct out out;
};

static void
read_options(struct moving *m, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "Hcejp")) != -1) {
		if (client_options_take(&m->run.options, c))
			continue;
		switch (c) {
		case 'H': m->header = true; break;
		case 'c': m->transfer.copies = true; break;
		case 'e': m->transfer.may_unmark = true; break;
		case 'j': m->json = true; break;
		case 'p': m->transfer.may_create = true; break;
		default: prog_bad_option(c);
		}
	}
	if (m->transfer.may_unmark && m->transfer.copies)
		prog_usage("-e is about how messages are deleted, and -c "
		    "deletes none");
	if (argc - optind < 2)
		prog_usage("two mailboxes are needed, from and to");
	if (argc - optind < 3)
		prog_usage("no message is named");
	m->from = argv[optind];
}

static void
print_json(struct moving *m, struct json *j, const struct imap_pair *pair)
{
	json_open(j, NULL, '{');
	json_int(j, "uidvalidity", (int64_t)m->run.session.box.uidvalidity);
	json_int(j, "uid", pair->from);
	json_int(j, "new_uidvalidity", m->transfer.made.validity);
	json_int(j, "new_uid", pair->to);
	json_close(j, '}');
	buf_add_char(j->b, '\n');
	json_flush(j);
	j->comma = false;
}

static void
print(struct moving *m)
{
	const struct imap_copies *made = &m->transfer.made;
	struct buf text = BUF_INIT;
	struct json j;
	size_t i;

	json_init(&j, &text, &m->out);
	if (m->header && !m->json)
		out_add_string(&m->out, "uid\tnew\n");
	for (i = 0; i < made->n; i++)
		if (m->json)
			print_json(m, &j, &made->v[i]);
		else
			out_printf(&m->out, "v%llu.%lu\tv%lu.%lu\n",
			    (unsigned long long)m->run.session.box.uidvalidity,
			    (unsigned long)made->v[i].from,
			    (unsigned long)made->validity,
			    (unsigned long)made->v[i].to);
	buf_free(&text);
}

/* The connection was lost, or it broke.  Another run moves what is left, but
   makes copies that were made again. */
static int
broken(const struct moving *m, struct err *e)
{
	bool has_move = imap_can_move(&m->run.session) &&
	    !m->transfer.copies;

	if (!m->transfer.begun)
		return -1;
	if (m->transfer.some && !has_move)
		e->status = STATUS_PARTIAL;
	return err_prefix(e, has_move ? "maybe not all was moved"
	    : m->transfer.some ? "some were copied, and uncertain is which"
	    : "uncertain what was copied");
}

/* The status when the server has answered everything. */
static int
judge(struct moving *m, struct err *e)
{
	const struct imap_transfer *t = &m->transfer;
	uint64_t left = imap_set_count(&t->left);
	bool none = !t->some && t->made.n == 0 &&
	    (t->copies || left == imap_set_count(&m->chosen));

	if (t->refusal.status == 0 && left == 0)
		return STATUS_OK;
	if (t->refusal.status != 0 && none) {
		*e = t->refusal;
		return -1;
	}
	if (t->refusal.status != 0)
		warn_err(&t->refusal);
	if (left > 0)
		warn("%s: %llu messages are still there", m->from,
		    (unsigned long long)left);
	return STATUS_PARTIAL;
}

static int
work(struct moving *m, struct err *e)
{
	int status;

	if (imap_choose(&m->run, m->from, m->transfer.copies, &m->selectors,
	    &m->chosen, e) < 0)
		return -1;
	if (m->run.session.box.read_only && !m->transfer.copies)
		return err_set(e, STATUS_UNAVAILABLE,
		    "%s: the mailbox is read-only", m->from);
	m->transfer.uids = &m->chosen;
	m->transfer.box = buf_str(&m->box);
	if (imap_transfer(&m->run.session, &m->transfer, e) < 0) {
		print(m);
		return broken(m, e);
	}
	print(m);
	if (m->transfer.refusal.status == STATUS_PARTIAL)
		err_hint(&m->transfer.refusal, "-p makes the mailbox");
	status = judge(m, e);
	if (status >= 0)
		imap_leave(&m->run.session);
	return status;
}

static int
report_missing(const struct moving *m, int status)
{
	struct err e;
	size_t at = 0;

	while (imap_selectors_missed(&m->selectors, &at, &e)) {
		warn_err(&e);
		status = e.status;
	}
	return status;
}

static void
begin(struct moving *m, int argc, char **argv)
{
	struct err e = ERR_INIT;

	memset(m, 0, sizeof(*m));
	imap_run_init(&m->run, argc);
	read_options(m, argc, argv);
	if (imap_name_check(m->from, &e) < 0 ||
	    imap_name_encode(&m->box, str_from(argv[optind + 1]), &e) < 0 ||
	    imap_selectors_add_operands(&m->selectors, argv + optind + 2,
	    &e) < 0 || imap_selectors_refuse_new(&m->selectors, &e) < 0)
		die(&e);
	if (imap_run_begin(&m->run, argv[0], warn_err, &e) < 0)
		die(&e);
	out_init(&m->out, STDOUT_FILENO, "stdout");
}

int
main(int argc, char **argv)
{
	struct moving m;
	struct err e = ERR_INIT;
	int status;

	prog_start("imapmove", usage, argc, argv);
	begin(&m, argc, argv);
	status = work(&m, &e);
	imap_close(&m.run.session);
	if (status < 0)
		prog_fail(&m.out, &e);
	status = report_missing(&m, status);
	imap_copies_free(&m.transfer.made);
	imap_set_free(&m.transfer.left);
	imap_set_free(&m.chosen);
	imap_selectors_free(&m.selectors);
	buf_free(&m.box);
	imap_run_free(&m.run);
	prog_end(&m.out, status);
}
