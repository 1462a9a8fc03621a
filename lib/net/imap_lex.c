/* SPDX-License-Identifier: ISC */
#include "net/imap_lex.h"

#include "base/ascii.h"
#include "base/num.h"

/* Where in a reply we are (RFC 9051 9: response). */
enum state {
	AT_TAG,  /* its first word: a tag, "*" or "+" */
	AT_WORD, /* its second: OK, FETCH, a number */
	AT_TEXT, /* the rest of its line is text for people, or a challenge */
	AT_REST, /* that text was too long: what is left of it */
	AT_DATA  /* tokens up to the end of the line */
};

/* Of a text, and the blank before it. */
#define TEXT_MAX (IMAP_TOKEN_MAX + 1)

/* A literal's head has at most 20 digits, and something around them. */
#define HEAD_MAX 32

void
imap_lex_free(struct imap_lex *l)
{
	buf_free(&l->text);
}

static int
fail(struct err *e, const char *why)
{
	return err_set(e, STATUS_PROTOCOL, "a reply cannot be read: %s", why);
}

/* More bytes are needed; so many of these do not end the token. */
static int
need_more(struct imap_lex *l, size_t seen, struct err *e)
{
	l->seen = seen;
	if (seen > IMAP_TOKEN_MAX)
		return fail(e, "a word, string or text is too long");
	return 0;
}

/* The token is made of the first n bytes. */
static int
done(struct imap_lex *l, enum imap_kind kind, size_t n, struct imap_token *t,
    size_t *used, struct err *e)
{
	if (n > IMAP_TOKEN_MAX + 2)
		return fail(e, "a word, string or text is too long");
	t->kind = kind;
	l->seen = 0;
	*used = n;
	return 1;
}

/* A status reply goes on with text (RFC 9051 7.1), in which parentheses,
   quotes and braces mean nothing. */
static bool
is_status(struct str word)
{
	return str_case_is(word, "OK") || str_case_is(word, "NO") ||
	    str_case_is(word, "BAD") || str_case_is(word, "BYE") ||
	    str_case_is(word, "PREAUTH");
}

static int
next_state(int state, struct str word)
{
	if (state == AT_TAG)
		return str_is(word, "+") ? AT_TEXT : AT_WORD;
	return state == AT_WORD && is_status(word) ? AT_TEXT : AT_DATA;
}

/* The bytes that end an atom.  A backslash begins a flag, and what some
   servers leave unquoted, control characters and 8-bit ones, is let through. */
static bool
ends_atom(char c)
{
	return c == ' ' || c == '(' || c == ')' || c == '{' || c == '"' ||
	    c == '\r' || c == '\n' || c == '\0';
}

/* The section of BODY[...] and BINARY[...] belongs to the word, with the
   blanks, parentheses and quoted strings in it (RFC 9051 7.5.2). */
static bool
has_section(struct str atom)
{
	return str_case_starts(atom, "BODY[") ||
	    str_case_starts(atom, "BINARY[") ||
	    str_case_starts(atom, "BINARY.SIZE[");
}

/* Replies with sequence sets of any length (RFC 4731 3.1, RFC 7162 3.2.10). */
static bool
has_sets(struct str word)
{
	return str_case_is(word, "ESEARCH") || str_case_is(word, "VANISHED");
}

/* Where the section that begins at s.p[at] ends, behind its "]"; s.n if that
   has not come.  False for what cannot be in one. */
static bool
section_end(struct str s, size_t at, size_t *end)
{
	bool quoted = false;

	for (*end = at; *end < s.n; ++*end) {
		if (s.p[*end] == '\r' || s.p[*end] == '\n' ||
		    s.p[*end] == '\0' || (s.p[*end] == '{' && !quoted))
			return false;
		if (s.p[*end] == '"')
			quoted = !quoted;
		else if (quoted && s.p[*end] == '\\' && *end + 1 < s.n)
			++*end;
		else if (quoted || s.p[*end] != ']')
			continue;
		else
			break;
	}
	*end += *end < s.n;
	return true;
}

