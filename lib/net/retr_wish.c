/* SPDX-License-Identifier: ISC */
#include "net/retr_wish.h"

#define DAY ((int64_t)24 * 60 * 60)

bool
retr_wish_is_due(const struct retr_wish *w,
    const struct journal_entry *taken, int64_t now)
{
	if (taken->word == JOURNAL_DELETE && w->to_delete)
		return true;
	return w->has_days && taken->word != JOURNAL_MARKED &&
	    w->days < INT64_MAX / DAY &&
	    now - taken->time >= (int64_t)w->days * DAY;
}
