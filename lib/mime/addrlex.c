/* SPDX-License-Identifier: ISC */
#include "mime/addrlex.h"

#include <stddef.h>

#include "base/ascii.h"
#include "mime/chars.h"

static void
defect(struct addrlex *lex, const char *what)
{
	if (lex->defect == NULL)
		lex->defect = what;
}

/* The length of the quoted text at the front of s, with both its ends; an
   escaped character (RFC 5322 3.2.1) does not end it. */
static size_t
quoted_length(struct addrlex *lex, struct str s, char end,
    const char *unclosed)
{
	size_t i;

	for (i = 1; i < s.n; i++) {
		if (s.p[i] == end)
			return i + 1;
		if (s.p[i] == '\\')
			i++;
	}
	defect(lex, unclosed);
	return s.n;
}

/* The same for a comment, which nests (RFC 5322 3.2.2). */
static size_t
comment_length(struct addrlex *lex, struct str s)
{
	size_t depth = 0, i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')' && --depth == 0)
			return i + 1;
	}
	defect(lex, "comment without its end");
	return s.n;
}

/* Takes blanks and comments; whether there were any. */
static bool
skip_blanks(struct addrlex *lex)
{
	size_t before = lex->rest.n, n;

	while (lex->rest.n > 0) {
		if (ascii_is_space(lex->rest.p[0])) {
			n = 1;
		} else if (lex->rest.p[0] == '(') {
			n = comment_length(lex, lex->rest);
			lex->comment = str_of(lex->rest.p, n);
		} else {
			break;
		}
		lex->rest = str_skip(lex->rest, n);
	}
	return lex->rest.n != before;
}

static size_t
atom_length(struct addrlex *lex, struct str s)
{
	size_t i;

	for (i = 0; i < s.n && !chars_is_special(s.p[i]) &&
	    !ascii_is_space(s.p[i]);
	     i++)
		if (ascii_is_control(s.p[i]))
			defect(lex, "control character");
	return i;
}

struct addrlex_token
addrlex_next(struct addrlex *lex)
{
	struct addrlex_token t = {ADDRLEX_END, STR_INIT, false};
	struct str rest;
	size_t n = 1;

	t.spaced = skip_blanks(lex);
	rest = lex->rest;
	if (rest.n == 0)
		return t;
	if (rest.p[0] == '"') {
		t.kind = ADDRLEX_QUOTED;
		n = quoted_length(lex, rest, '"', "quote without its end");
	} else if (rest.p[0] == '[') {
		t.kind = ADDRLEX_LITERAL;
		n = quoted_length(lex, rest, ']', "[ without its ]");
	} else if (chars_is_special(rest.p[0])) {
		t.kind = ADDRLEX_SPECIAL;
	} else {
		t.kind = ADDRLEX_ATOM;
		n = atom_length(lex, rest);
	}
	t.text = str_of(rest.p, n);
	lex->rest = str_skip(rest, n);
	return t;
}

void
addrlex_back(struct addrlex *lex, const struct addrlex_token *t)
{
	if (t->kind != ADDRLEX_END)
		lex->rest = str_of(t->text.p, lex->rest.n + t->text.n);
}

bool
addrlex_is(const struct addrlex_token *t, char c)
{
	return t->kind == ADDRLEX_SPECIAL && t->text.p[0] == c;
}
