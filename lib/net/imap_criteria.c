/* SPDX-License-Identifier: ISC */
#include "net/imap_criteria.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/ascii.h"
#include "base/num.h"
#include "base/utf8.h"
#include "mime/date.h"
#include "net/imap_string.h"

/* What stands in front of criteria that are not ASCII (RFC 3501 6.4.4), but to
   a server that is spoken to in UTF-8, which may refuse it (RFC 9755 3). */
#define CHARSET "{14?}\r\nCHARSET UTF-8 "

/* What stands behind the name of a key. */
enum operand { NONE, TEXT, HEADER, DATE, SIZE, AGE, KEYWORD, UIDS, KEYS };

static const struct key {
	const char *name;
	enum operand operand;
	int count; /* of KEYS */
} keys[] = {
	{"ALL", NONE, 0},
	{"ANSWERED", NONE, 0},
	{"BCC", TEXT, 0},
	{"BEFORE", DATE, 0},
	{"BODY", TEXT, 0},
	{"CC", TEXT, 0},
	{"DELETED", NONE, 0},
	{"DRAFT", NONE, 0},
	{"FLAGGED", NONE, 0},
	{"FROM", TEXT, 0},
	{"HEADER", HEADER, 0},
	{"KEYWORD", KEYWORD, 0},
	{"LARGER", SIZE, 0},
	{"NEW", NONE, 0},
	{"NOT", KEYS, 1},
	{"OLD", NONE, 0},
	{"OLDER", AGE, 0},
	{"ON", DATE, 0},
	{"OR", KEYS, 2},
	{"RECENT", NONE, 0},
	{"SEEN", NONE, 0},
	{"SENTBEFORE", DATE, 0},
	{"SENTON", DATE, 0},
	{"SENTSINCE", DATE, 0},
	{"SINCE", DATE, 0},
	{"SMALLER", SIZE, 0},
	{"SUBJECT", TEXT, 0},
	{"TEXT", TEXT, 0},
	{"TO", TEXT, 0},
	{"UID", UIDS, 0},
	{"UNANSWERED", NONE, 0},
	{"UNDELETED", NONE, 0},
	{"UNDRAFT", NONE, 0},
	{"UNFLAGGED", NONE, 0},
	{"UNKEYWORD", KEYWORD, 0},
	{"UNSEEN", NONE, 0},
	{"X-GM-RAW", TEXT, 0},
	{"YOUNGER", AGE, 0},
};

/* The words, and what is still open: for each "not" and "or" the number of
   keys that it lacks, 0 for a parenthesis. */
struct reader {
	char *const *words;
	size_t n, at;
	struct buf *b;   /* the criteria */
	struct buf open; /* a byte for each */
	bool has_key;    /* the innermost parenthesis is not empty */
	bool has_8bit;
	struct err *e;
};

static const struct key *
find_key(struct str word)
{
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (str_case_is(word, keys[i].name))
			return &keys[i];
	return NULL;
}

static void
add_blank(struct reader *r)
{
	if (r->b->len > 0 && r->b->data[r->b->len - 1] != '(')
		buf_add_char(r->b, ' ');
}

static int
wrong(struct reader *r, struct str word, const char *why)
{
	return err_set(r->e, STATUS_USAGE, "search: \"%.*s\" %s",
	    (int)word.n, word.p, why);
}

/* Quoted or as a literal, so nothing in it is anything but text. */
static int
add_text(struct reader *r, struct str word)
{
	if (str_has_line_end_or_nul(word))
		return wrong(r, word, "holds a line end");
	if (str_has_8bit(word)) {
		if (!utf8_is_valid(word))
			return wrong(r, word, "is not in UTF-8");
		r->has_8bit = true;
	}
	imap_add_string(r->b, word);
	return 0;
}

/* The month that s names, from 1; 0: none. */
static uint64_t
month_of(struct str s)
{
	uint64_t i;

	for (i = 0; s.n == 3 && i < 12; i++)
		if (str_case_equal(s, str_of(date_months + 3 * i, 3)))
			return i + 1;
	return 0;
}

