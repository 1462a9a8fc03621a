/* SPDX-License-Identifier: ISC */
#include "net/imap_part.h"

#include "mime/crlf.h"
#include "net/imap_row.h"

static int
keep_literal(struct imap *s, struct spool *spool, struct err *e)
{
	struct buf lines = BUF_INIT;
	struct str piece;
	bool cr = false;
	int got;

	while ((got = imap_piece(s, &piece, e)) > 0) {
		lines.len = 0;
		crlf_add_as_lf(&lines, piece, &cr);
		if (spool_add(spool, lines.data, lines.len, e) < 0) {
			got = -1;
			break;
		}
	}
	buf_free(&lines);
	if (got == 0 && cr)
		got = spool_add(spool, "\r", 1, e);
	return got;
}

/* The value of BODY[...]: NIL is none. */
static int
keep_body(struct imap *s, struct spool *spool, bool *has, struct err *e)
{
	struct imap_token t;
	int got = imap_token(s, &t, e);

	*has = got > 0 && !imap_is_nil(&t) &&
	    (t.kind == IMAP_QUOTED || t.kind == IMAP_LITERAL);
	if (got <= 0 || !*has)
		return got < 0 ? -1 : imap_skip(s, &t, e);
	/* It may come again. */
	spool_free(spool);
	if (t.kind == IMAP_QUOTED)
		return spool_add(spool, t.text.p, t.text.n, e);
	return keep_literal(s, spool, e);
}

/* The items of a FETCH, in any order. */
static int
read_items(struct imap *s, struct spool *spool, uint64_t *uid, bool *has,
    struct err *e)
{
	struct imap_token t;
	int got;

	*uid = 0;
	*has = false;
	while ((got = imap_token(s, &t, e)) > 0) {
		if (t.kind != IMAP_ATOM)
			continue;
		if (str_case_is(t.text, "UID")) {
			got = imap_token(s, &t, e);
			if (got > 0 && !imap_number(&t, UINT32_MAX, uid))
				*uid = 0;
		} else if (str_case_starts(t.text, "BODY[")) {
			got = keep_body(s, spool, has, e);
		} else {
			got = imap_token(s, &t, e);
			if (got > 0)
				got = imap_skip(s, &t, e);
		}
		if (got < 0)
			return -1;
	}
	return got;
}

static int
take_fetch(struct imap *s, uint32_t wanted, struct spool *spool, bool *found,
    struct err *e)
{
	struct spool one;
	uint64_t uid;
	bool has;
	int result;

	spool_init(&one);
	result = read_items(s, &one, &uid, &has, e);
	if (result == 0 && has && uid == wanted) {
		spool_free(spool);
		*spool = one;
		*found = true;
	} else {
		spool_free(&one);
	}
	return result;
}

int
imap_part_fetch(struct imap *s, struct str command, uint32_t uid,
    struct spool *spool, bool *found, struct imap_reply *r, struct err *e)
{
	unsigned int tag;

	*found = false;
	if (imap_send(s, &tag, command, e) < 0)
		return -1;
	do
		if (imap_reply(s, r, e) < 0 ||
		    (imap_is_data(r, "FETCH") &&
		    take_fetch(s, uid, spool, found, e) < 0))
			return -1;
	while (r->tag != tag);
	return 0;
}
