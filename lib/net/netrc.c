/* SPDX-License-Identifier: ISC */
#include "net/netrc.h"

#include <stdbool.h>

#include "base/ascii.h"

struct netrc {
	struct str rest;
	const char *wrong; /* a quote that is not closed on its line, or NULL */
	struct buf word; /* the last token, unquoted; wiped at the end */

	/* The entry that is being read. */
	bool machine, login, password;
};

/* Takes one character, in which a backslash may stand before it. */
static void
take_char(struct netrc *n)
{
	if (n->rest.p[0] == '\\' && n->rest.n > 1)
		n->rest = str_skip(n->rest, 1);
	buf_add_char(&n->word, n->rest.p[0]);
	n->rest = str_skip(n->rest, 1);
}

/* A token behind its quote.  False if it has no end on its line: one that was
   not meant to begin one would take what follows for its own. */
static bool
take_quoted(struct netrc *n)
{
	const char *quote = n->rest.p - 1;

	while (n->rest.n > 0 && n->rest.p[0] != '"') {
		take_char(n);
		if (n->word.data[n->word.len - 1] == '\n')
			break;
	}
	if (n->rest.n > 0 && n->rest.p[0] == '"' &&
	    !str_has(buf_str(&n->word), '\n')) {
		n->rest = str_skip(n->rest, 1);
		return true;
	}
	n->wrong = quote;
	n->rest.n = 0;
	return false;
}

/* The next token: up to a space, or in double quotes; a backslash takes the
   character behind it as it is.  False at the end. */
static bool
next(struct netrc *n)
{
	while (n->rest.n > 0 && ascii_is_space(n->rest.p[0]))
		n->rest = str_skip(n->rest, 1);
	if (n->rest.n == 0)
		return false;
	n->word.len = 0;
	if (n->rest.p[0] == '"') {
		n->rest = str_skip(n->rest, 1);
		return take_quoted(n);
	}
	while (n->rest.n > 0 && !ascii_is_space(n->rest.p[0]))
		take_char(n);
	return true;
}

static bool
next_is(struct netrc *n, const char *text, bool any_case)
{
	if (!next(n))
		return false;
	return any_case ? str_case_is(buf_str(&n->word), text)
	    : str_is(buf_str(&n->word), text);
}

/* A macro ends at an empty line. */
static void
skip_macro(struct netrc *n)
{
	str_cut(&n->rest, '\n');
	while (n->rest.n > 0)
		if (str_trim(str_cut(&n->rest, '\n')).n == 0)
			return;
}

static void
begin_entry(struct netrc *n, bool machine, struct buf *password)
{
	n->machine = machine;
	n->login = n->password = false;
	password->len = 0;
}

/* Takes one token and what belongs to it. */
static void
take(struct netrc *n, const char *login, struct buf *password)
{
	struct str word = buf_str(&n->word);

	if (str_is(word, "login"))
		n->login = next_is(n, login, false);
	else if (str_is(word, "account"))
		next(n);
	else if (str_is(word, "macdef"))
		skip_macro(n);
	else if (str_starts(word, "#"))
		str_cut(&n->rest, '\n');
	else if (str_is(word, "password") && next(n)) {
		n->password = true;
		password->len = 0;
		buf_add_str(password, buf_str(&n->word));
	}
}

static int
refuse(struct str text, const char *at, struct err *e)
{
	unsigned long line = 1;
	const char *p;

	for (p = text.p; p < at; p++)
		line += *p == '\n';
	return err_set(e, STATUS_CONFIG, "line %lu: a quote is not closed "
	    "(a \" that begins a password is written \\\")", line);
}

int
netrc_find(struct str text, const char *machine, const char *login,
    struct buf *password, struct err *e)
{
	struct netrc n = {text, NULL, BUF_INIT, false, false, false};
	bool found = false;

	buf_reserve(&n.word, text.n + 1);
	buf_reserve(password, text.n + 1);
	while (!found && next(&n)) {
		if (str_is(buf_str(&n.word), "machine"))
			begin_entry(&n, next_is(&n, machine, true), password);
		else if (str_is(buf_str(&n.word), "default"))
			begin_entry(&n, false, password);
		else
			take(&n, login, password);
		found = n.machine && n.login && n.password;
	}
	if (!found)
		password->len = 0;
	buf_wipe(&n.word);
	return n.wrong != NULL ? refuse(text, n.wrong, e) : found;
}
