/* SPDX-License-Identifier: ISC */
#include "net/pop3_choose.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/pop3_list.h"

void
pop3_targets_free(struct pop3_targets *t)
{
	free(t->v);
	t->v = NULL;
	t->n = t->cap = 0;
}

static void
add(struct pop3_targets *t, size_t selector, const struct pop3_message *m,
    size_t entry)
{
	struct pop3_target *one;

	t->v = mem_more(t->v, t->n, &t->cap, sizeof(*t->v));
	one = &t->v[t->n++];
	memset(one, 0, sizeof(*one));
	one->selector = selector;
	one->number = m->number;
	one->octets = m->octets != POP3_OCTETS_UNKNOWN ? m->octets : 0;
	one->entry = entry;
}

/* A message without a UIDL has no entry, and is never new. */
static void
match(struct pop3_selectors *s, const struct pop3_message *m, struct str uidl,
    size_t entry, struct pop3_targets *t)
{
	size_t found = pop3_selectors_match(s, m->number, uidl, entry !=
	    JOURNAL_NONE && !journal_is_taken(t->journal, entry));

	if (found < s->n)
		add(t, found, m, entry);
}

static void
choose_numbers(struct pop3_selectors *s, struct pop3_targets *t)
{
	struct pop3_box box = POP3_BOX_INIT;
	size_t i;

	for (i = 0; i < s->n; i++)
		pop3_box_add(&box, s->v[i].first, POP3_OCTETS_UNKNOWN);
	pop3_box_sort(&box);
	pop3_selectors_bind(s, &box);
	for (i = 0; i < box.n; i++)
		match(s, &box.v[i], str_of(NULL, 0), JOURNAL_NONE, t);
	pop3_box_free(&box);
}

static int
match_rows(struct pop3 *p, struct pop3_selectors *s, struct pop3_box *box,
    struct pop3_targets *t, struct err *e)
{
	const struct pop3_message *m;
	size_t entry = JOURNAL_NONE;
	struct pop3_row row;
	int got;

	while ((got = pop3_next_uidl(p, box, &row, &m, e)) > 0) {
		if (t->journal != NULL)
			entry = journal_list(t->journal, row.value,
			    m->octets != POP3_OCTETS_UNKNOWN ? m->octets : 0);
		match(s, m, row.value, entry, t);
	}
	return got;
}

static int
match_uidls(struct pop3 *p, struct pop3_selectors *s, struct pop3_box *box,
    struct pop3_targets *t, struct err *e)
{
	int got = pop3_read_uidl(p, e);

	if (got < 0)
		return -1;
	if (got == 0 && !pop3_selectors_need_uidl(s))
		return 0;
	if (got == 0)
		return err_set(e, STATUS_UNAVAILABLE,
		    "%s: the server has no UIDL", p->account->url.host);
	if (t->journal == NULL)
		return match_rows(p, s, box, t, e);
	journal_list_begin(t->journal);
	if (match_rows(p, s, box, t, e) < 0)
		return -1;
	if (journal_list_end(t->journal, box->named == box->n &&
	    box->strays == 0, t->accept, e) == 0)
		return 0;
	return err_prefix(e, "%s", p->account->url.host);
}

static int
choose_listed(struct pop3 *p, struct pop3_selectors *s, struct pop3_box *box,
    struct pop3_targets *t, struct err *e)
{
	bool uidl = pop3_selectors_need_uidl(s) || t->journal != NULL;
	size_t i;

	pop3_queue(p, POP3_LIST, 0, 0);
	if (uidl)
		pop3_queue(p, POP3_UIDL, 0, 0);
	if (pop3_read_list(p, box, e) < 0)
		return -1;
	pop3_selectors_bind(s, box);
	if (uidl && match_uidls(p, s, box, t, e) < 0)
		return -1;
	/* Those that UIDL did not tell of may be meant by their number. */
	for (i = 0; i < box->n; i++)
		if (!box->v[i].named)
			match(s, &box->v[i], str_of(NULL, 0), JOURNAL_NONE, t);
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const struct pop3_target *x = a, *y = b;

	if (x->selector != y->selector)
		return x->selector < y->selector ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

int
pop3_choose(struct pop3 *p, struct pop3_selectors *s,
    struct pop3_targets *t, struct err *e)
{
	struct pop3_box box = POP3_BOX_INIT;
	int result = 0;

	t->n = 0;
	if (pop3_selectors_need_journal(s) && t->journal == NULL)
		return err_set(e, STATUS_USAGE,
		    "\"new\" cannot be said here");
	if (pop3_selectors_are_numbers(s) && t->journal == NULL)
		choose_numbers(s, t);
	else
		result = choose_listed(p, s, &box, t, e);
	pop3_box_free(&box);
	if (t->n > 0)
		qsort(t->v, t->n, sizeof(*t->v), compare);
	return result;
}
