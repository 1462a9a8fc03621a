/* SPDX-License-Identifier: ISC */
#include "mime/crlf.h"
#include "net/imap_retrieve.h"
#include "net/imap_row.h"
#include "net/imap_uids.h"

/* A header that is longer is shown to no filter. */
#define HEADER_MAX ((uint64_t)16 * 1024 * 1024)

/* What one FETCH reply says, in any order. */
struct head {
	uint32_t uid;
	bool has_header;
	struct spool header;
};

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

/* With LF for CRLF; of one that is too long, no more than shows that. */
static int
add(struct imap_retrieve *f, struct head *h, struct str piece, struct err *e)
{
	if (h->header.size > HEADER_MAX)
		return 0;
	f->text.len = 0;
	crlf_add_as_lf(&f->text, piece, &f->cr);
	return spool_add(&h->header, f->text.data, f->text.len, e);
}

static int
read_header(struct imap_retrieve *f, struct head *h,
    const struct imap_token *t, struct err *e)
{
	struct str piece;
	int got;

	if (h->has_header || (t->kind != IMAP_LITERAL &&
	    t->kind != IMAP_QUOTED))
		return imap_skip(f->session, t, e);
	h->has_header = true;
	f->cr = false;
	if (t->kind == IMAP_QUOTED)
		return add(f, h, t->text, e);
	while ((got = imap_piece(f->session, &piece, e)) > 0)
		if (add(f, h, piece, e) < 0)
			return -1;
	return got;
}

static int
read_item(struct imap_retrieve *f, struct head *h, struct err *e)
{
	struct imap *s = f->session;
	struct imap_token t;
	bool is_uid, is_header;
	uint64_t n;
	int got = imap_token(s, &t, e);

	if (got <= 0 || t.kind == IMAP_OPEN || t.kind == IMAP_CLOSE)
		return got;
	is_uid = imap_is_atom(&t, "UID");
	is_header = imap_is_atom(&t, "BODY[HEADER]");
	if ((got = imap_token(s, &t, e)) <= 0)
		return got;
	if (is_uid && imap_number(&t, UINT32_MAX, &n))
		h->uid = (uint32_t)n;
	else if ((is_header ? read_header(f, h, &t, e)
	    : imap_skip(s, &t, e)) < 0)
		return -1;
	return 1;
}

/* Each is asked about once, in the order in which they come. */
static void
decide(struct imap_retrieve *f, struct head *h, uint64_t *left,
    struct imap_set *seen)
{
	const struct err why = {STATUS_PARTIAL, "its header is too long"};
	struct imap_target *t = imap_targets_find(f->targets, h->uid);

	if (t == NULL || t->fate != IMAP_FETCH || !h->has_header ||
	    imap_set_has(seen, h->uid))
		return;
	imap_set_insert(seen, h->uid);
	if (*left == 0) {
		t->fate = IMAP_SKIP;
	} else if (h->header.size > HEADER_MAX) {
		t->fate = IMAP_SKIP;
		imap_retrieve_say(f, t->uid, "not filtered", &why);
	} else {
		run_filter(f, t, &h->header);
	}
	*left -= t->fate == IMAP_FETCH;
}

static int
filter_one(struct imap_retrieve *f, uint64_t *left, struct imap_set *seen,
    struct err *e)
{
	struct head h;
	int got;

	h.uid = 0;
	h.has_header = false;
	spool_init(&h.header);
	while ((got = read_item(f, &h, e)) > 0)
		continue;
	if (got == 0)
		decide(f, &h, left, seen);
	spool_free(&h.header);
	return got;
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
	while (result == 0 && last > 0 && imap_is_pending(s, last)) {
		result = imap_reply(s, &r, e);
		if (result == 0 && imap_is_data(&r, "FETCH"))
			result = filter_one(f, &left, &seen, e);
		if (result == 0 && r.tag > 0 && r.status.word != IMAP_OK)
			result = imap_refused(s, &r, STATUS_UNAVAILABLE,
			    f->box, e);
	}
	if (result == 0)
		skip_unseen(f, &seen);
	imap_set_free(&asked);
	imap_set_free(&seen);
	return result;
}
