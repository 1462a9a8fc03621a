/* SPDX-License-Identifier: ISC */
#include "net/imap_uids.h"

#include "net/imap_opened.h"
#include "net/imap_search.h"

#define MARK "+FLAGS.SILENT (\\Deleted)"
#define UNMARK "-FLAGS.SILENT (\\Deleted)"

bool
imap_can_move(const struct imap *s)
{
	return imap_offers(s, "MOVE");
}

bool
imap_can_expunge(const struct imap *s)
{
	return imap_offers(s, "UIDPLUS");
}

/* SELECT and the question travel together: it changes nothing. */
static int
ask(struct imap_run *r, const char *box, bool read_only,
    const struct imap_set *asked, struct imap_set *found, struct err *e)
{
	struct imap *s = &r->session;
	unsigned int select, find;

	if (imap_open(s, e) < 0 ||
	    imap_run_select(r, &select, read_only, box, e) < 0 ||
	    imap_find_send(s, &find, asked, e) < 0 ||
	    imap_wait_opened(s, select, box, e) < 0)
		return -1;
	return imap_search_wait(s, find, found, e);
}

int
imap_choose(struct imap_run *r, const char *box, bool read_only,
    struct imap_selectors *selectors, struct imap_set *chosen,
    struct err *e)
{
	struct imap_set asked = IMAP_SET_INIT, found = IMAP_SET_INIT;
	int result;

	/* An empty list: nobody needs to be asked. */
	if (selectors->n == 0)
		return 0;
	imap_selectors_ask(selectors, 1, &asked);
	result = ask(r, box, read_only, &asked, &found, e);
	/* Last, for it may even change within a session (RFC 2683 3.4.3). */
	if (result == 0 && imap_selectors_check(selectors,
	    (uint32_t)r->session.box.uidvalidity, e) < 0)
		result = err_prefix(e, "%s", box);
	if (result == 0)
		imap_selectors_choose(selectors, 1, &found, chosen);
	imap_set_free(&asked);
	imap_set_free(&found);
	return result;
}

int
imap_uids_send(struct imap *s, unsigned int *tag, const char *verb,
    const struct imap_set *uids, struct str tail, struct err *e)
{
	struct buf command = BUF_INIT;
	size_t at = 0;
	int done = 0;

	if (s->box.renumbered)
		return err_set(e, STATUS_PARTIAL, "%s: the mailbox has got "
		    "another UIDVALIDITY: these messages are gone",
		    s->account->url.host);
	while (done == 0 && at < uids->n) {
		command.len = 0;
		buf_printf(&command, "UID %s ", verb);
		imap_set_write(uids, &at, &command, IMAP_SET_OCTETS);
		if (tail.n > 0)
			buf_add_char(&command, ' ');
		buf_add_str(&command, tail);
		done = imap_send(s, tag, buf_str(&command), e);
	}
	buf_free(&command);
	return done;
}

int
imap_uids_wait(struct imap *s, unsigned int tag, const char *what,
    struct err *refusal, struct err *e)
{
	struct imap_reply r;

	do {
		if (imap_reply(s, &r, e) < 0)
			return -1;
		if (r.tag != 0 && r.status.word != IMAP_OK &&
		    refusal->status == 0)
			imap_refused(s, &r, STATUS_UNAVAILABLE, what,
			    refusal);
	} while (imap_is_pending(s, tag));
	return 0;
}

int
imap_uids_left(struct imap *s, const struct imap_set *uids, uint64_t expunges,
    struct imap_set *left, struct err *e)
{
	struct imap_set found = IMAP_SET_INIT;
	unsigned int find;
	int result;

	if (expunges == imap_set_count(uids))
		return 0;
	result = imap_find_send(s, &find, uids, e);
	if (result == 0)
		result = imap_search_wait(s, find, &found, e);
	/* It may name others as well. */
	if (result == 0)
		imap_set_intersect(uids, &found, left);
	imap_set_free(&found);
	return result;
}

/* Waits for what removes marked messages. */
static int
expunge(struct imap *s, unsigned int tag, const struct imap_set *uids,
    struct imap_set *left, struct err *refusal, struct err *e)
{
	uint64_t before = s->box.expunges;

	if (imap_uids_wait(s, tag, "not deleted", refusal, e) < 0)
		return -1;
	return imap_uids_left(s, uids, refusal->status != 0 ? 0
	    : s->box.expunges - before, left, e);
}

/* Those that others have marked. */
static int
find_others(struct imap *s, const struct imap_set *uids,
    struct imap_set *others, struct err *e)
{
	struct imap_set marked = IMAP_SET_INIT;
	unsigned int tag;
	int result;

	result = imap_search_send(s, &tag, STR("DELETED"), e);
	if (result == 0)
		result = imap_search_wait(s, tag, &marked, e);
	if (result == 0)
		imap_set_subtract(&marked, uids, others);
	imap_set_free(&marked);
	return result;
}

/* Takes the marks of others off, and makes sure that there are none. */
static int
unmark(struct imap *s, const struct imap_set *uids,
    const struct imap_set *others, struct err *refusal, struct err *e)
{
	struct imap_set marked = IMAP_SET_INIT;
	unsigned int tag;
	int result;

	if (imap_uids_send(s, &tag, "STORE", others, STR(UNMARK), e) < 0 ||
	    imap_uids_wait(s, tag, "nothing deleted", refusal, e) < 0)
		return -1;
	if (refusal->status != 0)
		return 0;
	result = find_others(s, uids, &marked, e);
	if (marked.n > 0)
		err_set(refusal, STATUS_UNAVAILABLE, "%s: nothing deleted: "
		    "what others have marked stays so", s->account->url.host);
	imap_set_free(&marked);
	return result;
}

/* Without UIDPLUS. */
static int
delete_plainly(struct imap *s, const struct imap_set *uids,
    struct imap_set *left, struct err *refusal, struct err *e)
{
	struct imap_set others = IMAP_SET_INIT;
	unsigned int tag = 0;
	int result = find_others(s, uids, &others, e);

	if (result == 0 && others.n > 0)
		result = unmark(s, uids, &others, refusal, e);
	if (refusal->status != 0)
		imap_set_add_all(left, uids);
	else if (result == 0 &&
	    (imap_uids_send(s, &tag, "STORE", uids, STR(MARK), e) < 0 ||
	    imap_command(s, &tag, e, "EXPUNGE") < 0 ||
	    expunge(s, tag, uids, left, refusal, e) < 0))
		result = -1;
	if (result == 0 && others.n > 0 &&
	    (imap_uids_send(s, &tag, "STORE", &others, STR(MARK), e) < 0 ||
	    imap_uids_wait(s, tag, "marks not put back", refusal, e) < 0))
		result = -1;
	imap_set_free(&others);
	return result;
}

int
imap_delete(struct imap *s, const struct imap_set *uids, bool may_unmark,
    struct imap_set *left, struct err *refusal, struct err *e)
{
	bool has_plus = imap_can_expunge(s);
	unsigned int tag;

	if (uids->n == 0)
		return 0;
	if (!has_plus && !may_unmark)
		return err_set(e, STATUS_UNAVAILABLE, "%s: nothing is "
		    "deleted: the server has no UIDPLUS, and would delete "
		    "whatever is marked", s->account->url.host);
	if (!has_plus)
		return delete_plainly(s, uids, left, refusal, e);
	if (imap_uids_send(s, NULL, "STORE", uids, STR(MARK), e) < 0 ||
	    imap_uids_send(s, &tag, "EXPUNGE", uids, STR(""), e) < 0)
		return -1;
	return expunge(s, tag, uids, left, refusal, e);
}
