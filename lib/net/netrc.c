/* SPDX-License-Identifier: ISC */
#include "net/netrc.h"

#include "base/ascii.h"

struct netrc {
	struct str rest;
	struct buf word; /* the last token, unquoted; wiped at the end */

	/* The entry that is being read. */
	bool machine, login, password;
};

/* The next token: up to a space, or in double quotes; a backslash takes the
   character behind it as it is.  False at the end. */
static bool
next(struct netrc *n)
{
	bool quoted;
	char c;

	while (n->rest.n > 0 && ascii_is_space(n->rest.p[0]))
		n->rest = str_skip(n->rest, 1);
	if (n->rest.n == 0)
		return false;
	n->word.len = 0;
	quoted = n->rest.p[0] == '"';
	if (quoted)
		n->rest = str_skip(n->rest, 1);
	while (n->rest.n > 0) {
		c = n->rest.p[0];
		if (quoted ? c == '"' : ascii_is_space(c))
			break;
		if (c == '\\' && n->rest.n > 1) {
			n->rest = str_skip(n->rest, 1);
			c = n->rest.p[0];
		}
		buf_add_char(&n->word, c);
		n->rest = str_skip(n->rest, 1);
	}
	if (quoted)
		n->rest = str_skip(n->rest, 1);
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

bool
netrc_find(struct str text, const char *machine, const char *login,
    struct buf *password)
{
	struct netrc n = {text, BUF_INIT, false, false, false};
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
	return found;
}