/*
 * Where the atom ends; s.n if that has not come.  A section that is not
 * whole is looked at again from its beginning: it is short, but for a server
 * that means ill, and then bounded by IMAP_TOKEN_MAX.
 */
static bool
atom_end(struct str s, size_t seen, bool in_sets, size_t *end)
{
	*end = seen;
	if (has_section(s) && !section_end(s, str_find(s, '['), end))
		return false;
	while (*end < s.n && !ends_atom(s.p[*end]) &&
	    !(in_sets && s.p[*end] == ','))
		++*end;
	return true;
}

static int
read_atom(struct imap_lex *l, struct str s, size_t *used,
    struct imap_token *t, struct err *e)
{
	size_t end;

	if (!atom_end(s, l->seen, l->has_sets, &end))
		return fail(e, "a section that has no end");
	if (end == s.n)
		return need_more(l, end, e);
	if (end == 0)
		return fail(e, "a byte where none may be");
	t->text = str_of(s.p, end);
	l->more = t->more = s.p[end] == ',';
	l->has_sets |= l->state == AT_WORD && has_sets(t->text);
	l->state = next_state(l->state, t->text);
	return done(l, IMAP_ATOM, end + (t->more ? 1 : 0), t, used, e);
}

/* Only "\"" and "\\" are escapes (RFC 9051 4.3); before anything else the
   backslash is passed over. */
static void
unescape(struct buf *b, struct str s)
{
	size_t i;

	b->len = 0;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n)
			i++;
		buf_add_char(b, s.p[i]);
	}
}

static int
read_quoted(struct imap_lex *l, struct str s, size_t *used,
    struct imap_token *t, struct err *e)
{
	size_t i;

	for (i = l->seen > 0 ? l->seen : 1; i < s.n && s.p[i] != '"'; i++) {
		if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0')
			return fail(e, "CR, LF or NUL in a quoted string");
		if (s.p[i] != '\\')
			continue;
		if (i + 1 == s.n)
			break;
		if (s.p[i + 1] == '"' || s.p[i + 1] == '\\')
			i++;
	}
	if (i >= s.n || s.p[i] == '\\')
		return need_more(l, i, e);
	t->text = str_of(s.p + 1, i - 1);
	if (str_has(t->text, '\\')) {
		unescape(&l->text, t->text);
		t->text = buf_str(&l->text);
	}
	return done(l, IMAP_QUOTED, i + 1, t, used, e);
}

/* {n} or ~{n}, and a CRLF; the octets come behind that (RFC 9051 4.3). */
static int
read_literal(struct imap_lex *l, struct str s, size_t *used,
    struct imap_token *t, struct err *e)
{
	size_t skip = s.p[0] == '~' ? 2 : 1, lf = str_find(s, '\n');
	struct str digits;

	if (lf == s.n && s.n <= HEAD_MAX)
		return 0;
	if (lf < skip + 2 || lf > HEAD_MAX || s.p[lf - 1] != '\r' ||
	    s.p[lf - 2] != '}')
		return fail(e, "a brace that begins no literal");
	digits = str_of(s.p + skip, lf - 2 - skip);
	if (num_parse(digits, UINT64_MAX, &t->size) < 0)
		return fail(e, "a literal whose size is no number");
	t->binary = skip == 2;
	l->literal = t->size;
	return done(l, IMAP_LITERAL, lf + 1, t, used, e);
}

static int
read_paren(struct imap_lex *l, struct str s, size_t *used,
    struct imap_token *t, struct err *e)
{
	if (l->state != AT_DATA)
		return fail(e, "a parenthesis in front");
	if (s.p[0] == '(' && l->depth++ == IMAP_DEPTH_MAX)
		return fail(e, "parentheses too deep");
	if (s.p[0] == ')' && l->depth-- == 0)
		return fail(e, "a parenthesis too many");
	return done(l, s.p[0] == '(' ? IMAP_OPEN : IMAP_CLOSE, 1, t, used, e);
}

