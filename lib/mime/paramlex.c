/* SPDX-License-Identifier: ISC */
#include "mime/paramlex.h"

#include "base/ascii.h"
#include "mime/chars.h"

/* The length of the comment at the front of s (RFC 5322 3.2.2): all of s, and
   *bad, if it does not end. */
static size_t
comment_length(struct str s, bool *bad)
{
	size_t i, depth = 0;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')' && --depth == 0)
			return i + 1;
	}
	*bad = true;
	return s.n;
}

/* As paramlex_skip; *bad: a comment does not end. */
static struct str
skip(struct str s, bool *bad)
{
	while (s.n > 0) {
		if (s.p[0] == '(')
			s = str_skip(s, comment_length(s, bad));
		else if (ascii_is_space(s.p[0]))
			s = str_skip(s, 1);
		else
			break;
	}
	return s;
}

struct str
paramlex_skip(struct str s)
{
	bool bad;

	return skip(s, &bad);
}

/* The length of a value without quotes: to the semicolon, or a comment with
   blanks around it.  Others are let through, and so are blanks, for many leave
   out the quotes that a file name needs: "my file (1).pdf". */
static size_t
bare_length(struct str s)
{
	size_t i, end;
	bool bad = false;

	for (i = 0; i < s.n && s.p[i] != ';'; i++) {
		if (s.p[i] != '(' || i == 0 || !ascii_is_space(s.p[i - 1]))
			continue;
		end = i + comment_length(str_skip(s, i), &bad);
		if (bad || end == s.n || s.p[end] == ';' ||
		    ascii_is_space(s.p[end]))
			break;
		i = end - 1;
	}
	return i;
}

/* How far it is to one of the two characters, or to the end; those in
   comments do not count. */
static size_t
length_before(struct str s, char x, char y)
{
	size_t i = 0;
	bool bad;

	while (i < s.n && s.p[i] != x && s.p[i] != y)
		i += s.p[i] == '(' ? comment_length(str_skip(s, i), &bad) : 1;
	return i;
}

/* The length of a token, in which a slash may be, at the front of s. */
static size_t
token_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && !ascii_is_space(s.p[n]) && !chars_ends_word(s.p[n]))
		n++;
	return n;
}

/* What stands before the parameters is a token, or a type: two of them, with
   a slash between.  A parameter there stands for itself. */
void
paramlex_init(struct paramlex *lex, struct str field)
{
	struct str s;
	size_t n;

	lex->bad = false;
	field = lex->rest = s = skip(field, &lex->bad);
	do {
		n = token_length(s);
		if (str_has(str_of(s.p, n), '='))
			break;
		s = str_skip(s, n);
		lex->main = str_of(field.p, field.n - s.n);
		lex->rest = s = skip(s, &lex->bad);
	} while (n > 0 && (str_starts(s, "/") ||
	    lex->main.p[lex->main.n - 1] == '/'));
	if (lex->rest.p == field.p)
		lex->main = str_of(field.p, 0);
	if (lex->rest.n > 0 && lex->rest.p[0] != ';')
		lex->bad = true;
}

/* Passes to behind the next semicolon; false if there is none.  Many forget
   it, or write a comma: what has a = before the next one is a parameter. */
static bool
next_semicolon(struct paramlex *lex)
{
	struct str rest = skip(lex->rest, &lex->bad);
	size_t n;

	if (rest.n > 0 && rest.p[0] != ';') {
		lex->bad = true;
		n = length_before(rest, '=', ';');
		if (n < rest.n && rest.p[n] == '=') {
			lex->rest = str_skip(rest, rest.p[0] == ',');
			return true;
		}
		rest = str_skip(rest, str_find(rest, ';'));
	}
	lex->rest = skip(str_skip(rest, 1), &lex->bad);
	return rest.n > 0;
}

static void
read_value(struct paramlex *lex, struct paramlex_value *value)
{
	struct str s = skip(lex->rest, &lex->bad);
	size_t n;

	value->quoted = s.n > 0 && s.p[0] == '"';
	if (!value->quoted) {
		n = bare_length(s);
		value->text = str_trim(str_of(s.p, n));
		lex->rest = str_skip(s, n);
		return;
	}
	for (n = 1; n < s.n && s.p[n] != '"'; n++)
		if (s.p[n] == '\\')
			n++;
	if (n >= s.n) {
		lex->bad = true;
		n = s.n;
	}
	value->text = str_of(s.p + 1, n - 1);
	lex->rest = str_skip(s, n + 1);
}

bool
paramlex_next(struct paramlex *lex, struct str *name,
    struct paramlex_value *value)
{
	struct str rest;
	size_t n;

	while (next_semicolon(lex)) {
		rest = lex->rest;
		n = length_before(rest, '=', ';');
		*name = str_of(rest.p, n);
		*name = str_trim(str_of(rest.p, str_find(*name, '(')));
		lex->rest = str_skip(rest, n);
		if (n == rest.n || rest.p[n] == ';') {
			lex->bad |= name->n > 0;
			continue;
		}
		lex->rest = str_skip(rest, n + 1);
		read_value(lex, value);
		return true;
	}
	return false;
}

void
paramlex_add(struct paramlex_value value, struct buf *b)
{
	struct str s = value.text;
	size_t n;

	while (s.n > 0) {
		n = value.quoted ? str_find(s, '\\') : s.n;
		buf_add(b, s.p, n);
		s = str_skip(s, n);
		if (s.n > 1)
			buf_add_char(b, s.p[1]);
		s = str_skip(s, 2);
	}
}
