/* SPDX-License-Identifier: ISC */
/* imaplist: lists the mailboxes of an IMAP account, or messages in one. */
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/vis.h"
#include "net/imap_boxes.h"
#include "net/imap_columns.h"
#include "net/imap_criteria.h"
#include "net/imap_find.h"
#include "net/imap_name.h"
#include "net/imap_run.h"
#include "net/imap_sort.h"

static const char usage[] =
    "imaplist [-Hjqtv] [-A account] [-o key=value]\n"
    "imaplist -S [-Hjqv] [-A account] [-o key=value]\n"
    "imaplist [-Hjqv] [-A account] [-f fields] [-o key=value] [-s keys]\n"
    "         mailbox [criterion ...]\n";

/* One run of the program. */
struct listing {
	struct imap_run run;
	struct imap_columns columns;
	struct imap_sort sort;
	bool header, as_json, offers, counts;
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

	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "f:Hjs:St")) != -1) {
		if (client_options_take(&l->run.options, c))
			continue;
		switch (c) {
		case 'f': fields = optarg; break;
		case 'H': l->header = true; break;
		case 'j': l->as_json = true; break;
		case 's': keys = optarg; break;
		case 'S': l->offers = true; break;
		case 't': l->counts = true; break;
		default: prog_bad_option(c);
		}
	}
	if (l->counts && l->offers)
		prog_usage("-S and -t are two questions");
	if ((l->counts || l->offers) && optind < argc)
		prog_usage("-S and -t are about no messages");
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

static const char *const count_names[IMAP_COUNTS] = {
	[IMAP_MESSAGES] = "messages",
	[IMAP_UNSEEN] = "unseen",
	[IMAP_UIDNEXT] = "uidnext",
	[IMAP_UIDVALIDITY] = "uidvalidity",
};

static void
box_json(struct listing *l, const struct imap_listed *box, struct str name)
{
	struct str rest = buf_str(&box->attributes);
	size_t i;

	json_open(&l->json, NULL, '{');
	json_string(&l->json, "name", name);
	if (box->delimiter.len > 0)
		json_string(&l->json, "delimiter", buf_str(&box->delimiter));
	json_open(&l->json, "attributes", '[');
	while (rest.n > 0)
		json_string(&l->json, NULL, str_cut(&rest, ' '));
	json_close(&l->json, ']');
	for (i = 0; i < IMAP_COUNTS; i++)
		if (box->has[i])
			json_int(&l->json, count_names[i],
			    (int64_t)box->counts[i]);
	end_json(l);
}

static void
box_line(struct listing *l, const struct imap_listed *box, struct str name)
{
	size_t i;

	vis_field(&l->out, name);
	out_add_char(&l->out, '\t');
	vis_field(&l->out, buf_str(&box->delimiter));
	out_add_char(&l->out, '\t');
	vis_field(&l->out, buf_str(&box->attributes));
	for (i = 0; l->counts && i < IMAP_COUNTS; i++) {
		out_add_char(&l->out, '\t');
		if (box->has[i])
			out_printf(&l->out, "%llu",
			    (unsigned long long)box->counts[i]);
	}
	out_add_char(&l->out, '\n');
}

static void
print_box(struct listing *l, const struct imap_listed *box)
{
	struct buf name = BUF_INIT;

	imap_name_decode(&name, buf_str(&box->name));
	if (l->as_json)
		box_json(l, box, buf_str(&name));
	else
		box_line(l, box, buf_str(&name));
	buf_free(&name);
}

static void
print_box_header(struct listing *l)
{
	size_t i;

	if (!l->header || l->as_json)
		return;
	out_add_string(&l->out, "name\tdelimiter\tattributes");
	for (i = 0; l->counts && i < IMAP_COUNTS; i++)
		out_printf(&l->out, "\t%s", count_names[i]);
	out_add_char(&l->out, '\n');
}

/* Without counts each is printed as it comes; else they are kept. */
static int
take_box(struct listing *l, struct imap_boxes *boxes, struct err *e)
{
	struct imap_listed box;
	int got;

	memset(&box, 0, sizeof(box));
	got = imap_listed_read(&l->run.session, &box, e);
	if (got > 0 && l->counts)
		got = imap_boxes_add(boxes, &box, e);
	else if (got > 0)
		print_box(l, &box);
	imap_listed_free(&box);
	if (got >= 0 && out_failed(&l->out))
		return out_flush(&l->out, e);
	return got < 0 ? -1 : 0;
}

/* Reads up to the end of a command, boxes and counts on the way. */
static int
read_boxes(struct listing *l, struct imap_boxes *boxes, unsigned int tag,
    struct imap_reply *r, struct err *e)
{
	struct imap *s = &l->run.session;

	do {
		if (imap_reply(s, r, e) < 0)
			return -1;
		if (imap_is_data(r, "LIST") && take_box(l, boxes, e) < 0)
			return -1;
		if (imap_is_data(r, "STATUS") && l->counts &&
		    imap_boxes_read_status(s, boxes, e) < 0)
			return -1;
	} while (r->tag != tag);
	return 0;
}

/* So many STATUS commands are under way at once. */
#define STATUS_MAX 100

/* For each mailbox that can have counts, where LIST did not bring them. */
static int
ask_counts(struct listing *l, struct imap_boxes *boxes, struct err *e)
{
	unsigned int tags[STATUS_MAX];
	struct imap_reply r;
	size_t at = 0, n, i;

	while (at < boxes->n) {
		for (n = 0; n < STATUS_MAX && at < boxes->n; at++)
			if (imap_listed_can_count(&boxes->v[at]) &&
			    imap_listed_ask(&l->run.session,
			    &boxes->v[at], &tags[n++], e) < 0)
				return -1;
		for (i = 0; i < n; i++) {
			if (read_boxes(l, boxes, tags[i], &r, e) < 0)
				return -1;
			if (r.status.word == IMAP_OK)
				continue;
			imap_refused(&l->run.session, &r, STATUS_PARTIAL,
			    "STATUS", e);
			warn_err(e);
			l->status = STATUS_PARTIAL;
		}
	}
	return 0;
}

static int
list_boxes(struct listing *l, struct err *e)
{
	struct imap *s = &l->run.session;
	struct imap_boxes boxes = IMAP_BOXES_INIT;
	struct buf command = BUF_INIT;
	struct imap_reply r;
	unsigned int tag;
	size_t i;
	int result;

	print_box_header(l);
	imap_boxes_command(s, l->counts, &command);
	result = imap_send(s, &tag, buf_str(&command), e);
	buf_free(&command);
	if (result == 0)
		result = read_boxes(l, &boxes, tag, &r, e);
	if (result == 0 && r.status.word != IMAP_OK)
		result = imap_refused(s, &r, STATUS_UNAVAILABLE, "LIST", e);
	if (result == 0 && l->counts && !imap_offers(s, "LIST-STATUS"))
		result = ask_counts(l, &boxes, e);
	for (i = 0; result == 0 && i < boxes.n; i++)
		print_box(l, &boxes.v[i]);
	imap_boxes_free(&boxes);
	return result;
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
list_messages(struct listing *l, struct err *e)
{
	struct imap_find f = {&l->run.session, l->box, 0, STR_INIT,
	    STR_INIT, STR_INIT, print_message, place_message, l, 0, false,
	    IMAP_SET_INIT};
	struct buf items = BUF_INIT, order = BUF_INIT;
	int result;

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
