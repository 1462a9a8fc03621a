/* SPDX-License-Identifier: ISC */
#include "net/pop3_box.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
pop3_box_free(struct pop3_box *box)
{
	free(box->v);
	memset(box, 0, sizeof(*box));
}

void
pop3_box_add(struct pop3_box *box, uint64_t number, uint64_t octets)
{
	box->v = mem_more(box->v, box->n, &box->cap, sizeof(*box->v));
	box->v[box->n].number = number;
	box->v[box->n].octets = octets;
	box->v[box->n++].named = false;
}

static int
compare(const void *a, const void *b)
{
	const struct pop3_message *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static bool
is_sorted(const struct pop3_box *box)
{
	size_t i;

	for (i = 1; i < box->n; i++)
		if (box->v[i - 1].number >= box->v[i].number)
			return false;
	return true;
}

/* Servers send them in order; only a broken one costs the sorting, in which
   which of two equal numbers comes first is then left to chance. */
void
pop3_box_sort(struct pop3_box *box)
{
	size_t i, kept = 0;

	if (is_sorted(box))
		return;
	qsort(box->v, box->n, sizeof(*box->v), compare);
	for (i = 0; i < box->n; i++)
		if (kept == 0 || box->v[kept - 1].number != box->v[i].number)
			box->v[kept++] = box->v[i];
	box->n = kept;
}

struct pop3_message *
pop3_box_find(const struct pop3_box *box, uint64_t number)
{
	struct pop3_message key = {number, 0, false};

	/* Where a sound server has it. */
	if (number - 1 < box->n && box->v[number - 1].number == number)
		return &box->v[number - 1];
	if (box->n == 0)
		return NULL;
	return bsearch(&key, box->v, box->n, sizeof(*box->v), compare);
}
