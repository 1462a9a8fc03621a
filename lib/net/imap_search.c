/* SPDX-License-Identifier: ISC */
#include "net/imap_search.h"

/* More messages are taken for a server gone mad, and so are more ranges of
   them before they are sorted. */
#define MESSAGES_MAX ((uint64_t)4000000)
#define RANGES_MAX ((size_t)4000000)

/* ESEARCH answers that are this short at most are asked for. */
#define SHORT_MAX 2000

int
imap_search_send(struct imap *s, unsigned int *tag, struct str criteria,
    bool is_short, struct err *e)
{
	struct buf command = BUF_INIT;
	int done;

	buf_add_string(&command, "UID SEARCH ");
	if (is_short && (imap_offers(s, "ESEARCH") ||
	    imap_offers(s, "IMAP4rev2")))
		buf_add_string(&command, "RETURN (ALL) ");
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

/* ESEARCH (TAG "A3") UID ALL 2,10:11; without ALL nothing was found.  A
   server may answer SEARCH to a question for ESEARCH. */
static int
read_numbers(struct imap *s, const struct imap_reply *r,
    struct imap_set *set, struct err *e)
{
	bool extended = imap_is_data(r, "ESEARCH"), is_all = !extended;
	struct imap_token t;
	int got;

	while ((got = imap_token(s, &t, e)) > 0) {
		if (t.kind == IMAP_OPEN && imap_skip(s, &t, e) < 0)
			return -1;
		if (t.kind != IMAP_ATOM)
			continue;
		if (is_all && (imap_set_read(set, t.text) < 0 ||
		    set->n > RANGES_MAX))
			return no_number(s, t.text, e);
		if (extended)
			is_all = imap_is_atom(&t, "ALL");
	}
	return got;
}

int
imap_search_take(struct imap *s, const struct imap_reply *r,
    struct imap_set *found, struct err *e)
{
	if (!imap_is_data(r, "SEARCH") && !imap_is_data(r, "ESEARCH"))
		return 0;
	return read_numbers(s, r, found, e) < 0 ? -1 : 1;
}

int
imap_search_wait(struct imap *s, unsigned int tag, struct imap_set *found,
    struct err *e)
{
	struct imap_reply r;
	int result = 0;

	do {
		if (imap_reply(s, &r, e) < 0 ||
		    imap_search_take(s, &r, found, e) < 0)
			return -1;
		if (r.tag != 0 && r.status.word != IMAP_OK && result == 0)
			result = imap_refused(s, &r, STATUS_UNAVAILABLE,
			    "not searched", e);
	} while (imap_is_pending(s, tag));
	imap_set_sort(found);
	if (result == 0 && imap_set_count(found) > MESSAGES_MAX)
		result = err_set(e, STATUS_PROTOCOL,
		    "%s: SEARCH: more than %llu messages",
		    s->account->url.host, (unsigned long long)MESSAGES_MAX);
	return result;
}

int
imap_find_send(struct imap *s, unsigned int *tag,
    const struct imap_set *asked, struct err *e)
{
	bool is_short = imap_set_count(asked) <= SHORT_MAX;
	struct buf criteria = BUF_INIT;
	size_t at = 0;
	int done;

	if (imap_set_has(asked, 1) && imap_set_has(asked, UINT32_MAX) &&
	    asked->n == 1)
		return imap_search_send(s, tag, STR("ALL"), false, e);
	do {
		criteria.len = 0;
		buf_add_string(&criteria, "UID ");
		imap_set_write(asked, &at, &criteria, IMAP_SET_OCTETS);
		done = imap_search_send(s, tag, buf_str(&criteria), is_short,
		    e);
	} while (done == 0 && at < asked->n);
	buf_free(&criteria);
	return done;
}
