/* SPDX-License-Identifier: ISC */
#include "net/imap_row.h"

#include "base/num.h"

/* What a date or all flags of a message may have. */
#define DATE_MAX 64
#define FLAGS_MAX ((size_t)64 * 1024)

void
imap_row_free(struct imap_row *row)
{
	buf_free(&row->date);
	buf_free(&row->flags);
	buf_free(&row->header);
}

static void
reset(struct imap_row *row)
{
	row->uid = 0;
	row->octets = 0;
	row->has_octets = row->has_flags = row->has_date = false;
	row->has_header = row->is_answer = false;
	row->date.len = row->flags.len = row->header.len = 0;
}

bool
imap_number(const struct imap_token *t, uint64_t max, uint64_t *n)
{
	return t->kind == IMAP_ATOM && num_parse(t->text, max, n) == 0;
}

static int
read_flags(struct imap *s, const struct imap_token *first, struct buf *b,
    struct err *e)
{
	struct imap_token t;
	int got;

	b->len = 0;
	if (first->kind != IMAP_OPEN)
		return 0;
	while ((got = imap_token(s, &t, e)) > 0 && t.kind != IMAP_CLOSE) {
		if (t.kind != IMAP_ATOM || b->len + t.text.n > FLAGS_MAX) {
			if (imap_skip(s, &t, e) < 0)
				return -1;
			continue;
		}
		if (b->len > 0)
			buf_add_char(b, ' ');
		buf_add_str(b, t.text);
	}
	return got < 0 ? -1 : 0;
}

enum item { UID, OCTETS, FLAGS, DATE, HEADER, OTHER };

static enum item
item_of(const struct imap_token *t)
{
	if (imap_is_atom(t, "UID"))
		return UID;
	if (imap_is_atom(t, "RFC822.SIZE"))
		return OCTETS;
	if (imap_is_atom(t, "FLAGS"))
		return FLAGS;
	if (imap_is_atom(t, "INTERNALDATE"))
		return DATE;
	return t->kind == IMAP_ATOM && str_case_starts(t->text, "BODY[HEADER")
	    ? HEADER : OTHER;
}

/* The value of an item, and the token that it begins with. */
static int
take(struct imap *s, struct imap_row *row, enum item item,
    const struct imap_token *t, struct err *e)
{
	uint64_t n;
	int got = 1;

	row->is_answer |= item == OCTETS || item == DATE || item == HEADER;
	if (item == UID && imap_number(t, UINT32_MAX, &n))
		row->uid = (uint32_t)n;
	else if (item == OCTETS && imap_number(t, UINT64_MAX, &n)) {
		row->octets = n;
		row->has_octets = true;
	} else if (item == FLAGS) {
		row->has_flags = true;
		got = read_flags(s, t, &row->flags, e);
	} else if (item == DATE) {
		got = imap_text(s, t, &row->date, DATE_MAX, e);
		row->has_date = got > 0;
	} else if (item == HEADER) {
		got = imap_text(s, t, &row->header, IMAP_ROW_HEADER_MAX, e);
		row->has_header = got > 0;
	} else
		got = imap_skip(s, t, e);
	return got < 0 ? -1 : 0;
}

int
imap_row_read(struct imap *s, struct imap_row *row, struct err *e)
{
	struct imap_token t;
	enum item item;
	int got;

	reset(row);
	got = imap_token(s, &t, e);
	if (got <= 0 || t.kind != IMAP_OPEN)
		return got < 0 ? -1 : 0;
	while ((got = imap_token(s, &t, e)) > 0 && t.kind != IMAP_CLOSE) {
		item = item_of(&t);
		if ((got = imap_token(s, &t, e)) <= 0)
			break;
		if (t.kind == IMAP_CLOSE)
			break;
		if (take(s, row, item, &t, e) < 0)
			return -1;
	}
	return got < 0 ? -1 : 0;
}

/* "17-Jul-1996 02:44:25 -0700" is a date of RFC 5322 but for its hyphens. */
bool
imap_row_date(const struct imap_row *row, struct dateparse *d)
{
	struct buf text = BUF_INIT;
	bool good = row->has_date;
	size_t i;

	buf_add_str(&text, buf_str(&row->date));
	for (i = 0; i < text.len && i < 11; i++)
		if (text.data[i] == '-')
			text.data[i] = ' ';
	good = good && dateparse_read(buf_str(&text), d) == 0;
	buf_free(&text);
	return good;
}
