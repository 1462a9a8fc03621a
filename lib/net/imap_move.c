/* SPDX-License-Identifier: ISC */
#include "net/imap_move.h"

#include "net/imap_create.h"
#include "net/imap_string.h"
#include "net/imap_uids.h"

/* Where a MOVE is done in two steps, so many ranges are done at a time. */
#define RANGES_AT_ONCE ((size_t)300)

/* Sends COPY or MOVE and reads all answers.  Returns 1 if the mailbox is to
   be made first. */
static int
send_once(struct imap *s, struct imap_transfer *t, const char *verb,
    const struct imap_set *uids, struct err *e)
{
	struct buf box = BUF_INIT;
	struct imap_reply r;
	unsigned int tag = 0;
	int result = -1;

	if (!imap_add_mailbox(&box, t->box))
		err_set(e, STATUS_DATA, "a NUL in a mailbox name");
	else
		result = imap_uids_send(s, &tag, verb, uids, buf_str(&box), e);
	buf_free(&box);
	t->begun |= result == 0;
	t->refusal.status = 0;
	do {
		if (result < 0 || imap_reply(s, &r, e) < 0)
			return -1;
		if (r.is_status)
			imap_copies_take(&t->made, &r.status, t->uids);
		t->some |= r.tag != 0 && r.status.word == IMAP_OK;
		if (r.tag == 0 || r.status.word == IMAP_OK)
			continue;
		if (imap_lacks_box(&r))
			result = 1;
		if (t->refusal.status == 0)
			imap_refused(s, &r, STATUS_UNAVAILABLE, t->copies
			    ? "not copied" : "not moved", &t->refusal);
	} while (imap_is_pending(s, tag));
	return result;
}

/* Makes the mailbox if it lacks, and that is wanted. */
static int
send(struct imap *s, struct imap_transfer *t, const char *verb,
    const struct imap_set *uids, struct err *e)
{
	int result = send_once(s, t, verb, uids, e);

	if (result <= 0 || !t->may_create)
		return result < 0 ? -1 : 0;
	t->may_create = false;
	t->begun = t->some;
	if (imap_create(s, t->box, e) < 0)
		return -1;
	return send_once(s, t, verb, uids, e) < 0 ? -1 : 0;
}

static int
move(struct imap *s, struct imap_transfer *t, struct err *e)
{
	uint64_t before = s->box.expunges;

	if (send(s, t, "MOVE", t->uids, e) < 0)
		return -1;
	return imap_uids_left(s, t->uids, t->refusal.status != 0 ? 0
	    : s->box.expunges - before, &t->left, e);
}

/* Those of uids of which copies were made, since there were so many: all,
   where the server does not say. */
static void
find_copied(const struct imap_transfer *t, size_t before,
    const struct imap_set *uids, struct imap_set *copied)
{
	struct imap_set said = IMAP_SET_INIT;
	size_t i;

	for (i = before; i < t->made.n; i++)
		imap_set_add(&said, t->made.v[i].from, t->made.v[i].from);
	imap_set_sort(&said);
	imap_set_intersect(uids, said.n > 0 ? &said : uids, copied);
	imap_set_free(&said);
}

/* What is not copied is not deleted. */
static int
copy_and_delete(struct imap *s, struct imap_transfer *t,
    const struct imap_set *uids, struct err *e)
{
	struct imap_set copied = IMAP_SET_INIT, left = IMAP_SET_INIT;
	size_t before = t->made.n;
	int result;

	if (send(s, t, "COPY", uids, e) < 0)
		return -1;
	if (t->refusal.status == 0)
		find_copied(t, before, uids, &copied);
	imap_set_subtract(uids, &copied, &t->left);
	result = copied.n == 0 ? 0 : imap_delete(s, &copied, t->may_unmark,
	    &left, &t->refusal, e);
	imap_set_add_all(&t->left, &left);
	imap_set_sort(&t->left);
	imap_set_free(&copied);
	imap_set_free(&left);
	return result;
}

static int
move_by_copies(struct imap *s, struct imap_transfer *t, struct err *e)
{
	struct imap_set some;
	size_t at;

	for (at = 0; at < t->uids->n; at += some.n) {
		some = (struct imap_set){t->uids->v + at,
		    t->uids->n - at, 0};
		if (some.n > RANGES_AT_ONCE)
			some.n = RANGES_AT_ONCE;
		/* After a refusal the rest stays, and is what is left. */
		if (t->refusal.status != 0)
			imap_set_add_all(&t->left, &some);
		else if (copy_and_delete(s, t, &some, e) < 0)
			return -1;
	}
	return 0;
}

int
imap_transfer(struct imap *s, struct imap_transfer *t, struct err *e)
{
	if (t->uids->n == 0)
		return 0;
	if (t->copies)
		return send(s, t, "COPY", t->uids, e);
	if (imap_can_move(s))
		return move(s, t, e);
	if (!imap_can_expunge(s) && !t->may_unmark)
		return err_set(e, STATUS_UNAVAILABLE, "%s: nothing is moved: "
		    "the server has neither MOVE nor UIDPLUS",
		    s->account->url.host);
	return move_by_copies(s, t, e);
}
