/* SPDX-License-Identifier: ISC */
#include "net/imap_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"

/* "4294967295:4294967295," */
#define RANGE_MAX 24

void
imap_set_free(struct imap_set *s)
{
	free(s->v);
	memset(s, 0, sizeof(*s));
}

void
imap_set_add(struct imap_set *s, uint32_t first, uint32_t last)
{
	struct imap_range *end = s->n > 0 ? &s->v[s->n - 1] : NULL;

	if (end != NULL && first >= end->first && first - 1 <= end->last) {
		if (last > end->last)
			end->last = last;
		return;
	}
	s->v = mem_more(s->v, s->n, &s->cap, sizeof(*s->v));
	s->v[s->n].first = first;
	s->v[s->n++].last = last;
}

static int
by_first(const void *a, const void *b)
{
	const struct imap_range *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

void
imap_set_sort(struct imap_set *s)
{
	size_t i, n = s->n;

	if (n < 2)
		return;
	qsort(s->v, n, sizeof(*s->v), by_first);
	/* What is added again never stands behind what is still to come. */
	s->n = 1;
	for (i = 1; i < n; i++)
		imap_set_add(s, s->v[i].first, s->v[i].last);
}

void
imap_set_add_all(struct imap_set *s, const struct imap_set *other)
{
	size_t i;

	for (i = 0; i < other->n; i++)
		imap_set_add(s, other->v[i].first, other->v[i].last);
}

/* The first range that ends at number or behind it. */
static size_t
find(const struct imap_set *s, uint32_t number)
{
	size_t low = 0, high = s->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (s->v[middle].last < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
imap_set_insert(struct imap_set *s, uint32_t number)
{
	size_t at = find(s, number), behind;
	bool left = at > 0 && s->v[at - 1].last == number - 1;
	bool right = at < s->n && s->v[at].first > number &&
	    s->v[at].first - 1 == number;

	if (imap_set_has(s, number))
		return;
	behind = (s->n - at) * sizeof(*s->v);
	if (left && right) {
		s->v[at - 1].last = s->v[at].last;
		memmove(s->v + at, s->v + at + 1, behind - sizeof(*s->v));
		s->n--;
	} else if (left) {
		s->v[at - 1].last = number;
	} else if (right) {
		s->v[at].first = number;
	} else {
		s->v = mem_more(s->v, s->n, &s->cap, sizeof(*s->v));
		memmove(s->v + at + 1, s->v + at, behind);
		s->v[at].first = s->v[at].last = number;
		s->n++;
	}
}

bool
imap_set_meets(const struct imap_set *s, uint32_t first, uint32_t last)
{
	size_t at = find(s, first);

	return at < s->n && s->v[at].first <= last;
}

bool
imap_set_has(const struct imap_set *s, uint32_t number)
{
	return imap_set_meets(s, number, number);
}

uint64_t
imap_set_count(const struct imap_set *s)
{
	uint64_t count = 0;
	size_t i;

	for (i = 0; i < s->n; i++)
		count += (uint64_t)s->v[i].last - s->v[i].first + 1;
	return count;
}

void
imap_set_intersect(const struct imap_set *a, const struct imap_set *b,
    struct imap_set *both)
{
	uint32_t first, last;
	size_t i = 0, k = 0;

	while (i < a->n && k < b->n) {
		first = a->v[i].first > b->v[k].first ? a->v[i].first
		                                      : b->v[k].first;
		last = a->v[i].last < b->v[k].last ? a->v[i].last
		                                   : b->v[k].last;
		if (first <= last)
			imap_set_add(both, first, last);
		if (a->v[i].last <= b->v[k].last)
			i++;
		else
			k++;
	}
}

void
imap_set_subtract(const struct imap_set *a, const struct imap_set *b,
    struct imap_set *rest)
{
	uint64_t first;
	size_t i, k;

	for (i = 0; i < a->n; i++) {
		first = a->v[i].first;
		for (k = find(b, a->v[i].first);
		    k < b->n && b->v[k].first <= a->v[i].last; k++) {
			if (b->v[k].first > first)
				imap_set_add(rest, (uint32_t)first,
				    b->v[k].first - 1);
			first = (uint64_t)b->v[k].last + 1;
		}
		if (first <= a->v[i].last)
			imap_set_add(rest, (uint32_t)first, a->v[i].last);
	}
}

bool
imap_set_write(const struct imap_set *s, size_t *at, struct buf *b,
    size_t max)
{
	const struct imap_range *r;
	size_t before = b->len, begin = *at;

	for (; *at < s->n; ++*at) {
		if (*at > begin && b->len - before + RANGE_MAX > max)
			break;
		r = &s->v[*at];
		buf_printf(b, *at > begin ? ",%lu" : "%lu",
		    (unsigned long)r->first);
		if (r->last > r->first)
			buf_printf(b, ":%lu", (unsigned long)r->last);
	}
	return *at > begin;
}

void
imap_numbers_init(struct imap_numbers *n, struct str text)
{
	n->rest = text.p != NULL ? text : STR("");
	n->within = false;
}

bool
imap_set_number(struct str text, uint32_t *number)
{
	uint64_t n;

	if (num_parse(text, UINT32_MAX, &n) < 0 || n == 0)
		return false;
	*number = (uint32_t)n;
	return true;
}

/* Reads one of the ranges between the commas; 1, 0 at the end, -1. */
static int
read_range(struct imap_numbers *n)
{
	struct str last = str_cut(&n->rest, ','), first;
	struct imap_range r;

	if (last.p == NULL)
		return 0;
	first = str_cut(&last, ':');
	if (!imap_set_number(first, &r.first))
		return -1;
	r.last = r.first;
	if (last.p != NULL && !imap_set_number(last, &r.last))
		return -1;
	n->range.first = r.first < r.last ? r.first : r.last;
	n->range.last = r.first < r.last ? r.last : r.first;
	return 1;
}

int
imap_numbers_next(struct imap_numbers *n, uint32_t *number)
{
	int got;

	if (!n->within) {
		got = read_range(n);
		if (got <= 0)
			return got;
		*number = n->range.first;
	} else {
		*number = ++n->range.first;
	}
	n->within = n->range.first < n->range.last;
	return 1;
}

int
imap_set_read(struct imap_set *s, struct str text)
{
	struct imap_numbers n;
	int got;

	imap_numbers_init(&n, text);
	while ((got = read_range(&n)) > 0)
		imap_set_add(s, n.range.first, n.range.last);
	return got;
}
