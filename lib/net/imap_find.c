/* SPDX-License-Identifier: ISC */
#include "net/imap_find.h"

#include "base/buf.h"
#include "net/imap_criteria.h"
#include "net/imap_opened.h"
#include "net/imap_search.h"

static int
queue(struct imap_find *f, unsigned int *tag, const char *verb,
    struct str what, struct err *e)
{
	struct buf command = BUF_INIT;
	int done;

	buf_printf(&command, "%s ", verb);
	buf_add_str(&command, what);
	done = imap_send(f->session, tag, buf_str(&command), e);
	buf_free(&command);
	return done;
}

/* A server may tell the flags of any message at any time. */
static int
take_row(struct imap_find *f, struct err *e)
{
	struct imap_row row = IMAP_ROW_INIT;
	int done = imap_row_read(f->session, &row, e);
	bool counts = done == 0 && row.is_answer && f->items.p != NULL;

	if (counts && row.uid != f->last)
		done = imap_tally_add(&f->tally, f->session, row.uid, e);
	f->last = row.uid;
	if (counts && done == 0 && row.uid > 0 &&
	    (!f->chooses || imap_set_has(&f->found, row.uid)))
		done = f->row(f->arg, &row, e);
	imap_row_free(&row);
	return done;
}

/* SORT 2 84 882 (RFC 5256 4) */
static int
take_order(struct imap_find *f, struct err *e)
{
	struct imap_token t;
	uint64_t uid;
	int got;

	while ((got = imap_token(f->session, &t, e)) > 0) {
		if (t.kind == IMAP_OPEN && imap_skip(f->session, &t, e) < 0)
			return -1;
		if (!imap_number(&t, UINT32_MAX, &uid) || uid == 0)
			continue;
		if (imap_search_add(f->session, &f->found, t.text, e) < 0)
			return -1;
		if (f->placed++ == IMAP_MESSAGES_MAX)
			return err_set(e, STATUS_PROTOCOL, "%s: SORT: more "
			    "than %llu messages",
			    f->session->account->url.host,
			    (unsigned long long)IMAP_MESSAGES_MAX);
		f->place(f->arg, (uint32_t)uid);
	}
	return got;
}

/* Before the mailbox is open nothing is about it. */
static int
take_data(struct imap_find *f, const struct imap_reply *r, struct err *e)
{
	if (imap_is_pending(f->session, f->select))
		return 0;
	if (imap_is_data(r, "FETCH"))
		return take_row(f, e);
	if (f->order.p != NULL && imap_is_data(r, "SORT"))
		return take_order(f, e);
	if (f->order.p != NULL)
		return 0;
	return imap_search_take(f->session, r, &f->found, e) < 0 ? -1 : 0;
}

static int
refused(struct imap_find *f, const struct imap_reply *r, struct err *e)
{
	const char *what = "FETCH";

	if (r->tag == f->select)
		return imap_not_opened(f->session, r, f->name, e);
	if (r->tag == f->search)
		what = f->order.p != NULL ? "SORT" : "SEARCH";
	return imap_refused(f->session, r, STATUS_UNAVAILABLE, what, e);
}

/* Reads till all commands are answered, or one is refused. */
static int
land(struct imap_find *f, unsigned int last, struct err *e)
{
	struct imap *s = f->session;
	struct imap_reply r;

	while (imap_is_pending(s, last)) {
		if (imap_reply(s, &r, e) < 0 || take_data(f, &r, e) < 0)
			return -1;
		if (r.tag > f->select && imap_is_pending(s, f->select))
			return err_set(e, STATUS_PROTOCOL, "%s: %s: a later "
			    "command is answered before the mailbox is open",
			    s->account->url.host, f->name);
		if (r.tag > 0 && r.status.word != IMAP_OK)
			return refused(f, &r, e);
		if (r.tag > 0 && r.tag == f->select)
			imap_tally_begin(&f->tally, s);
	}
	return 0;
}

/* The found ones, a command for as many as a line can name. */
static int
fetch_found(struct imap_find *f, struct err *e)
{
	struct buf rest = BUF_INIT;
	unsigned int last = 0;
	size_t at = 0;
	int done = 0;

	f->chooses = true;
	if (imap_search_end(f->session, &f->found, e) < 0)
		return -1;
	while (done == 0 && (rest.len = 0, imap_set_write(&f->found, &at,
	    &rest, IMAP_SET_OCTETS))) {
		buf_add_char(&rest, ' ');
		buf_add_str(&rest, f->items);
		done = queue(f, &last, "UID FETCH", buf_str(&rest), e);
	}
	buf_free(&rest);
	return done == 0 && last > 0 ? land(f, last, e) : done;
}

/* The UIDs were all that was asked for. */
static int
tell_found(struct imap_find *f, struct err *e)
{
	struct imap_row row = IMAP_ROW_INIT;
	uint64_t uid;
	size_t i;

	if (imap_search_end(f->session, &f->found, e) < 0)
		return -1;
	for (i = 0; i < f->found.n; i++)
		for (uid = f->found.v[i].first; uid <= f->found.v[i].last;
		    uid++) {
			row.uid = (uint32_t)uid;
			if (f->row(f->arg, &row, e) < 0)
				return -1;
		}
	return 0;
}

/* SEARCH, or SORT, which finds as well and must name a charset. */
static int
queue_search(struct imap_find *f, const char *verb, struct err *e)
{
	struct buf text = BUF_INIT;
	struct str criteria = f->criteria;
	int done;

	if (criteria.p == NULL)
		criteria = STR("ALL");
	if (f->order.p != NULL) {
		buf_add_str(&text, f->order);
		buf_add_string(&text, " UTF-8 ");
		criteria = imap_criteria_bare(criteria);
	}
	buf_add_str(&text, criteria);
	done = queue(f, &f->search, verb, buf_str(&text), e);
	buf_free(&text);
	return done;
}

static int
fetch_all(struct imap_find *f, const char *which, struct err *e)
{
	unsigned int last;

	if (queue(f, &last, which, f->items, e) < 0)
		return -1;
	return land(f, last, e);
}

static int
run(struct imap_find *f, struct err *e)
{
	bool sorts = f->order.p != NULL, all = f->criteria.p == NULL;
	bool saves = !sorts && !all && imap_offers(f->session, "SEARCHRES");
	const char *verb = sorts ? "UID SORT" : imap_search_verb(f->session);

	if (f->items.p == NULL)
		return queue_search(f, verb, e) < 0 ||
		    land(f, f->search, e) < 0 ? -1 : tell_found(f, e);
	if (saves)
		verb = "UID SEARCH RETURN (SAVE)";
	if ((sorts || !all) && queue_search(f, verb, e) < 0)
		return -1;
	if (all || saves)
		return fetch_all(f, all ? "UID FETCH 1:*" : "UID FETCH $", e);
	return land(f, f->search, e) < 0 ? -1 : fetch_found(f, e);
}

int
imap_find(struct imap_find *f, struct err *e)
{
	int done = run(f, e);

	imap_set_free(&f->found);
	return done;
}

bool
imap_find_lacks(const struct imap_find *f, struct err *e)
{
	return f->items.p != NULL && imap_tally_lacks(&f->tally, f->session,
	    f->name, f->criteria.p == NULL, e);
}
