/* SPDX-License-Identifier: ISC */
#include "net/imap_search.h"

#include "net/imap_tally.h"

/* More ranges of messages before they are sorted are taken for a server gone
   mad. */
#define RANGES_MAX ((size_t)4000000)

/* More than a tag has. */
#define TAG_MAX 32

const char *
imap_search_verb(const struct imap *s)
{
	return imap_offers(s, "ESEARCH") ? "UID SEARCH RETURN (ALL)"
	    : "UID SEARCH";
}

int
imap_search_send(struct imap *s, unsigned int *tag, struct str criteria,
    struct err *e)
{
	struct buf command = BUF_INIT;
	int done;

	buf_printf(&command, "%s ", imap_search_verb(s));
	buf_add_str(&command, criteria);
	done = imap_send(s, tag, buf_str(&command), e);
	buf_free(&command);
	return done;
}

static int
no_number(const struct imap *s, struct str text, struct err *e)
{
	return err_set(e, STATUS_PROTOCOL,
	    "%s: SEARCH: no number, or too many: \"%.*s\"",
	    s->account->url.host, text.n > 40 ? 40 : (int)text.n, text.p);
}

/* The number of a SEARCH, the range of an ESEARCH. */
int
imap_search_add(const struct imap *s, struct imap_set *found,
    struct str text, struct err *e)
{
	if (imap_set_read(found, text) < 0 || found->n > RANGES_MAX)
		return no_number(s, text, e);
	return 0;
}

static int
read_numbers(struct imap *s, struct imap_set *set, struct err *e)
{
	struct imap_token t;
	int got;

	while ((got = imap_token(s, &t, e)) > 0) {
		/* (MODSEQ 917) of RFC 7162 3.1.5 */
		if (t.kind == IMAP_OPEN && imap_skip(s, &t, e) < 0)
			return -1;
		if (t.kind == IMAP_ATOM &&
		    imap_search_add(s, set, t.text, e) < 0)
			return -1;
	}
	return got;
}

/* (TAG "A3"): the command that is answered. */
static int
read_correlator(struct imap *s, struct err *e)
{
	struct buf tag = BUF_INIT;
	struct imap_token t;
	bool is_asked = false;
	int got = imap_token(s, &t, e);

	if (got > 0 && imap_is_atom(&t, "TAG"))
		got = imap_token(s, &t, e);
	if (got > 0 && imap_text(s, &t, &tag, TAG_MAX, e) < 0)
		got = -1;
	if (got > 0)
		is_asked = imap_is_under_way(s, buf_str(&tag));
	buf_free(&tag);
	if (got > 0 && !is_asked)
		return err_set(e, STATUS_PROTOCOL, "%s: ESEARCH: an answer "
		    "to nothing that was asked", s->account->url.host);
	if (got > 0)
		got = imap_token(s, &t, e);
	return got > 0 && t.kind != IMAP_CLOSE ? no_number(s, t.text, e) : got;
}

/*
 * ESEARCH (TAG "A3") UID ALL 2,10:11; without ALL nothing was found, and
 * without UID the numbers are no UIDs (RFC 4731 3.1, RFC 9051 7.3.4).  Other
 * results are a word and a number each.
 */
static int
read_extended(struct imap *s, struct imap_set *set, struct err *e)
{
	bool has_uids = false, is_all = false;
	struct imap_token t;
	int got;

	while ((got = imap_token(s, &t, e)) > 0) {
		if (t.kind == IMAP_OPEN && read_correlator(s, e) < 0)
			return -1;
		if (is_all && (!has_uids || t.kind != IMAP_ATOM))
			return no_number(s, t.text, e);
		if (is_all && imap_search_add(s, set, t.text, e) < 0)
			return -1;
		has_uids |= imap_is_atom(&t, "UID");
		is_all = is_all ? t.more : imap_is_atom(&t, "ALL");
	}
	return got < 0 || !is_all ? got : no_number(s, STR(""), e);
}

int
imap_search_take(struct imap *s, const struct imap_reply *r,
    struct imap_set *found, struct err *e)
{
	int result;

	/* A server may answer SEARCH to a question for ESEARCH. */
	if (imap_is_data(r, "SEARCH"))
		result = read_numbers(s, found, e);
	else if (imap_is_data(r, "ESEARCH"))
		result = read_extended(s, found, e);
	else
		return 0;
	return result < 0 ? -1 : 1;
}

int
imap_search_end(const struct imap *s, struct imap_set *found, struct err *e)
{
	imap_set_sort(found);
	if (imap_set_count(found) <= IMAP_MESSAGES_MAX)
		return 0;
	return err_set(e, STATUS_PROTOCOL,
	    "%s: SEARCH: more than %llu messages", s->account->url.host,
	    (unsigned long long)IMAP_MESSAGES_MAX);
}

int
imap_search_wait(struct imap *s, unsigned int tag, struct imap_set *found,
    struct err *e)
{
	struct imap_reply r;
	int result = 0;

	while (imap_is_pending(s, tag)) {
		if (imap_reply(s, &r, e) < 0 ||
		    imap_search_take(s, &r, found, e) < 0)
			return -1;
		if (r.tag != 0 && r.status.word != IMAP_OK && result == 0)
			result = imap_refused(s, &r, STATUS_UNAVAILABLE,
			    "not searched", e);
	}
	if (result == 0)
		result = imap_search_end(s, found, e);
	return result;
}

int
imap_find_send(struct imap *s, unsigned int *tag,
    const struct imap_set *asked, struct err *e)
{
	struct buf criteria = BUF_INIT;
	size_t at = 0;
	int done;

	if (imap_set_has(asked, 1) && imap_set_has(asked, UINT32_MAX) &&
	    asked->n == 1)
		return imap_search_send(s, tag, STR("ALL"), e);
	do {
		criteria.len = 0;
		buf_add_string(&criteria, "UID ");
		imap_set_write(asked, &at, &criteria, IMAP_SET_OCTETS);
		done = imap_search_send(s, tag, buf_str(&criteria), e);
	} while (done == 0 && at < asked->n);
	buf_free(&criteria);
	return done;
}
