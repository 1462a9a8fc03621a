/* SPDX-License-Identifier: ISC */
#include "net/imap_string.h"

#include "base/ascii.h"

/* Some servers take lines of 1000 bytes only (RFC 2683 3.2.1.5). */
#define QUOTED_MAX ((size_t)500)

static bool
is_bare(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && s.p[i] != '.' &&
		    s.p[i] != '_' && s.p[i] != '/' && s.p[i] != '-')
			return false;
	/* It is a fine astring (RFC 9051 4.5), but not all servers agree. */
	return s.n > 0 && s.n <= QUOTED_MAX && !str_case_is(s, "NIL");
}

bool
imap_add_string(struct buf *b, struct str s)
{
	if (str_has(s, '\0'))
		return false;
	if (s.n <= QUOTED_MAX && !str_has_8bit(s) &&
	    !str_has_line_end_or_nul(s)) {
		buf_add_quoted(b, s);
		return true;
	}
	buf_printf(b, "{%zu}\r\n", s.n);
	buf_add_str(b, s);
	return true;
}

bool
imap_add_astring(struct buf *b, struct str s)
{
	if (!is_bare(s))
		return imap_add_string(b, s);
	buf_add_str(b, s);
	return true;
}

bool
imap_can_be_atom(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!ascii_is_graph(s.p[i]) ||
		    memchr("(){%*\"\\]", s.p[i], 8) != NULL)
			return false;
	return s.n > 0;
}
