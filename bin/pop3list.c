/* SPDX-License-Identifier: ISC */
/* pop3list: lists the messages of a POP3 mailbox. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/mem.h"
#include "net/pop3.h"
#include "net/pop3_columns.h"
#include "net/pop3_headers.h"
#include "net/pop3_list.h"
#include "net/pop3_run.h"

static const char usage[] =
    "pop3list [-Hjkqv] [-A account] [-f fields] [-o key=value]\n"
    "[selector ...]\n"
    "pop3list -S | -t [-Hjqv] [-A account] [-o key=value]\n";

struct options {
	bool header, offers, totals;
	bool as_json;
	bool marks;         /* -k */
	const char *fields; /* of -f; or NULL */
};

/* A row that waits: for its header, or for being marked as taken. */
struct kept {
	struct pop3_listed row; /* but for its UIDL */
	size_t uidl, length;    /* which is there, in the text */
	size_t entry;           /* in the journal; JOURNAL_NONE */
};

/* One run of the program. */
struct listing {
	struct options o;
	struct pop3_run run;
	struct out out;
	struct pop3_columns columns;
	struct kept *v;
	size_t n, cap;
	struct buf text;
	int status;
};

static struct options
read_options(struct client_options *common, int argc, char **argv)
{
	struct options o;
	int c;

	memset(&o, 0, sizeof(o));
	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "HSf:jkt")) != -1) {
		if (client_options_take(common, c))
			continue;
		switch (c) {
		case 'H': o.header = true; break;
		case 'S': o.offers = true; break;
		case 'f': o.fields = optarg; break;
		case 'j': o.as_json = true; break;
		case 'k': o.marks = true; break;
		case 't': o.totals = true; break;
		default: prog_bad_option(c);
		}
	}
	if (o.totals && o.offers)
		prog_usage("-S and -t are two questions");
	if ((o.totals || o.offers) &&
	    (optind < argc || o.marks || o.fields != NULL))
		prog_usage("-S and -t are about no message");
	return o;
}

/* What a server may offer. */
#define OFFERS_MAX ((size_t)64 * 1024)

/* Asked again, for more may be offered after the login. */
static int
list_offers(struct listing *l, struct err *e)
{
	struct pop3 *p = &l->run.session;
	struct pop3_reply r;
	struct str line;
	size_t n;
	int got;

	pop3_queue(p, POP3_CAPA, 0, 0);
	if (pop3_reply(p, &r, e) < 0)
		return -1;
	if (!r.has_text)
		return pop3_refused(p, &r, STATUS_UNAVAILABLE, e, "CAPA");
	while ((got = pop3_line(p, &line, e)) > 0) {
		n = str_find(line, ' ');
		pop3_columns_offer(&l->columns, str_of(line.p, n),
		    str_skip(line, n + 1));
		if (l->out.total > OFFERS_MAX)
			return err_set(e, STATUS_PROTOCOL,
			    "CAPA: more than %zu bytes", OFFERS_MAX);
	}
	return got;
}

static int
list_totals(struct listing *l, struct err *e)
{
	struct pop3 *p = &l->run.session;
	struct pop3_reply r;
	struct str octets;
	uint64_t messages, n;

	pop3_queue(p, POP3_STAT, 0, 0);
	if (pop3_reply(p, &r, e) < 0)
		return -1;
	if (r.status.word == POP3_ERR)
		return pop3_refused(p, &r, STATUS_UNAVAILABLE, e, "STAT");
	if (pop3_stat_read(r.status.text, &messages, &octets, e) < 0)
		return -1;
	pop3_columns_totals(&l->columns, messages,
	    pop3_octets_read(octets, &n) ? n : POP3_OCTETS_UNKNOWN);
	return STATUS_OK;
}

static void
keep(struct listing *l, const struct pop3_listed *row, size_t entry)
{
	struct kept *k;

	l->v = mem_more(l->v, l->n, &l->cap, sizeof(*l->v));
	k = &l->v[l->n++];
	k->row = *row;
	k->uidl = l->text.len;
	k->length = row->uidl.n;
	k->entry = entry;
	buf_add_str(&l->text, row->uidl);
}

