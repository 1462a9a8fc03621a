/* SPDX-License-Identifier: ISC */
#include "net/imap_targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
imap_targets_free(struct imap_targets *t)
{
	free(t->v);
	memset(t, 0, sizeof(*t));
}

struct imap_target *
imap_targets_add(struct imap_targets *t, uint32_t uid, uint64_t octets)
{
	struct imap_target *one;

	t->v = mem_more(t->v, t->n, &t->cap, sizeof(*t->v));
	one = &t->v[t->n++];
	one->uid = uid;
	one->octets = octets;
	one->entry = JOURNAL_NONE;
	one->fate = IMAP_FETCH;
	return one;
}

/* Of two with the same UID that whose octets are known is the first. */
static int
by_uid_and_octets(const void *a, const void *b)
{
	const struct imap_target *x = a, *y = b;

	if (x->uid == y->uid)
		return x->octets > y->octets ? -1 : x->octets < y->octets;
	return x->uid < y->uid ? -1 : 1;
}

static int
by_uid(const void *a, const void *b)
{
	const struct imap_target *x = a, *y = b;

	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

void
imap_targets_sort(struct imap_targets *t)
{
	size_t i, n = 0;

	if (t->n > 1)
		qsort(t->v, t->n, sizeof(*t->v), by_uid_and_octets);
	for (i = 0; i < t->n; i++)
		if (n == 0 || t->v[n - 1].uid != t->v[i].uid)
			t->v[n++] = t->v[i];
	t->n = n;
}

struct imap_target *
imap_targets_find(const struct imap_targets *t, uint32_t uid)
{
	struct imap_target key;

	if (t->n == 0)
		return NULL;
	key.uid = uid;
	return bsearch(&key, t->v, t->n, sizeof(*t->v), by_uid);
}

void
imap_targets_with(const struct imap_targets *t, enum imap_fate fate,
    struct imap_set *set)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->v[i].fate == fate)
			imap_set_add(set, t->v[i].uid, t->v[i].uid);
}

void
imap_targets_journal(struct imap_targets *t, const struct imap_set *chosen)
{
	struct imap_target *one;
	char id[16];
	int n;

	if (t->journal != NULL)
		journal_list_begin(t->journal);
	for (one = t->v; one < t->v + t->n; one++) {
		if (!imap_set_has(chosen, one->uid))
			one->fate = IMAP_SKIP;
		if (t->journal == NULL)
			continue;
		n = snprintf(id, sizeof(id), "%lu", (unsigned long)one->uid);
		one->entry = journal_list(t->journal, str_of(id, (size_t)n),
		    one->octets);
	}
}

static enum imap_fate
fate_of_taken(const struct imap_targets *t, size_t entry,
    const struct retr_wish *w, int64_t now)
{
	if (retr_wish_is_due(w, journal_get(t->journal, entry), now))
		return journal_may_delete(t->journal, entry) ? IMAP_REMOVE
		                                             : IMAP_SKIP;
	return w->only_new ? IMAP_SKIP : IMAP_FETCH;
}

void
imap_targets_plan(struct imap_targets *t, const struct retr_wish *w,
    int64_t now)
{
	uint64_t left = w->filter == NULL ? w->at_most : UINT64_MAX;
	struct imap_target *one;

	for (one = t->v; one < t->v + t->n; one++) {
		if (one->fate == IMAP_FETCH && one->entry != JOURNAL_NONE &&
		    journal_is_taken(t->journal, one->entry))
			one->fate = fate_of_taken(t, one->entry, w, now);
		if (one->fate != IMAP_FETCH)
			continue;
		if (one->octets > w->largest || left == 0)
			one->fate = IMAP_SKIP;
		else
			left--;
	}
}
