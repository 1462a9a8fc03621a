/* SPDX-License-Identifier: ISC */
#include "net/imap_tally.h"

void
imap_tally_begin(struct imap_tally *t, const struct imap *s)
{
	t->exists = s->box.exists;
	t->expunges = s->box.expunges;
	t->told = t->nameless = 0;
}

int
imap_tally_add(struct imap_tally *t, const struct imap *s, uint32_t uid,
    struct err *e)
{
	if (uid == 0)
		t->nameless++;
	else
		t->told++;
	if (t->told + t->nameless <= IMAP_MESSAGES_MAX)
		return 0;
	return err_set(e, STATUS_PROTOCOL, "%s: more than %llu messages",
	    s->account->url.host, (unsigned long long)IMAP_MESSAGES_MAX);
}

/* Those that went meanwhile may have been told of before or not; those that
   came need not be. */
bool
imap_tally_lacks(const struct imap_tally *t, const struct imap *s,
    const char *box, bool all, struct err *e)
{
	uint64_t gone = s->box.expunges - t->expunges;

	if (t->nameless > 0)
		err_set(e, STATUS_PARTIAL, "%s: %s: of %llu messages the "
		    "server does not tell the UID", s->account->url.host, box,
		    (unsigned long long)t->nameless);
	else if (all && t->told + gone < t->exists)
		err_set(e, STATUS_PARTIAL, "%s: %s: the server has %llu "
		    "messages, and tells of %llu", s->account->url.host, box,
		    (unsigned long long)(t->exists - gone),
		    (unsigned long long)t->told);
	else
		return false;
	return true;
}