/* A message of the listing: it is printed at once, or when its header is
   there, if a selector takes it. */
static void
take(struct listing *l, const struct pop3_message *m, struct str uidl)
{
	struct pop3_listed row = {m->number, m->octets, uidl, false};
	struct journal *j = &l->run.journal;
	size_t entry = JOURNAL_NONE;

	if (l->run.has_journal && uidl.n > 0) {
		entry = journal_list(j, uidl,
		    m->octets != POP3_OCTETS_UNKNOWN ? m->octets : 0);
		row.is_taken = journal_is_taken(j, entry);
	}
	if (pop3_selectors_match(&l->run.selectors, m->number, uidl,
	    entry != JOURNAL_NONE && !row.is_taken) == l->run.selectors.n)
		return;
	if (l->columns.fields.n > 0 || l->o.marks)
		keep(l, &row, entry);
	if (l->columns.fields.n == 0)
		pop3_columns_row(&l->columns, &row, NULL);
}

/* The rows, as they come. */
static int
take_named(struct listing *l, struct pop3_box *box, struct err *e)
{
	const struct pop3_message *m;
	struct pop3_row row;
	int got;

	while ((got = pop3_next_uidl(&l->run.session, box, &row, &m, e)) > 0 &&
	    !out_failed(&l->out))
		take(l, m, row.value);
	return got > 0 ? out_flush(&l->out, e) : got;
}

static int
list_named(struct listing *l, struct pop3_box *box, struct err *e)
{
	bool complete;

	if (l->run.has_journal)
		journal_list_begin(&l->run.journal);
	if (take_named(l, box, e) < 0)
		return -1;
	complete = box->named == box->n && box->strays == 0;
	if (l->run.has_journal &&
	    journal_list_end(&l->run.journal, complete, l->o.marks, e) < 0)
		return -1;
	if (complete)
		return STATUS_OK;
	warn("LIST and UIDL differ: %zu and %zu messages are only in one of "
	    "them, and not listed", box->n - box->named, box->strays);
	return STATUS_PARTIAL;
}

/* A server without UIDL. */
static int
list_nameless(struct listing *l, const struct pop3_box *box, struct err *e)
{
	size_t i;

	if (pop3_selectors_need_uidl(&l->run.selectors) || l->run.has_journal)
		return err_set(e, STATUS_UNAVAILABLE,
		    "%s: the server has no UIDL", l->run.account.url.host);
	for (i = 0; i < box->n; i++)
		take(l, &box->v[i], STR(""));
	return STATUS_OK;
}

static int
list_messages(struct listing *l, struct err *e)
{
	struct pop3 *p = &l->run.session;
	struct pop3_box box = POP3_BOX_INIT;
	int has_uidl, status = -1;

	pop3_queue(p, POP3_LIST, 0, 0);
	pop3_queue(p, POP3_UIDL, 0, 0);
	if (pop3_read_list(p, &box, e) == 0 &&
	    (has_uidl = pop3_read_uidl(p, e)) >= 0) {
		pop3_selectors_bind(&l->run.selectors, &box);
		status = has_uidl ? list_named(l, &box, e)
		                  : list_nameless(l, &box, e);
	}
	pop3_box_free(&box);
	return status;
}

static void
print_kept(struct listing *l, struct kept *k, const struct header *header)
{
	k->row.uidl = str_of(l->text.data + k->uidl, k->length);
	pop3_columns_row(&l->columns, &k->row, header);
}

/* A header that is refused leaves its columns empty. */
static int
print_headers(struct listing *l, struct err *e)
{
	struct pop3_headers headers;
	struct err why = ERR_INIT;
	size_t i;
	int got = 1;

	pop3_headers_init(&headers, &l->run.session);
	for (i = 0; i < l->n && !out_failed(&l->out); i++) {
		while (headers.asked < l->n && pop3_headers_ask(&headers,
		    l->v[headers.asked].row.number))
			;
		got = pop3_headers_next(&headers, &why);
		if (got < 0)
			break;
		if (got == 0) {
			warn_err(&why);
			l->status = STATUS_PARTIAL;
		}
		print_kept(l, &l->v[i], &headers.header);
	}
	pop3_headers_free(&headers);
	if (got < 0)
		*e = why;
	return got < 0 ? -1 : 0;
}

