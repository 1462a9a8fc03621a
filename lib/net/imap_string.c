/* SPDX-License-Identifier: ISC */
#include "net/imap_string.h"

#include "base/ascii.h"

static bool
is_bare(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && s.p[i] != '.' &&
		    s.p[i] != '_' && s.p[i] != '/' && s.p[i] != '-')
			return false;
	/* It is a fine astring (RFC 9051 4.5), but not all servers agree. */
	return s.n > 0 && s.n <= IMAP_QUOTED_MAX && !str_case_is(s, "NIL");
}

bool
imap_add_string(struct buf *b, struct str s)
{
	if (str_has(s, '\0'))
		return false;
	if (s.n <= IMAP_QUOTED_MAX && !str_has_8bit(s) &&
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

/* Whether the name travels in modified UTF-7 as in UTF-8. */
static bool
is_plain(struct str name)
{
	return !str_has(name, '&') && !str_has_8bit(name);
}

static bool
add_marked(struct buf *b, struct str name)
{
	if (str_has(name, '\0'))
		return false;
	buf_printf(b, "{%zu%c}\r\n", name.n, IMAP_KIND_NAME);
	buf_add_str(b, name);
	return true;
}

bool
imap_add_mailbox(struct buf *b, struct str name)
{
	return is_plain(name) ? imap_add_astring(b, name)
	    : add_marked(b, name);
}

bool
imap_add_pattern(struct buf *b, struct str pattern)
{
	return is_plain(pattern) ? imap_add_string(b, pattern)
	    : add_marked(b, pattern);
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
