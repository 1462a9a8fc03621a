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

enum retr_verdict
retr_wish_filter(const struct retr_wish *w, struct spool *header,
    const struct command_idle *idle, struct err *e)
{
	int status = command_run(w->filter, header, true, idle, e);

	if (status > RETR_REMOVE)
		err_set(e, STATUS_PARTIAL, "%s: exit status %d", w->filter,
		    status);
	return status < 0 || status > RETR_REMOVE ? RETR_SKIP
	    : (enum retr_verdict)status;
}
