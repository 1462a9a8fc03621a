/* SPDX-License-Identifier: ISC */
#include "mime/htmltag.h"

#include <stddef.h>

#include "base/ascii.h"
#include "mime/htmlentity.h"

static const struct {
	const char *name;
	enum htmltag_kind kind;
} tags[] = {
	{"a", HTMLTAG_LINK}, {"address", HTMLTAG_LINE},
	{"article", HTMLTAG_LINE}, {"aside", HTMLTAG_LINE},
	{"blockquote", HTMLTAG_BLOCK}, {"body", HTMLTAG_LINE},
	{"br", HTMLTAG_BREAK}, {"caption", HTMLTAG_LINE},
	{"center", HTMLTAG_LINE}, {"dd", HTMLTAG_LINE},
	{"div", HTMLTAG_LINE}, {"dl", HTMLTAG_BLOCK}, {"dt", HTMLTAG_LINE},
	{"fieldset", HTMLTAG_LINE}, {"figure", HTMLTAG_LINE},
	{"footer", HTMLTAG_LINE}, {"form", HTMLTAG_LINE},
	{"h1", HTMLTAG_BLOCK}, {"h2", HTMLTAG_BLOCK}, {"h3", HTMLTAG_BLOCK},
	{"h4", HTMLTAG_BLOCK}, {"h5", HTMLTAG_BLOCK}, {"h6", HTMLTAG_BLOCK},
	{"header", HTMLTAG_LINE}, {"hr", HTMLTAG_RULE},
	{"img", HTMLTAG_IMAGE}, {"li", HTMLTAG_ITEM},
	{"main", HTMLTAG_LINE}, {"nav", HTMLTAG_LINE},
	{"ol", HTMLTAG_BLOCK}, {"option", HTMLTAG_LINE},
	{"p", HTMLTAG_BLOCK}, {"pre", HTMLTAG_PRE},
	{"script", HTMLTAG_SKIP}, {"section", HTMLTAG_LINE},
	{"style", HTMLTAG_SKIP}, {"table", HTMLTAG_BLOCK},
	{"td", HTMLTAG_CELL}, {"th", HTMLTAG_CELL},
	{"title", HTMLTAG_SKIP}, {"tr", HTMLTAG_LINE},
	{"ul", HTMLTAG_BLOCK}
};

static bool
is_name_end(char c)
{
	return ascii_is_space(c) || c == '/' || c == '\f';
}

enum htmltag_kind
htmltag_read(struct str tag, bool *end, const char **name)
{
	size_t n = 0, i;

	*end = tag.n > 0 && tag.p[0] == '/';
	*name = NULL;
	if (*end)
		tag = str_skip(tag, 1);
	while (n < tag.n && !is_name_end(tag.p[n]))
		n++;
	tag.n = n;
	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (str_case_is(tag, tags[i].name)) {
			*name = tags[i].name;
			return tags[i].kind;
		}
	}
	return HTMLTAG_INLINE;
}

static void
add_value(struct str s, struct buf *b)
{
	size_t n;

	s = str_trim(s);
	while (s.n > 0) {
		n = str_find(s, '&');
		buf_add(b, s.p, n);
		s = str_skip(s, n);
		if (s.n == 0)
			break;
		n = str_find(str_of(s.p, s.n < HTMLENTITY_MAX ? s.n :
		    HTMLENTITY_MAX), ';');
		if (n < s.n && s.p[n] == ';' &&
		    htmlentity_add(str_of(s.p + 1, n - 1), b)) {
			s = str_skip(s, n + 1);
		} else {
			buf_add_char(b, '&');
			s = str_skip(s, 1);
		}
	}
}

/* The length of the value at the front of s, its quotes included. */
static size_t
value_length(struct str s)
{
	size_t n;

	if (s.n > 0 && (s.p[0] == '"' || s.p[0] == '\'')) {
		n = str_find(str_skip(s, 1), s.p[0]) + 2;
		return n < s.n ? n : s.n;
	}
	for (n = 0; n < s.n && !ascii_is_space(s.p[n]); n++)
		;
	return n;
}

static struct str
without_quotes(struct str s)
{
	char quote;

	if (s.n == 0 || (s.p[0] != '"' && s.p[0] != '\''))
		return s;
	quote = s.p[0];
	s = str_skip(s, 1);
	if (s.n > 0 && s.p[s.n - 1] == quote)
		s.n--;
	return s;
}

static struct str
skip_space(struct str s)
{
	while (s.n > 0 && is_name_end(s.p[0]))
		s = str_skip(s, 1);
	return s;
}

void
htmltag_attribute(struct str tag, const char *name, struct buf *b)
{
	struct str found;
	size_t n;

	while (tag.n > 0 && !is_name_end(tag.p[0]))
		tag = str_skip(tag, 1);
	while ((tag = skip_space(tag)).n > 0) {
		for (n = 0; n < tag.n; n++)
			if (is_name_end(tag.p[n]) || tag.p[n] == '=')
				break;
		found = str_of(tag.p, n);
		tag = skip_space(str_skip(tag, n));
		if (tag.n == 0 || tag.p[0] != '=')
			continue;
		tag = str_trim(str_skip(tag, 1));
		n = value_length(tag);
		if (str_case_is(found, name)) {
			add_value(without_quotes(str_of(tag.p, n)), b);
			return;
		}
		tag = str_skip(tag, n);
	}
}
