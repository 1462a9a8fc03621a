/* SPDX-License-Identifier: ISC */
#include "net/pop3_plan.h"

static enum pop3_fate
fate_of_taken(const struct journal *j, size_t entry,
    const struct retr_wish *w, int64_t now)
{
	const struct journal_entry *one = journal_get(j, entry);

	if (retr_wish_is_due(w, one, now))
		return journal_may_delete(j, entry) ? POP3_REMOVE : POP3_SKIP;
	return w->only_new || one->fresh ? POP3_SKIP : POP3_FETCH;
}

size_t
pop3_plan(struct pop3_targets *t, const struct retr_wish *w, int64_t now)
{
	uint64_t left = w->filter == NULL ? w->at_most : UINT64_MAX;
	struct pop3_target *one;
	size_t nameless = 0;

	for (one = t->v; one < t->v + t->n; one++) {
		if (one->entry == JOURNAL_NONE) {
			one->fate = w->only_new ? POP3_SKIP : POP3_FETCH;
			nameless += w->only_new;
		} else if (journal_is_taken(t->journal, one->entry)) {
			one->fate = fate_of_taken(t->journal, one->entry, w,
			    now);
		}
		if (one->fate != POP3_FETCH)
			continue;
		if (one->octets > w->largest || left == 0)
			one->fate = POP3_SKIP;
		else
			left--;
	}
	return nameless;
}
