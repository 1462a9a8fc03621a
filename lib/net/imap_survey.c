/* SPDX-License-Identifier: ISC */
#include "net/imap_opened.h"
#include "net/imap_retrieve.h"
#include "net/imap_row.h"
#include "net/imap_search.h"
#include "net/imap_tally.h"
#include "net/imap_uids.h"

/* The size decides what is retrieved, and whether a message that is to be
   deleted is still the one that was taken by an earlier run; a server may take
   long to tell the sizes of a large mailbox. */
static bool
needs_sizes(const struct imap_retrieve *f)
{
	const struct retr_wish *w = f->wish;

	return w->largest < UINT64_MAX ||
	    (f->remembers && (w->to_delete || w->has_days));
}

/* Also one whose size the server does not tell: it is there. */
static int
take_row(struct imap_retrieve *f, const struct imap_set *asked,
    struct err *e)
{
	struct imap_row row = IMAP_ROW_INIT;
	int result = imap_row_read(f->session, &row, e);
	uint32_t uid = row.uid;
	uint64_t octets = row.octets;

	imap_row_free(&row);
	if (result < 0 || uid == 0 || !imap_set_has(asked, uid))
		return result;
	if (f->targets->n == IMAP_MESSAGES_MAX)
		return err_set(e, STATUS_PROTOCOL, "%s: %s: more than %llu "
		    "messages", f->session->account->url.host, f->box,
		    (unsigned long long)IMAP_MESSAGES_MAX);
	imap_targets_add(f->targets, uid, octets);
	return 0;
}

/* Reads until all up to this command are ended; rows become targets, and what
   SEARCH finds is in *found. */
static int
read_all(struct imap_retrieve *f, unsigned int select, unsigned int last,
    const struct imap_set *asked, struct imap_set *found, struct err *e)
{
	struct imap *s = f->session;
	struct imap_reply r;

	while (imap_is_pending(s, last)) {
		if (imap_reply(s, &r, e) < 0)
			return -1;
		if (r.tag > select && imap_is_pending(s, select))
			return imap_retrieve_too_early(f, e);
		if (r.tag > 0 && r.tag == select &&
		    r.status.word != IMAP_OK)
			return imap_not_opened(s, &r, f->box, e);
		if (r.tag > 0 && r.status.word != IMAP_OK)
			return imap_refused(s, &r, STATUS_UNAVAILABLE,
			    f->box, e);
		if (imap_is_pending(s, select))
			continue;
		if (imap_is_data(&r, "FETCH") && take_row(f, asked, e) < 0)
			return -1;
		if (imap_search_take(s, &r, found, e) < 0)
			return -1;
	}
	return 0;
}

/* The UIDs of SEARCH, which may name others as well. */
static void
add_found(struct imap_retrieve *f, const struct imap_set *asked,
    const struct imap_set *found)
{
	struct imap_set both = IMAP_SET_INIT;
	uint64_t uid;
	size_t i;

	imap_set_intersect(asked, found, &both);
	for (i = 0; i < both.n; i++)
		for (uid = both.v[i].first; uid <= both.v[i].last; uid++)
			imap_targets_add(f->targets, (uint32_t)uid, 0);
	imap_set_free(&both);
}

int
imap_retrieve_survey(struct imap_retrieve *f, unsigned int select,
    const struct imap_set *asked, struct err *e)
{
	struct imap_set found = IMAP_SET_INIT;
	unsigned int last = select;
	int result;

	result = needs_sizes(f) ? imap_uids_send(f->session, &last,
	    "FETCH", asked, STR("(UID RFC822.SIZE)"), e)
	    : imap_find_send(f->session, &last, asked, e);
	if (result == 0)
		result = read_all(f, select, last, asked, &found, e);
	if (result == 0)
		result = imap_search_end(f->session, &found, e);
	if (result == 0 && !needs_sizes(f))
		add_found(f, asked, &found);
	imap_set_free(&found);
	imap_targets_sort(f->targets);
	return result < 0 ? -1 : imap_retrieve_check(f, e);
}