static bool
is_day(uint64_t day, uint64_t month, uint64_t year)
{
	static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31,
	    30, 31, 30, 31};

	if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
		return false;
	return month != 2 || day < 29 ||
	    (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

/* 2026-01-31, or 31-Jan-2026, which is how it travels. */
static int
add_date(struct reader *r, struct str word)
{
	struct str rest = word, first = str_cut(&rest, '-'),
	    second = str_cut(&rest, '-');
	bool is_iso = first.n == 4;
	uint64_t day, month, year;

	month = is_iso ? 0 : month_of(second);
	if ((is_iso && num_parse(second, 12, &month) < 0) ||
	    num_parse(is_iso ? first : rest, 9999, &year) < 0 ||
	    num_parse(is_iso ? rest : first, 31, &day) < 0 ||
	    (!is_iso && rest.n != 4) || !is_day(day, month, year))
		return wrong(r, word, "is no date such as 2026-01-31");
	buf_printf(r->b, "%d-%.3s-%04d", (int)day,
	    date_months + 3 * (month - 1), (int)year);
	return 0;
}

/* A number, and its unit: one of the letters, of which each is so many times
   the one before it. */
static bool
read_scaled(struct str word, const char *units, const uint64_t *factors,
    uint64_t max, uint64_t *n)
{
	const char *unit = NULL;
	uint64_t factor = 1;

	if (word.n > 0 && !ascii_is_digit(word.p[word.n - 1])) {
		unit = strchr(units, ascii_lower(word.p[word.n - 1]));
		if (unit == NULL || *unit == '\0')
			return false;
		factor = factors[unit - units];
		word.n--;
	}
	if (num_parse(word, max / factor, n) < 0)
		return false;
	*n *= factor;
	return true;
}

/* Octets are 63-bit numbers in IMAP4rev2. */
static int
add_size(struct reader *r, struct str word)
{
	static const uint64_t factors[] = {1024, 1024 * 1024,
	    1024 * 1024 * 1024};
	uint64_t n;

	if (!read_scaled(word, "kmg", factors, INT64_MAX, &n))
		return wrong(r, word, "is no size such as 200, 10k or 5M");
	buf_printf(r->b, "%llu", (unsigned long long)n);
	return 0;
}

/* Seconds (RFC 5032 2). */
static int
add_age(struct reader *r, struct str word)
{
	static const uint64_t factors[] = {1, 60, 3600, 86400, 604800};
	uint64_t n;

	if (!read_scaled(word, "smhdw", factors, UINT32_MAX, &n) || n == 0)
		return wrong(r, word, "is no age such as 90m, 12h or 3d");
	buf_printf(r->b, "%llu", (unsigned long long)n);
	return 0;
}

static bool
is_number_or_star(struct str s)
{
	uint64_t n;

	return str_is(s, "*") ||
	    (num_parse(s, UINT32_MAX, &n) == 0 && n > 0);
}

static int
add_uids(struct reader *r, struct str word)
{
	struct str rest = word, last, first;

	do {
		last = str_cut(&rest, ',');
		first = str_cut(&last, ':');
		if (!is_number_or_star(first) ||
		    (last.p != NULL && !is_number_or_star(last)))
			return wrong(r, word, "is no UIDs such as 7 or 1:9");
	} while (rest.p != NULL);
	buf_add_str(r->b, word);
	return 0;
}

static int
add_keyword(struct reader *r, struct str word)
{
	if (!imap_can_be_atom(word))
		return wrong(r, word, "is no keyword");
	buf_add_str(r->b, word);
	return 0;
}

/* The next word, which belongs to the one before it. */
static int
next_word(struct reader *r, const char *of, struct str *word)
{
	if (r->at == r->n)
		return wrong(r, str_from(of), "lacks what it looks for");
	*word = str_from(r->words[r->at++]);
	return 0;
}

static int
add_operand(struct reader *r, const struct key *key)
{
	struct str word;

	if (next_word(r, key->name, &word) < 0)
		return -1;
	buf_add_char(r->b, ' ');
	switch (key->operand) {
	case HEADER:
		if (add_text(r, word) < 0 ||
		    next_word(r, key->name, &word) < 0)
			return -1;
		buf_add_char(r->b, ' ');
		return add_text(r, word);
	case DATE: return add_date(r, word);
	case SIZE: return add_size(r, word);
	case AGE: return add_age(r, word);
	case KEYWORD: return add_keyword(r, word);
	case UIDS: return add_uids(r, word);
	default: return add_text(r, word);
	}
}

/* A key is complete, and so may be those that it was wanted for. */
static void
complete(struct reader *r)
{
	char *last;

	for (;;) {
		r->has_key = true;
		if (r->open.len == 0)
			return;
		last = &r->open.data[r->open.len - 1];
		if (*last == 0)
			return;
		if (--*last > 0)
			return;
		r->open.len--;
	}
}

static int
close_group(struct reader *r)
{
	if (r->open.len == 0 || r->open.data[r->open.len - 1] != 0)
		return wrong(r, STR(")"), "closes nothing");
	if (!r->has_key)
		return wrong(r, STR(")"), "closes an empty \"(\"");
	r->open.len--;
	buf_add_char(r->b, ')');
	complete(r);
	return 0;
}

static int
read_key(struct reader *r)
{
	struct str word = str_from(r->words[r->at++]);
	const struct key *key;

	if (str_is(word, ")"))
		return close_group(r);
	add_blank(r);
	if (str_is(word, "(")) {
		buf_add_char(r->b, '(');
		buf_add_char(&r->open, 0);
		r->has_key = false;
		return 0;
	}
	key = find_key(word);
	if (key == NULL)
		return wrong(r, word, "is nothing to search by");
	buf_add_string(r->b, key->name);
	if (key->operand == KEYS) {
		buf_add_char(&r->open, (char)key->count);
		return 0;
	}
	if (key->operand != NONE && add_operand(r, key) < 0)
		return -1;
	complete(r);
	return 0;
}

static int
read_keys(struct reader *r)
{
	if (r->n == 0)
		buf_add_string(r->b, "ALL");
	while (r->at < r->n)
		if (read_key(r) < 0)
			return -1;
	if (r->open.len == 0)
		return 0;
	return err_set(r->e, STATUS_USAGE, "search: %s",
	    r->open.data[r->open.len - 1] == 0 ? "a \"(\" is not closed"
	    : "a \"not\" or an \"or\" has too little behind it");
}

struct str
imap_criteria_bare(struct str criteria)
{
	return str_starts(criteria, CHARSET)
	    ? str_skip(criteria, sizeof(CHARSET) - 1) : criteria;
}

int
imap_criteria_add(struct buf *b, char *const *words, size_t n, struct err *e)
{
	struct buf text = BUF_INIT;
	struct reader r = {words, n, 0, &text, BUF_INIT, false, false, e};
	int result = read_keys(&r);

	if (result == 0) {
		if (r.has_8bit)
			buf_add_string(b, CHARSET);
		buf_add_str(b, buf_str(&text));
	}
	buf_free(&r.open);
	buf_free(&text);
	return result;
}
