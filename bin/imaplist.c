/* SPDX-License-Identifier: ISC */
/* imaplist: lists the mailboxes of an IMAP account, or messages in one. */
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/vis.h"
#include "net/imap_boxlist.h"
#include "net/imap_columns.h"
#include "net/imap_criteria.h"
#include "net/imap_find.h"
#include "net/imap_name.h"
#include "net/imap_run.h"
#include "net/imap_sort.h"

static const char usage[] =
    "imaplist [-Hjqtv] [-A account] [-o key=value]\n"
    "imaplist -n | -S [-Hjqv] [-A account] [-o key=value]\n"
    "imaplist [-Hjqv] [-A account] [-f fields] [-o key=value] [-s keys]\n"
    "         mailbox [criterion ...]\n";

/* One run of the program. */
struct listing {
	struct imap_run run;
	struct imap_columns columns;
	struct imap_sort sort;
	bool header, as_json;
	bool offers, counts, namespaces; /* -S, -t, -n */
	struct out out;
	struct buf text;
	struct json json;
	const char *box;     /* NULL: the mailboxes are asked for */
	struct buf criteria; /* empty: all messages */
	uint32_t last;       /* the UID printed last */
	int status;
};

static void
read_options(struct listing *l, int argc, char **argv)
{
	const char *fields = NULL, *keys = NULL;
	struct err e = ERR_INIT;
	int c;

	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "f:Hjns:St")) != -1) {
		if (client_options_take(&l->run.options, c))
			continue;
		switch (c) {
		case 'f': fields = optarg; break;
		case 'H': l->header = true; break;
		case 'j': l->as_json = true; break;
		case 'n': l->namespaces = true; break;
		case 's': keys = optarg; break;
		case 'S': l->offers = true; break;
		case 't': l->counts = true; break;
		default: prog_bad_option(c);
		}
	}
	if (l->counts + l->offers + l->namespaces > 1)
		prog_usage("-n, -S and -t are different questions");
	if ((l->counts || l->offers || l->namespaces) && optind < argc)
		prog_usage("-n, -S and -t are about no messages");
	if ((fields != NULL || keys != NULL) && optind == argc)
		prog_usage("-f and -s are about messages: a mailbox is "
		    "missing");
	if (keys != NULL && imap_sort_read(&l->sort, keys, &e) < 0)
		die(&e);
	if (imap_columns_read(&l->columns, fields != NULL ? fields
	    : IMAP_COLUMNS_DEFAULT, &e) < 0)
		die(&e);
}

static void
end_json(struct listing *l)
{
	json_close(&l->json, '}');
	buf_add_char(&l->text, '\n');
	json_flush(&l->json);
	l->json.comma = false;
}

/* "AUTH=PLAIN" is a name and a value. */
static void
print_offer(struct listing *l, struct str word)
{
	struct str name = str_cut(&word, '=');

	if (l->as_json) {
		json_open(&l->json, NULL, '{');
		json_string(&l->json, "name", name);
		if (word.n > 0)
			json_string(&l->json, "value", word);
		end_json(l);
		return;
	}
	vis_field(&l->out, name);
	out_add_char(&l->out, '\t');
	vis_field(&l->out, word);
	out_add_char(&l->out, '\n');
}

static int
list_offers(struct listing *l)
{
	struct str rest = buf_str(&l->run.session.capabilities), word;

	if (l->header && !l->as_json)
		out_add_string(&l->out, "name\tvalue\n");
	while (rest.n > 0) {
		word = str_cut(&rest, ' ');
		if (word.n > 0)
			print_offer(l, word);
	}
	return 0;
}

/* One that is told twice in a row is printed once. */
static int
print_message(void *arg, const struct imap_row *row, struct err *e)
{
	struct listing *l = arg;
	uint64_t validity = l->run.session.box.uidvalidity;
	struct out *to = l->sort.n_keys > 0 ? &l->sort.out : &l->out;
	uint64_t at = to->total;

	if (row->uid == l->last)
		return 0;
	l->last = row->uid;
	l->json.out = to;
	if (l->as_json)
		imap_columns_json(&l->columns, row, validity, &l->json);
	else
		imap_columns_line(&l->columns, row, validity, to);
	if (l->sort.n_keys > 0)
		imap_sort_add(&l->sort, row, at);
	return out_failed(to) ? out_flush(to, e) : 0;
}

