/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "net/imap_move.h"
#include "net/imap_name.h"
#include "net/imap_retrieve.h"
#include "net/imap_uids.h"

int
imap_retrieve_can_finish(const struct imap_retrieve *f, struct err *e)
{
	const struct imap *s = f->session;
	bool removes = f->wish->to_delete || f->wish->has_days;

	if (!removes || imap_can_expunge(s) ||
	    (f->wish->to != NULL && imap_can_move(s)))
		return 0;
	return err_set(e, STATUS_UNAVAILABLE, "%s: nothing is retrieved: "
	    "the server has no UIDPLUS, and would delete whatever is marked",
	    s->account->url.host);
}

/* Several commands may have been refused: the first one is told. */
static void
report(struct imap_retrieve *f, const struct err *refusal)
{
	struct err e = *refusal;

	if (refusal->status == 0)
		return;
	err_prefix(&e, "%s", f->box);
	f->say(f->arg, &e);
	f->failed = true;
	f->temporary |= refusal->status == STATUS_TEMPFAIL;
}

static void
say_left(struct imap_retrieve *f, const struct imap_set *left,
    const char *what)
{
	const struct err why = {STATUS_PARTIAL, "it is still there"};
	uint64_t uid;
	size_t i;

	for (i = 0; i < left->n; i++)
		for (uid = left->v[i].first; uid <= left->v[i].last; uid++)
			imap_retrieve_say(f, (uint32_t)uid, what, &why);
}

static int
remove_from_here(struct imap_retrieve *f, const struct imap_set *uids,
    struct imap_set *left, struct err *e)
{
	struct err refusal = ERR_INIT;

	if (imap_delete(f->session, uids, false, left, &refusal, e) < 0)
		return err_prefix(e, "maybe not all was deleted");
	report(f, &refusal);
	if (refusal.status == 0)
		say_left(f, left, "not deleted");
	return 0;
}

/* By MOVE, or by COPY, and then what has been copied is deleted. */
static int
move(struct imap_retrieve *f, const struct imap_set *uids,
    struct imap_set *left, struct err *e)
{
	struct imap_transfer t;
	struct buf name = BUF_INIT;
	int result = imap_name_encode(&name, str_from(f->wish->to), e);

	memset(&t, 0, sizeof(t));
	t.uids = uids;
	t.box = buf_str(&name);
	if (result == 0 && imap_transfer(f->session, &t, e) < 0)
		result = t.begun ? err_prefix(e, "maybe not all was moved")
		    : -1;
	if (result == 0) {
		report(f, &t.refusal);
		if (t.refusal.status == 0)
			say_left(f, &t.left, "not moved");
		imap_set_add_all(left, &t.left);
	}
	buf_free(&name);
	imap_copies_free(&t.made);
	imap_set_free(&t.left);
	return result;
}

static int
set_seen(struct imap_retrieve *f, unsigned int *tag, struct err *e)
{
	return imap_uids_send(f->session, tag, "STORE", &f->done,
	    STR("+FLAGS.SILENT (\\Seen)"), e);
}

/* The file need not say so at once: the next listing tells it as well. */
static int
note_removed(struct imap_retrieve *f, const struct imap_set *uids,
    const struct imap_set *left, struct err *e)
{
	struct journal *j = f->targets->journal;
	const struct imap_target *t;

	if (j == NULL)
		return 0;
	for (t = f->targets->v; t < f->targets->v + f->targets->n; t++)
		if (t->entry != JOURNAL_NONE && imap_set_has(uids, t->uid) &&
		    !imap_set_has(left, t->uid))
			journal_note(j, t->entry, JOURNAL_DELETED, NULL);
	return journal_write(j, e);
}

static int
remove_all(struct imap_retrieve *f, const struct imap_set *uids,
    struct err *e)
{
	struct imap_set left = IMAP_SET_INIT;
	int result;

	result = f->wish->to != NULL ? move(f, uids, &left, e)
	    : remove_from_here(f, uids, &left, e);
	if (result == 0)
		result = note_removed(f, uids, &left, e);
	imap_set_free(&left);
	return result;
}

int
imap_retrieve_finish(struct imap_retrieve *f, struct err *e)
{
	struct imap_set uids = IMAP_SET_INIT;
	struct err refusal = ERR_INIT;
	unsigned int tag = 0;
	int result = 0;

	if (f->refusal.status != 0)
		return 0;
	imap_set_sort(&f->done);
	imap_targets_with(f->targets, IMAP_REMOVE, &uids);
	if (f->wish->to_delete)
		imap_set_add_all(&uids, &f->done);
	imap_set_sort(&uids);
	if (f->wish->seen && f->done.n > 0)
		result = set_seen(f, &tag, e);
	if (result == 0 && uids.n > 0)
		result = remove_all(f, &uids, e);
	else if (result == 0 && tag > 0)
		result = imap_uids_wait(f->session, tag, "not marked",
		    &refusal, e);
	report(f, &refusal);
	imap_set_free(&uids);
	return result;
}
