/* SPDX-License-Identifier: ISC */
#include "mime/crlf.h"
#include "net/imap_retrieve.h"
#include "net/imap_row.h"
#include "net/imap_uids.h"

/* More messages than this in one mailbox are taken for a server gone mad. */
#define MESSAGES_MAX 4000000

/* Also one whose size the server does not tell: it is there. */
static int
take_row(struct imap_retrieve *f, const struct imap_set *asked,
    struct imap_row *row, struct err *e)
{
	if (imap_row_read(f->session, row, e) < 0)
		return -1;
	if (row->uid == 0 || !imap_set_has(asked, row->uid))
		return 0;
	if (f->targets->n == MESSAGES_MAX)
		return err_set(e, STATUS_PROTOCOL, "%s: %s: more than %d "
		    "messages", f->session->account->url.host, f->box,
		    MESSAGES_MAX);
	imap_targets_add(f->targets, row->uid, row->octets);
	return 0;
}

int
imap_retrieve_survey(struct imap_retrieve *f, unsigned int select,
    const struct imap_set *asked, struct err *e)
{
	struct imap *s = f->session;
	struct imap_row row = IMAP_ROW_INIT;
	struct imap_reply r;
	unsigned int last = select;
	int result;

	result = imap_uids_send(s, &last, "FETCH", asked,
	    STR("(UID RFC822.SIZE)"), e);
	do {
		if (result == 0)
			result = imap_reply(s, &r, e);
		if (result == 0 && imap_is_data(&r, "FETCH"))
			result = take_row(f, asked, &row, e);
		if (result == 0 && r.tag > 0 && r.status.word != IMAP_OK)
			result = imap_refused(s, &r, STATUS_UNAVAILABLE,
			    f->box, e);
	} while (result == 0 && imap_is_pending(s, last));
	imap_row_free(&row);
	imap_targets_sort(f->targets);
	return result < 0 ? -1 : imap_retrieve_check(f, e);
}

static void
run_filter(struct imap_retrieve *f, struct imap_target *t,
    struct spool *header)
{
	const struct command_idle idle = {NULL, NULL, 0};
	struct err e = ERR_INIT;
	enum retr_verdict said = retr_wish_filter(f->wish, header, &idle, &e);

	t->fate = said == RETR_TAKE ? IMAP_FETCH
	    : said == RETR_REMOVE ? IMAP_REMOVE : IMAP_SKIP;
	if (e.status != 0)
		imap_retrieve_say(f, t->uid, "not filtered", &e);
}

static int
filter_one(struct imap_retrieve *f, const struct imap_row *row,
    uint64_t *left, struct imap_set *seen, struct err *e)
{
	struct imap_target *t = imap_targets_find(f->targets, row->uid);
	struct buf text = BUF_INIT;
	struct spool header;
	bool cr = false;
	int result;

	if (t == NULL || t->fate != IMAP_FETCH || !row->has_header ||
	    imap_set_has(seen, row->uid))
		return 0;
	imap_set_add(seen, row->uid, row->uid);
	imap_set_sort(seen);
	if (*left == 0) {
		t->fate = IMAP_SKIP;
		return 0;
	}
	spool_init(&header);
	crlf_add_as_lf(&text, buf_str(&row->header), &cr);
	result = spool_add(&header, text.data, text.len, e);
	buf_free(&text);
	if (result == 0)
		run_filter(f, t, &header);
	spool_free(&header);
	*left -= t->fate == IMAP_FETCH;
	return result;
}

/* A header that did not come was not let through. */
static void
skip_unseen(struct imap_retrieve *f, const struct imap_set *seen)
{
	const struct err why = {STATUS_PARTIAL, "the server gives no header"};
	struct imap_target *t;

	for (t = f->targets->v; t < f->targets->v + f->targets->n; t++)
		if (t->fate == IMAP_FETCH && !imap_set_has(seen, t->uid)) {
			t->fate = IMAP_SKIP;
			imap_retrieve_say(f, t->uid, "not filtered", &why);
		}
}

int
imap_retrieve_filter(struct imap_retrieve *f, struct err *e)
{
	struct imap_set asked = IMAP_SET_INIT, seen = IMAP_SET_INIT;
	struct imap_row row = IMAP_ROW_INIT;
	struct imap *s = f->session;
	uint64_t left = f->wish->at_most;
	struct imap_reply r;
	unsigned int last = 0;
	int result;

	if (f->wish->filter == NULL)
		return 0;
	imap_targets_with(f->targets, IMAP_FETCH, &asked);
	result = imap_uids_send(s, &last, "FETCH", &asked,
	    STR("(UID BODY.PEEK[HEADER])"), e);
	while (result == 0 && last > 0) {
		result = imap_reply(s, &r, e);
		if (result == 0 && imap_is_data(&r, "FETCH"))
			result = imap_row_read(s, &row, e);
		if (result == 0 && imap_is_data(&r, "FETCH"))
			result = filter_one(f, &row, &left, &seen, e);
		if (result == 0 && r.tag > 0 && r.status.word != IMAP_OK)
			result = imap_refused(s, &r, STATUS_UNAVAILABLE,
			    f->box, e);
		if (!imap_is_pending(s, last))
			last = 0;
	}
	if (result == 0)
		skip_unseen(f, &seen);
	imap_row_free(&row);
	imap_set_free(&asked);
	imap_set_free(&seen);
	return result;
}
