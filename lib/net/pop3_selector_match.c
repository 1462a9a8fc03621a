/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/pop3_selector.h"

static int
compare_uidl(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n > 0 ? memcmp(a.p, b.p, n) : 0;

	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

static int
compare_selectors(const void *a, const void *b)
{
	const struct pop3_selector *const *x = a, *const *y = b;
	int order = compare_uidl(buf_str(&(*x)->uidl), buf_str(&(*y)->uidl));

	/* Of equal ones the operand that was first stays first. */
	return order != 0 ? order : (*x > *y) - (*x < *y);
}

/* Those with a UIDL first, sorted, then the ranges as they stand. */
static void
put_in_order(struct pop3_selectors *s)
{
	size_t i, n = 0;

	free(s->order);
	s->order = mem_alloc(s->n * sizeof(*s->order));
	for (i = 0; i < s->n; i++)
		if (s->v[i].kind == SELECTOR_UIDL)
			s->order[n++] = &s->v[i];
	s->n_uidl = n;
	for (i = 0; i < s->n; i++)
		if (s->v[i].kind != SELECTOR_UIDL)
			s->order[n++] = &s->v[i];
	qsort(s->order, s->n_uidl, sizeof(*s->order), compare_selectors);
}

/* last:5 is the range of the last five numbers. */
static void
bind_last(struct pop3_selector *one, const struct pop3_box *box)
{
	size_t skip = one->count < box->n ? box->n - (size_t)one->count : 0;

	one->first = box->n > 0 ? box->v[skip].number : 1;
	one->last = box->n > 0 ? box->v[box->n - 1].number : 0;
}

void
pop3_selectors_bind(struct pop3_selectors *s, const struct pop3_box *box)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		s->v[i].hit = false;
		if (s->v[i].kind == SELECTOR_LAST)
			bind_last(&s->v[i], box);
	}
	put_in_order(s);
}

/* Where the UIDLs that are not less than this one begin in order. */
static size_t
lower_bound(const struct pop3_selectors *s, struct str uidl)
{
	size_t low = 0, high = s->n_uidl, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (compare_uidl(buf_str(&s->order[middle]->uidl), uidl) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Marks a selector that takes the message; the index of the first so far. */
static size_t
mark(const struct pop3_selectors *s, struct pop3_selector *one, size_t first)
{
	size_t index = (size_t)(one - s->v);

	one->hit = true;
	return index < first ? index : first;
}

size_t
pop3_selectors_match(struct pop3_selectors *s, uint64_t number,
    struct str uidl, bool is_new)
{
	size_t first = s->n, i;
	struct pop3_selector *one;

	for (i = uidl.p != NULL ? lower_bound(s, uidl) : s->n_uidl;
	    i < s->n_uidl; i++) {
		one = s->order[i];
		if (!str_equal(buf_str(&one->uidl), uidl))
			break;
		first = mark(s, one, first);
	}
	for (i = s->n_uidl; i < s->n; i++) {
		one = s->order[i];
		if (one->kind == SELECTOR_NEW ? is_new :
		    number >= one->first && number <= one->last)
			first = mark(s, one, first);
	}
	return first;
}

void
pop3_selector_name(const struct pop3_selector *one, struct buf *b)
{
	if (one->kind == SELECTOR_UIDL) {
		buf_add_string(b, "u:");
		buf_add_str(b, buf_str(&one->uidl));
	} else if (one->kind == SELECTOR_NEW) {
		buf_add_string(b, "new");
	} else if (one->kind == SELECTOR_LAST) {
		buf_printf(b, "last:%llu", (unsigned long long)one->count);
	} else {
		buf_printf(b, "%llu", (unsigned long long)one->first);
		if (!one->single)
			buf_printf(b, "-%llu", (unsigned long long)one->last);
	}
}

bool
pop3_selectors_missed(const struct pop3_selectors *s, size_t *at,
    struct err *e)
{
	const struct pop3_selector *one;
	struct buf name = BUF_INIT;

	while (*at < s->n) {
		one = &s->v[(*at)++];
		if (!one->must_hit || one->hit)
			continue;
		pop3_selector_name(one, &name);
		err_set(e, STATUS_PARTIAL, "%s: no such message",
		    buf_string(&name));
		buf_free(&name);
		return true;
	}
	return false;
}