static void
place_message(void *arg, uint32_t uid)
{
	struct listing *l = arg;

	imap_sort_place(&l->sort, uid);
}

static int
list_boxes(struct listing *l, struct err *e)
{
	struct imap_boxlist boxes;
	int result;

	imap_boxlist_init(&boxes, &l->run.session, &l->out);
	boxes.json = l->as_json ? &l->json : NULL;
	boxes.header = l->header;
	boxes.counts = l->counts;
	boxes.say = warn_err;
	result = l->namespaces ? imap_boxlist_namespaces(&boxes, e)
	    : imap_boxlist_run(&boxes, e);
	if (boxes.failed)
		l->status = STATUS_PARTIAL;
	imap_boxlist_free(&boxes);
	return result;
}

static int
list_messages(struct listing *l, struct err *e)
{
	struct imap_find f;
	struct buf items = BUF_INIT, order = BUF_INIT;
	struct err why = ERR_INIT;
	int result;

	memset(&f, 0, sizeof(f));
	f.session = &l->run.session;
	f.name = l->box;
	f.row = print_message;
	f.place = place_message;
	f.arg = l;
	if (l->sort.n_keys > 0 && imap_sort_begin(&l->sort, f.session,
	    &l->columns, e) < 0)
		return -1;
	if (l->sort.by_server) {
		imap_sort_criteria(&l->sort, &order);
		f.order = buf_str(&order);
	}
	imap_columns_items(&l->columns, &items);
	if (items.len > 0)
		f.items = buf_str(&items);
	if (l->criteria.len > 0)
		f.criteria = buf_str(&l->criteria);
	if (l->header && !l->as_json)
		imap_columns_header(&l->columns, &l->out);
	result = imap_run_select(&l->run, &f.select, true, l->box, e);
	if (result == 0)
		result = imap_find(&f, e);
	if (result == 0 && l->sort.n_keys > 0)
		result = imap_sort_write(&l->sort, &l->out, e);
	if (result == 0 && imap_find_lacks(&f, &why)) {
		warn_err(&why);
		l->status = why.status;
	}
	buf_free(&items);
	buf_free(&order);
	return result;
}

static int
list(struct listing *l, struct err *e)
{
	struct imap *s = &l->run.session;
	int result = imap_open(s, e);

	if (result == 0)
		result = l->offers ? list_offers(l) :
		    l->box != NULL ? list_messages(l, e) : list_boxes(l, e);
	if (result == 0)
		imap_leave(s);
	imap_close(s);
	return result;
}

/* The operands are checked before anybody is asked. */
static int
read_operands(struct listing *l, int n, char **operands, struct err *e)
{
	struct buf name = BUF_INIT;
	int done;

	if (n == 0)
		return 0;
	l->box = operands[0];
	done = imap_name_encode(&name, str_from(l->box), e);
	buf_free(&name);
	if (done < 0 || n == 1)
		return done;
	return imap_criteria_add(&l->criteria, operands + 1, (size_t)n - 1,
	    e);
}

int
main(int argc, char **argv)
{
	struct listing l;
	struct err e = ERR_INIT;
	int result;

	prog_start("imaplist", usage, argc, argv);
	memset(&l, 0, sizeof(l));
	imap_run_init(&l.run, argc);
	imap_sort_init(&l.sort);
	read_options(&l, argc, argv);
	if (read_operands(&l, argc - optind, argv + optind, &e) < 0 ||
	    imap_run_begin(&l.run, argv[0], warn_err, &e) < 0)
		die(&e);
	out_init(&l.out, STDOUT_FILENO, "stdout");
	json_init(&l.json, &l.text, &l.out);
	result = list(&l, &e);
	imap_columns_free(&l.columns);
	imap_sort_free(&l.sort);
	buf_free(&l.text);
	buf_free(&l.criteria);
	imap_run_free(&l.run);
	if (result < 0)
		prog_fail(&l.out, &e);
	prog_end(&l.out, l.status);
}