static int
read_end(struct imap_lex *l, struct str s, size_t *used,
    struct imap_token *t, struct err *e)
{
	if (s.p[0] == '\r' && s.n == 1)
		return 0;
	if (s.p[0] != '\r' || s.p[1] != '\n')
		return fail(e, "a CR or a LF alone");
	if (l->state == AT_TAG || l->state == AT_WORD)
		return fail(e, "it ends too early");
	if (l->depth > 0)
		return fail(e, "a parenthesis is not closed");
	l->state = AT_TAG;
	l->has_sets = false;
	return done(l, IMAP_END, 2, t, used, e);
}

/* What is left of a text that was cut: nobody sees it. */
static int
read_rest(struct imap_lex *l, struct str s, size_t *used,
    struct imap_token *t, struct err *e)
{
	size_t lf = str_find(s, '\n');

	if (lf == s.n) {
		*used = s.n - (s.p[s.n - 1] == '\r');
		return 0;
	}
	if (lf == 0 || s.p[lf - 1] != '\r')
		return fail(e, "a line ends in a bare LF");
	l->state = AT_TAG;
	t->kind = IMAP_END;
	*used = lf + 1;
	return 1;
}

/* It may be empty, also without the blank before it. */
static int
read_text(struct imap_lex *l, struct str s, size_t *used,
    struct imap_token *t, struct err *e)
{
	size_t lf = l->seen + str_find(str_skip(s, l->seen), '\n');
	bool cut;

	if (lf == s.n && s.n <= TEXT_MAX + 1) {
		l->seen = lf;
		return 0;
	}
	cut = lf > TEXT_MAX + 1;
	if (!cut && (lf == 0 || s.p[lf - 1] != '\r'))
		return fail(e, "a line ends in a bare LF");
	t->text = str_of(s.p, cut ? TEXT_MAX : lf - 1);
	l->state = cut ? AT_REST : AT_DATA;
	*used = t->text.n;
	if (t->text.n > 0 && t->text.p[0] == ' ')
		t->text = str_skip(t->text, 1);
	return done(l, IMAP_TEXT, *used, t, used, e);
}

static int
read_token(struct imap_lex *l, struct str s, size_t *used,
    struct imap_token *t, struct err *e)
{
	if (l->state == AT_TEXT)
		return read_text(l, s, used, t, e);
	if (l->state == AT_REST)
		return read_rest(l, s, used, t, e);
	if (l->more)
		return read_atom(l, s, used, t, e);
	if (s.p[0] == '\r' || s.p[0] == '\n')
		return read_end(l, s, used, t, e);
	if (s.p[0] == '(' || s.p[0] == ')')
		return read_paren(l, s, used, t, e);
	if (s.p[0] == '~' && s.n == 1)
		return 0;
	if (l->state == AT_DATA && (s.p[0] == '{' ||
	    (s.p[0] == '~' && s.p[1] == '{')))
		return read_literal(l, s, used, t, e);
	if (l->state == AT_DATA && s.p[0] == '"')
		return read_quoted(l, s, used, t, e);
	return read_atom(l, s, used, t, e);
}

int
imap_lex_next(struct imap_lex *l, struct str window, size_t *used,
    struct imap_token *t, struct err *e)
{
	size_t blanks = 0, n = 0;
	int got;

	*used = 0;
	*t = (struct imap_token){IMAP_END, STR_INIT, 0, false, false};
	/* One stands between two tokens; more are let through. */
	while (l->seen == 0 && l->state != AT_TEXT && l->state != AT_TAG &&
	    l->state != AT_REST && !l->more && blanks < window.n &&
	    window.p[blanks] == ' ')
		blanks++;
	window = str_skip(window, blanks);
	got = window.n > 0 ? read_token(l, window, &n, t, e) : 0;
	if (got < 0)
		return -1;
	*used = blanks + n;
	l->length += *used;
	if (t->kind == IMAP_END && got > 0)
		l->length = 0;
	if (l->length > IMAP_REPLY_MAX)
		return fail(e, "it has no end");
	return got;
}

bool
imap_is_nil(const struct imap_token *t)
{
	return imap_is_atom(t, "NIL");
}

bool
imap_is_atom(const struct imap_token *t, const char *text)
{
	return t->kind == IMAP_ATOM && str_case_is(t->text, text);
}
