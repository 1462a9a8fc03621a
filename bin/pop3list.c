/* SPDX-License-Identifier: ISC */
/* pop3list: lists the messages of a POP3 mailbox. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/vis.h"
#include "net/pop3.h"
#include "net/pop3_list.h"
#include "net/selector.h"
#include "net/trace.h"

static const char usage[] =
    "pop3list [-Hqv] [-A account] [-o key=value] [selector ...]\n"
    "pop3list -S | -t [-Hqv] [-A account] [-o key=value]\n";

struct options {
	struct account_query query;
	char **overrides;
	bool header, offers, totals, verbose;
};

static struct options
read_options(int argc, char **argv)
{
	struct options o;
	int c;

	memset(&o, 0, sizeof(o));
	o.overrides = mem_alloc((size_t)argc * sizeof(*o.overrides));
	o.query.protocol = URL_POP3;
	o.query.overrides = o.overrides;
	while ((c = getopt(argc, argv, ":A:HSo:qtv")) != -1)
		switch (c) {
		case 'A': o.query.which = optarg; break;
		case 'H': o.header = true; break;
		case 'S': o.offers = true; break;
		case 'o': o.overrides[o.query.n++] = optarg; break;
		case 'q': break; /* nothing here takes long enough */
		case 't': o.totals = true; break;
		case 'v': o.verbose = true; break;
		default: prog_bad_option(c);
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

static int
list_named(struct pop3 *p, struct pop3_box *box, struct selectors *s,
    struct out *out, struct err *e)
{
	const struct pop3_message *m;
	struct pop3_row row;
	int got;

	while ((got = pop3_next_uidl(p, box, &row, &m, e)) > 0 &&
	    !out_failed(out))
		if (selectors_match(s, m->number, row.value) < s->n)
			print_row(out, m, row.value);
	if (got < 0 || (got > 0 && out_flush(out, e) < 0))
		return -1;
	if (box->named == box->n && box->strays == 0)
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
		if (selectors_match(s, box->v[i].number, STR("")) < s->n)
			print_row(out, &box->v[i], STR(""));
	return STATUS_OK;
}

static int
list_messages(struct pop3 *p, struct selectors *s, struct out *out,
    struct err *e)
{
	struct pop3_box box = POP3_BOX_INIT;
	int has_uidl, status = -1;

	pop3_queue(p, POP3_LIST, 0, 0);
	pop3_queue(p, POP3_UIDL, 0, 0);
	if (pop3_read_list(p, &box, e) == 0 &&
	    (has_uidl = pop3_read_uidl(p, e)) >= 0) {
		selectors_bind(s, &box);
		status = has_uidl ? list_named(p, &box, s, out, e)
		                  : list_nameless(p, &box, s, out, e);
	}
	pop3_box_free(&box);
	return status;
}

static int
report_missing(const struct selectors *s, int status)
{
	const struct selector *one;
	struct buf name = BUF_INIT;
	size_t at = 0;

	while ((one = selectors_missed(s, &at)) != NULL) {
		name.len = 0;
		selector_name(one, &name);
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
list(const struct options *o, struct pop3 *p, struct selectors *s,
    struct out *out, struct err *e)
{
	int status;

	if (!o->offers && p->account->url.user == NULL)
		return err_set(e, STATUS_CONFIG, "%s: no user to log in as",
		    p->account->url.host);
	if (pop3_open(p, e) < 0)
		return -1;
	print_header(o, out);
	status = o->offers ? list_offers(p, out, e) :
	    o->totals ? list_totals(p, out, e) : list_messages(p, s, out, e);
	/* All is known by now, and nothing was changed. */
	if (status >= 0)
		pop3_leave(p);
	return status;
}

/* As long as nothing was written, it can all be done again. */
static bool
can_repeat(struct pop3 *p, struct out *out, const struct err *e)
{
	if (out->total > out->len || !pop3_retreat(p, e))
		return false;
	out_free(out);
	out_init(out, STDOUT_FILENO, "stdout");
	return true;
}

static int
repeat(const struct options *o, struct pop3 *p, struct selectors *s,
    struct out *out)
{
	struct err e = ERR_INIT;
	int status;

	do
		status = list(o, p, s, out, &e);
	while (status < 0 && can_repeat(p, out, &e));
	pop3_close(p);
	if (status < 0) {
		pop3_add_retreat(p, &e);
		die(&e);
	}
	return report_missing(s, status);
}

int
main(int argc, char **argv)
{
	struct selectors selectors = SELECTORS_INIT;
	struct options o;
	struct account account;
	struct pop3 session;
	struct out out, trace;
	struct err e = ERR_INIT;
	int status;

	prog_start("pop3list", usage, argc, argv);
	o = read_options(argc, argv);
	if (optind == argc)
		selectors_add(&selectors, STR("all"), &e);
	if (selectors_add_operands(&selectors, argv + optind, &e) < 0 ||
	    account_find(&account, &o.query, &e) < 0)
		die(&e);
	signal(SIGPIPE, SIG_IGN);
	out_init(&out, STDOUT_FILENO, "stdout");
	out_init(&trace, STDERR_FILENO, "stderr");
	pop3_init(&session, &account, argv[0]);
	if (o.verbose) {
		session.conn.trace = trace_line;
		session.conn.trace_arg = &trace;
	}
	status = repeat(&o, &session, &selectors, &out);
	selectors_free(&selectors);
	account_free(&account);
	free(o.overrides);
	out_free(&trace);
	prog_end(&out, status);
}
