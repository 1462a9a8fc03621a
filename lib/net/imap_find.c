/* SPDX-License-Identifier: ISC */
#include "net/imap_find.h"

#include "base/buf.h"
#include "net/imap_search.h"

/* The commands that are under way, and what they are called in an error. */
struct flight {
	struct {
		unsigned int tag;
		const char *what;
	} v[3];
	size_t n;
};

static int
queue(struct imap_find *f, struct flight *flight, const char *what,
    struct str head, struct str rest, struct err *e)
{
	struct buf command = BUF_INIT;
	unsigned int tag;
	int done;

	buf_add_str(&command, head);
	buf_add_char(&command, ' ');
	buf_add_str(&command, rest);
	done = imap_send(f->session, &tag, buf_str(&command), e);
	buf_free(&command);
	flight->v[flight->n].tag = tag;
	flight->v[flight->n++].what = what;
	return done;
}

static int
take_row(struct imap_find *f, struct err *e)
{
	struct imap_row row = IMAP_ROW_INIT;
	int done = imap_row_read(f->session, &row, e);

	if (done == 0 && row.uid > 0)
		done = f->row(f->arg, &row, e);
	imap_row_free(&row);
	return done;
}

static int
take_data(struct imap_find *f, const struct imap_reply *r, struct err *e)
{
	if (imap_is_data(r, "FETCH"))
		return take_row(f, e);
	return imap_search_take(f->session, r, &f->found, e) < 0 ? -1 : 0;
}

/* Reads till all commands are answered, or one is refused. */
static int
land(struct imap_find *f, struct flight *flight, struct err *e)
{
	struct imap_reply r;
	size_t left = flight->n, i;

	while (left > 0) {
		if (imap_reply(f->session, &r, e) < 0 ||
		    take_data(f, &r, e) < 0)
			return -1;
		for (i = 0; r.tag > 0 && i < flight->n; i++) {
			if (flight->v[i].tag != r.tag)
				continue;
			if (r.status.word != IMAP_OK)
				return imap_refused(f->session, &r,
				    STATUS_UNAVAILABLE, flight->v[i].what, e);
			left--;
		}
	}
	flight->n = 0;
	return 0;
}

/* The found ones, a command for as many as a line can name. */
static int
fetch_found(struct imap_find *f, struct err *e)
{
	struct flight flight = {{{0, NULL}}, 0};
	struct buf rest = BUF_INIT;
	size_t at = 0;
	int done = 0;

	imap_set_sort(&f->found);
	while (done == 0 && (rest.len = 0, imap_set_write(&f->found, &at,
	    &rest, IMAP_SET_OCTETS))) {
		buf_add_char(&rest, ' ');
		buf_add_str(&rest, f->items);
		done = queue(f, &flight, "FETCH", STR("UID FETCH"),
		    buf_str(&rest), e);
		if (done == 0)
			done = land(f, &flight, e);
	}
	buf_free(&rest);
	return done;
}

static int
queue_fetch(struct imap_find *f, struct flight *flight, struct str which,
    struct err *e)
{
	return queue(f, flight, "FETCH", which, f->items, e);
}

static int
run(struct imap_find *f, struct err *e)
{
	struct flight flight = {{{f->select, f->name}}, 1};
	struct imap *s = f->session;

	if (f->criteria.p == NULL)
		return queue_fetch(f, &flight, STR("UID FETCH 1:*"), e) < 0 ||
		    land(f, &flight, e) < 0 ? -1 : 0;
	if (imap_offers(s, "SEARCHRES"))
		return queue(f, &flight, "SEARCH",
		    STR("UID SEARCH RETURN (SAVE)"), f->criteria, e) < 0 ||
		    queue_fetch(f, &flight, STR("UID FETCH $"), e) < 0 ||
		    land(f, &flight, e) < 0 ? -1 : 0;
	/* ESEARCH alone would save bytes, in one word of any length. */
	if (queue(f, &flight, "SEARCH", STR("UID SEARCH"), f->criteria,
	    e) < 0 || land(f, &flight, e) < 0)
		return -1;
	return fetch_found(f, e);
}

int
imap_find(struct imap_find *f, struct err *e)
{
	int done = run(f, e);

	imap_set_free(&f->found);
	return done;
}
