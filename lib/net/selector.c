/* SPDX-License-Identifier: ISC */
#include "net/selector.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/line.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/vis.h"

/* A line of a list: a UIDL has 70 bytes (RFC 1939 7), some have more. */
#define ROW_MAX ((size_t)64 * 1024)

void
selectors_free(struct selectors *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		buf_free(&s->v[i].uidl);
	free(s->v);
	free(s->order);
	memset(s, 0, sizeof(*s));
}

static struct selector *
append(struct selectors *s, enum selector_kind kind)
{
	struct selector *one;

	if (s->n == s->cap) {
		s->cap = s->cap > 0 ? s->cap * 2 : 16;
		s->v = mem_resize(s->v, s->cap, sizeof(*s->v));
	}
	one = &s->v[s->n++];
	memset(one, 0, sizeof(*one));
	one->kind = kind;
	return one;
}

static void
add_uidl(struct selectors *s, struct str text)
{
	struct selector *one = append(s, SELECTOR_UIDL);

	one->single = one->must_hit = true;
	/* What cannot have come from vis_field is taken as it stands. */
	if (vis_undo(&one->uidl, text) < 0)
		buf_add_str(&one->uidl, text);
}

static void
add_range(struct selectors *s, uint64_t first, uint64_t last, bool must_hit)
{
	struct selector *one = append(s, SELECTOR_RANGE);

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
add_numbers(struct selectors *s, struct str text, struct err *e)
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

static int
add_last(struct selectors *s, struct str count, struct err *e)
{
	uint64_t n;

	if (!read_number(count, &n))
		return err_set(e, STATUS_USAGE,
		    "\"last:%.*s\" lacks its number", (int)count.n, count.p);
	append(s, SELECTOR_LAST)->count = n;
	return 0;
}

int
selectors_add(struct selectors *s, struct str text, struct err *e)
{
	if (str_is(text, "all")) {
		add_range(s, 1, UINT64_MAX, false);
		return 0;
	}
	if (str_is(text, "new")) {
		append(s, SELECTOR_NEW);
		return 0;
	}
	if (str_starts(text, "last:"))
		return add_last(s, str_skip(text, 5), e);
	if (!str_starts(text, "u:"))
		return add_numbers(s, text, e);
	if (text.n == 2)
		return err_set(e, STATUS_USAGE, "\"u:\" lacks its UIDL");
	add_uidl(s, str_skip(text, 2));
	return 0;
}

/* The first line of pop3list -H. */
static bool
is_header(struct str line)
{
	return str_starts(line, "number\t");
}

int
selectors_read(struct selectors *s, struct in *in, struct err *e)
{
	struct buf line = BUF_INIT;
	struct str row, uidl;
	size_t n = 0;
	int got;

	while ((got = line_read(in, &line, ROW_MAX, e)) > 0) {
		row = buf_str(&line);
		if (n++ == 0 && is_header(row))
			continue;
		str_cut(&row, '\t');
		str_cut(&row, '\t');
		uidl = str_cut(&row, '\t');
		if (uidl.n == 0) {
			got = err_set(e, STATUS_DATA,
			    "%s: line %zu has no UIDL", in->name, n);
			break;
		}
		add_uidl(s, uidl);
	}
	buf_free(&line);
	return got;
}

static int
read_stdin(struct selectors *s, struct err *e)
{
	struct in in;
	int got;

	in_init(&in, STDIN_FILENO, "stdin", IN_SIZE);
	got = selectors_read(s, &in, e);
	in_free(&in);
	return got;
}

int
selectors_add_operands(struct selectors *s, char *const *operands,
    struct err *e)
{
	int got = 0;

	for (; *operands != NULL && got == 0; operands++)
		got = strcmp(*operands, "-") == 0 ? read_stdin(s, e)
		    : selectors_add(s, str_from(*operands), e);
	return got;
}

bool
selectors_is_single(const struct selectors *s)
{
	return s->n == 1 && s->v[0].single;
}

bool
selectors_are_numbers(const struct selectors *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].kind != SELECTOR_RANGE || !s->v[i].single)
			return false;
	return true;
}

bool
selectors_use_numbers(const struct selectors *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].kind == SELECTOR_LAST ||
		    (s->v[i].kind == SELECTOR_RANGE && s->v[i].must_hit))
			return true;
	return false;
}

static bool
has_kind(const struct selectors *s, enum selector_kind kind)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].kind == kind)
			return true;
	return false;
}

bool
selectors_need_uidl(const struct selectors *s)
{
	return has_kind(s, SELECTOR_UIDL) || has_kind(s, SELECTOR_NEW);
}

bool
selectors_need_journal(const struct selectors *s)
{
	return has_kind(s, SELECTOR_NEW);
}
