/* SPDX-License-Identifier: ISC */
#include "net/pop3_selector.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/vis.h"

void
pop3_selectors_free(struct pop3_selectors *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		buf_free(&s->v[i].uidl);
	free(s->v);
	free(s->order);
	memset(s, 0, sizeof(*s));
}

static struct pop3_selector *
append(struct pop3_selectors *s, enum selector_kind kind)
{
	struct pop3_selector *one;

	s->v = mem_more(s->v, s->n, &s->cap, sizeof(*s->v));
	one = &s->v[s->n++];
	memset(one, 0, sizeof(*one));
	one->kind = kind;
	return one;
}

static void
add_uidl(struct pop3_selectors *s, struct str text)
{
	struct pop3_selector *one = append(s, SELECTOR_UIDL);

	one->single = one->must_hit = true;
	/* What cannot have come from vis_field is taken as it stands. */
	if (vis_undo(&one->uidl, text) < 0)
		buf_add_str(&one->uidl, text);
}

static void
add_range(struct pop3_selectors *s, uint64_t first, uint64_t last,
    bool must_hit)
{
	struct pop3_selector *one = append(s, SELECTOR_RANGE);

	one->first = first;
	one->last = last;
	one->single = first == last;
	one->must_hit = must_hit;
}

/* Numbers begin with 1 (RFC 1939 5). */
static bool
read_number(struct str text, uint64_t *n)
{
	return num_parse(text, UINT64_MAX, n) == 0 && *n > 0;
}

static int
add_numbers(struct pop3_selectors *s, struct str text, struct err *e)
{
	struct str rest = text, head = str_cut(&rest, '-');
	uint64_t first, last;

	if (!read_number(head, &first))
		return err_set(e, STATUS_USAGE, "\"%.*s\" names no message",
		    (int)text.n, text.p);
	last = first;
	if (rest.p != NULL && (!read_number(rest, &last) || last < first))
		return err_set(e, STATUS_USAGE, "\"%.*s\" is no range",
		    (int)text.n, text.p);
	add_range(s, first, last, true);
	if (rest.p != NULL)
		s->v[s->n - 1].single = false;
	return 0;
}

int
pop3_selectors_add(struct pop3_selectors *s, struct str text, struct err *e)
{
	enum selector_kind kind;
	uint64_t count = 0;
	int got = selector_read_word(text, UINT64_MAX, &kind, &count, e);

	if (got < 0)
		return -1;
	if (got > 0 && kind == SELECTOR_ALL)
		add_range(s, 1, UINT64_MAX, false);
	else if (got > 0)
		append(s, kind)->count = count;
	else if (!str_starts(text, "u:"))
		return add_numbers(s, text, e);
	else if (text.n == 2)
		return err_set(e, STATUS_USAGE, "\"u:\" lacks its UIDL");
	else
		add_uidl(s, str_skip(text, 2));
	return 0;
}

int
pop3_selectors_add_row(struct pop3_selectors *s, struct str row,
    struct err *e)
{
	struct str uidl;

	str_cut(&row, '\t');
	str_cut(&row, '\t');
	uidl = str_cut(&row, '\t');
	if (uidl.n == 0)
		return err_set(e, STATUS_DATA, "no UIDL");
	add_uidl(s, uidl);
	return 0;
}

static int
add(void *arg, struct str text, struct err *e)
{
	return pop3_selectors_add(arg, text, e);
}

static int
add_row(void *arg, struct str row, struct err *e)
{
	return pop3_selectors_add_row(arg, row, e);
}

int
pop3_selectors_add_operands(struct pop3_selectors *s, char *const *operands,
    struct err *e)
{
	const struct selector_reader reader = {add, add_row, "number", s};

	return selector_read_operands(&reader, operands, e);
}

bool
pop3_selectors_is_single(const struct pop3_selectors *s)
{
	return s->n == 1 && s->v[0].single;
}

bool
pop3_selectors_are_numbers(const struct pop3_selectors *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].kind != SELECTOR_RANGE || !s->v[i].single)
			return false;
	return true;
}

bool
pop3_selectors_use_numbers(const struct pop3_selectors *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].kind == SELECTOR_LAST ||
		    (s->v[i].kind == SELECTOR_RANGE && s->v[i].must_hit))
			return true;
	return false;
}

static bool
has_kind(const struct pop3_selectors *s, enum selector_kind kind)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].kind == kind)
			return true;
	return false;
}

bool
pop3_selectors_need_uidl(const struct pop3_selectors *s)
{
	return has_kind(s, SELECTOR_UIDL) || has_kind(s, SELECTOR_NEW);
}

bool
pop3_selectors_need_journal(const struct pop3_selectors *s)
{
	return has_kind(s, SELECTOR_NEW);
}