/* When all rows are out of our hands: a message without a UIDL cannot be
   known again. */
static int
mark(struct listing *l, struct err *e)
{
	size_t i;

	if (out_flush(&l->out, e) < 0)
		return -1;
	for (i = 0; i < l->n; i++)
		if (l->v[i].entry != JOURNAL_NONE && !l->v[i].row.is_taken)
			journal_note(&l->run.journal, l->v[i].entry,
			    JOURNAL_MARKED, NULL);
	return journal_sync(&l->run.journal, e);
}

static int
list_all(struct listing *l, struct err *e)
{
	l->status = list_messages(l, e);
	if (l->status < 0 ||
	    (l->columns.fields.n > 0 && print_headers(l, e) < 0) ||
	    (l->o.marks && mark(l, e) < 0))
		return -1;
	return l->status;
}

static int
report_missing(const struct pop3_selectors *s, int status)
{
	struct err e;
	size_t at = 0;

	while (pop3_selectors_missed(s, &at, &e)) {
		warn_err(&e);
		status = e.status;
	}
	return status;
}

static void
print_header(struct listing *l)
{
	if (!l->o.header || l->o.as_json)
		return;
	if (l->o.offers || l->o.totals)
		out_add_string(&l->out, l->o.offers
		    ? "capability\tparameters\n" : "messages\toctets\n");
	else
		pop3_columns_header(&l->columns);
}

static int
list(void *arg, struct err *e)
{
	struct listing *l = arg;
	struct pop3 *p = &l->run.session;

	p->many = l->columns.fields.n > 0;
	if (pop3_open(p, e) < 0 || (l->columns.fields.n > 0 &&
	    pop3_headers_check(p, e) < 0))
		return -1;
	print_header(l);
	l->status = l->o.offers ? list_offers(l, e) :
	    l->o.totals ? list_totals(l, e) : list_all(l, e);
	/* All is known by now, and nothing was changed. */
	if (l->status >= 0)
		pop3_leave(p);
	return l->status;
}

/* As long as nothing was written, it can all be done again. */
static bool
undo(void *arg)
{
	struct listing *l = arg;

	if (l->out.total > l->out.len)
		return false;
	out_free(&l->out);
	out_init(&l->out, STDOUT_FILENO, "stdout");
	l->n = l->text.len = 0;
	return true;
}

static int
run(struct listing *l)
{
	struct err e = ERR_INIT;
	int result = pop3_run_try(&l->run, list, undo, l, &e);

	if (pop3_run_end(&l->run, result, &e) < 0)
		die(&e);
	return report_missing(&l->run.selectors, result);
}

int
main(int argc, char **argv)
{
	static char all_messages[] = "all";
	char *all[] = {all_messages, NULL};
	struct listing l;
	struct err e = ERR_INIT;
	int status;

	prog_start("pop3list", usage, argc, argv);
	memset(&l, 0, sizeof(l));
	pop3_run_init(&l.run, argc);
	l.o = read_options(&l.run.options, argc, argv);
	out_init(&l.out, STDOUT_FILENO, "stdout");
	if (pop3_columns_init(&l.columns, &l.out, l.o.as_json, l.o.fields,
	    &e) < 0)
		die(&e);
	l.run.remembers = l.o.marks || l.columns.shows_taken;
	if (pop3_run_begin(&l.run, argv[0],
	    optind < argc ? argv + optind : all, !l.o.offers, &e) < 0)
		die(&e);
	status = run(&l);
	pop3_columns_free(&l.columns);
	pop3_run_free(&l.run);
	buf_free(&l.text);
	free(l.v);
	prog_end(&l.out, status);
}
