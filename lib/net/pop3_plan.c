/* SPDX-License-Identifier: ISC */
#include "net/pop3_plan.h"

#define DAY ((int64_t)24 * 60 * 60)

/* Whether one that was taken in an earlier run, or in this one before it had
   to begin anew, may go now. */
static bool
is_due(const struct journal *j, size_t entry, const struct pop3_wish *w,
    int64_t now)
{
	const struct journal_entry *one = journal_get(j, entry);

	if (one->word == JOURNAL_DELETE && w->to_delete)
		return true;
	return w->has_days && one->word != JOURNAL_MARKED &&
	    w->days < INT64_MAX / DAY &&
	    now - one->time >= (int64_t)w->days * DAY;
}

static enum pop3_fate
fate_of_taken(const struct journal *j, size_t entry,
    const struct pop3_wish *w, int64_t now)
{
	const struct journal_entry *one = journal_get(j, entry);

	if (is_due(j, entry, w, now))
		return journal_may_delete(j, entry) ? POP3_REMOVE : POP3_SKIP;
	return w->only_new || one->fresh ? POP3_SKIP : POP3_FETCH;
}

size_t
pop3_plan(struct pop3_targets *t, const struct pop3_wish *w, int64_t now)
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
