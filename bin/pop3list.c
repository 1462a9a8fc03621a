/* SPDX-License-Identifier: ISC */
/* pop3list: lists the messages of a POP3 mailbox. */
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/vis.h"
#include "net/pop3.h"
#include "net/pop3_list.h"
#include "net/pop3_run.h"

static const char usage[] =
    "pop3list [-Hqv] [-A account] [-o key=value] [selector ...]\n"
    "pop3list -S | -t [-Hqv] [-A account] [-o key=value]\n";

struct options {
	bool header, offers, totals;
};

/* One run of the program. */
struct listing {
	struct options o;
	struct pop3_run run;
	struct out out;
	int status;
};

static struct options
read_options(struct client_options *common, int argc, char **argv)
{
	struct options o = {false, false, false};
	int c;

	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "HSt")) != -1) {
		if (client_options_take(common, c))
			continue;
		switch (c) {
		case 'H': o.header = true; break;
		case 'S': o.offers = true; break;
		case 't': o.totals = true; break;
		default: prog_bad_option(c);
		}
	}
	if (o.totals && o.offers)
		prog_usage("-S and -t are two questions");
	if ((o.totals || o.offers) && optind < argc)
		prog_usage("-S and -t are about no message");
	return o;
}

/* One number, a field, which is empty if the server said none. */
static void
print_octets(struct out *out, uint64_t octets)
{
	if (octets != POP3_OCTETS_UNKNOWN)
		out_printf(out, "%llu", (unsigned long long)octets);
}

static void
print_row(struct out *out, const struct pop3_message *m, struct str uidl)
{
	out_printf(out, "%llu\t", (unsigned long long)m->number);
	print_octets(out, m->octets);
	out_add_char(out, '\t');
	vis_field(out, uidl);
	out_add_char(out, '\n');
}

/* What a server may offer. */
#define OFFERS_MAX ((size_t)64 * 1024)

/* Asked again, for more may be offered after the login. */
static int
list_offers(struct pop3 *p, struct out *out, struct err *e)
{
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
		vis_field(out, str_of(line.p, n));
		out_add_char(out, '\t');
		vis_field(out, str_skip(line, n + 1));
		out_add_char(out, '\n');
		if (out->total > OFFERS_MAX)
			return err_set(e, STATUS_PROTOCOL,
			    "CAPA: more than %zu bytes", OFFERS_MAX);
	}
	return got;
}

static int
list_totals(struct pop3 *p, struct out *out, struct err *e)
{
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
	out_printf(out, "%llu\t", (unsigned long long)messages);
	print_octets(out, pop3_octets_read(octets, &n)
	    ? n : POP3_OCTETS_UNKNOWN);
	out_add_char(out, '\n');
	return STATUS_OK;
}

/* Whether no earlier run has taken the message. */
static bool
is_new(struct listing *l, const struct pop3_message *m, struct str uidl)
{
	struct journal *j = &l->run.journal;

	return l->run.has_journal && !journal_is_taken(j, journal_list(j,
	    uidl, m->octets != POP3_OCTETS_UNKNOWN ? m->octets : 0));
}

/* The rows, as they come. */
static int
print_named(struct listing *l, struct pop3_box *box, struct err *e)
{
	const struct pop3_message *m;
	struct pop3_row row;
	int got;

	while ((got = pop3_next_uidl(&l->run.session, box, &row, &m, e)) > 0 &&
	    !out_failed(&l->out))
		if (selectors_match(&l->run.selectors, m->number, row.value,
		    is_new(l, m, row.value)) < l->run.selectors.n)
			print_row(&l->out, m, row.value);
	return got > 0 ? out_flush(&l->out, e) : got;
}

static int
list_named(struct listing *l, struct pop3_box *box, struct err *e)
{
	bool complete;

	if (l->run.has_journal)
		journal_list_begin(&l->run.journal);
	if (print_named(l, box, e) < 0)
		return -1;
	complete = box->named == box->n && box->strays == 0;
	if (l->run.has_journal &&
	    journal_list_end(&l->run.journal, complete, false, e) < 0)
		return -1;
	if (complete)
		return STATUS_OK;
	warn("LIST and UIDL differ: %zu and %zu messages are only in one of "
	    "them, and not listed", box->n - box->named, box->strays);
	return STATUS_PARTIAL;
}

/* A server without UIDL. */
static int
list_nameless(const struct pop3 *p, const struct pop3_box *box,
    struct selectors *s, struct out *out, struct err *e)
{
	size_t i;

	if (selectors_need_uidl(s))
		return err_set(e, STATUS_UNAVAILABLE,
		    "%s: the server has no UIDL", p->account->url.host);
	for (i = 0; i < box->n; i++)
		if (selectors_match(s, box->v[i].number, STR(""),
		    false) < s->n)
			print_row(out, &box->v[i], STR(""));
	return STATUS_OK;
}

static int
list_messages(struct listing *l, struct err *e)
{
	struct pop3 *p = &l->run.session;
	struct selectors *s = &l->run.selectors;
	struct pop3_box box = POP3_BOX_INIT;
	int has_uidl, status = -1;

	pop3_queue(p, POP3_LIST, 0, 0);
	pop3_queue(p, POP3_UIDL, 0, 0);
	if (pop3_read_list(p, &box, e) == 0 &&
	    (has_uidl = pop3_read_uidl(p, e)) >= 0) {
		selectors_bind(s, &box);
		status = has_uidl ? list_named(l, &box, e)
		                  : list_nameless(p, &box, s, &l->out, e);
	}
	pop3_box_free(&box);
	return status;
}

static int
report_missing(const struct selectors *s, int status)
{
	struct buf name = BUF_INIT;
	size_t at = 0;

	while (selectors_missed(s, &at, &name)) {
		warn("%s: no such message", buf_string(&name));
		status = STATUS_PARTIAL;
	}
	buf_free(&name);
	return status;
}

static void
print_header(const struct options *o, struct out *out)
{
	if (!o->header)
		return;
	out_add_string(out, o->offers ? "capability\tparameters\n" :
	    o->totals ? "messages\toctets\n" : "number\toctets\tuidl\n");
}

static int
list(void *arg, struct err *e)
{
	struct listing *l = arg;
	struct pop3 *p = &l->run.session;

	if (pop3_open(p, e) < 0)
		return -1;
	print_header(&l->o, &l->out);
	l->status = l->o.offers ? list_offers(p, &l->out, e) :
	    l->o.totals ? list_totals(p, &l->out, e) :
	    list_messages(l, e);
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
	return true;
}

int
main(int argc, char **argv)
{
	static char all_messages[] = "all";
	char *all[] = {all_messages, NULL};
	struct listing l;
	struct err e = ERR_INIT;

	prog_start("pop3list", usage, argc, argv);
	memset(&l, 0, sizeof(l));
	pop3_run_init(&l.run, argc);
	l.o = read_options(&l.run.options, argc, argv);
	out_init(&l.out, STDOUT_FILENO, "stdout");
	if (pop3_run_begin(&l.run, argv[0],
	    optind < argc ? argv + optind : all, !l.o.offers, &e) < 0)
		die(&e);
	if (pop3_run_end(&l.run, pop3_run_try(&l.run, list, undo, &l, &e),
	    &e) < 0)
		die(&e);
	l.status = report_missing(&l.run.selectors, l.status);
	pop3_run_free(&l.run);
	prog_end(&l.out, l.status);
}
