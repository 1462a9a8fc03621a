/* SPDX-License-Identifier: ISC */
#include "mime/html.h"

#include <string.h>

#include "base/ascii.h"
#include "mime/htmlentity.h"
#include "mime/htmltag.h"

enum state {
	IN_TEXT,
	IN_ENTITY,
	AT_LESS,    /* behind a < */
	IN_TAG,
	IN_MARKUP,  /* <! and <?, which may be a comment */
	IN_COMMENT,
	IN_SKIPPED, /* the content of script and the like */
	IN_END      /* behind a < there: is it the end tag? */
};

void
html_init(struct html *h)
{
	memset(h, 0, sizeof(*h));
}

void
html_free(struct html *h)
{
	buf_free(&h->tag);
	buf_free(&h->link);
	buf_free(&h->seen);
}

void
html_begin(struct html *h)
{
	h->state = IN_TEXT;
	h->tag.len = h->link.len = h->seen.len = 0;
	h->quote = 0;
	h->skip = NULL;
	h->pre = 0;
	h->blank = h->begun = h->pre_begins = false;
	h->lines = 0;
}

/* Writes the white space that is due before a word. */
static void
add_due(struct html *h, struct buf *b)
{
	if (h->begun && h->lines > 0)
		buf_add(b, "\n\n", (size_t)h->lines);
	else if (h->begun && h->blank)
		buf_add_char(b, ' ');
	h->lines = 0;
	h->blank = false;
	h->begun = true;
}

static void
add_word(struct html *h, struct str s, struct buf *b)
{
	if (s.n == 0)
		return;
	h->pre_begins = false;
	if (h->blank && h->seen.len > 0)
		buf_add_char(&h->seen, ' ');
	add_due(h, b);
	buf_add_str(b, s);
	if (h->link.len > 0 && h->seen.len <= h->link.len)
		buf_add(&h->seen, s.p, s.n);
}

static void
add_space(struct html *h, char c, struct buf *b)
{
	if (h->pre == 0) {
		h->blank = true;
	} else if (h->pre_begins && c == '\n') {
		h->pre_begins = false; /* the line end behind <pre> is none */
	} else if (c != '\r') {
		add_due(h, b);
		buf_add_char(b, c);
	}
}

/* At least n line ends are due: two make an empty line. */
static void
need_lines(struct html *h, int n)
{
	if (h->lines < n)
		h->lines = n;
	h->blank = false;
}

/* The link ends: its address follows, unless that was its text. */
static void
end_link(struct html *h, struct buf *b)
{
	struct str address = buf_str(&h->link);

	if (h->link.len > 0 && !str_equal(address, buf_str(&h->seen)) &&
	    address.p[0] != '#') {
		h->blank = true;
		h->seen.len = 0;
		add_due(h, b);
		buf_add_char(b, '<');
		buf_add_str(b, address);
		buf_add_char(b, '>');
	}
	h->link.len = h->seen.len = 0;
}

static void
take_link(struct html *h, bool end, struct buf *b)
{
	end_link(h, b);
	if (!end)
		htmltag_attribute(buf_str(&h->tag), "href", &h->link);
}

static void
take_image(struct html *h, struct buf *b)
{
	struct buf text = BUF_INIT;

	buf_add_char(&text, '[');
	htmltag_attribute(buf_str(&h->tag), "alt", &text);
	buf_add_char(&text, ']');
	if (text.len > 2)
		add_word(h, buf_str(&text), b);
	buf_free(&text);
}

static void
take_pre(struct html *h, bool end)
{
	need_lines(h, 2);
	h->pre_begins = !end;
	if (!end)
		h->pre++;
	else if (h->pre > 0)
		h->pre--;
}

static void
take_tag(struct html *h, struct buf *b)
{
	const char *name;
	bool end;

	h->state = IN_TEXT;
	switch (htmltag_read(buf_str(&h->tag), &end, &name)) {
	case HTMLTAG_INLINE:
		break;
	case HTMLTAG_BREAK:
		need_lines(h, h->lines < 2 ? h->lines + 1 : 2);
		break;
	case HTMLTAG_LINE:
		need_lines(h, 1);
		break;
	case HTMLTAG_BLOCK:
		need_lines(h, 2);
		break;
	case HTMLTAG_ITEM:
		need_lines(h, 1);
		if (!end) {
			add_word(h, STR("*"), b);
			h->blank = true;
		}
		break;
	case HTMLTAG_CELL:
		h->blank = true;
		break;
	case HTMLTAG_RULE:
		need_lines(h, 1);
		add_word(h, STR("----"), b);
		need_lines(h, 1);
		break;
	case HTMLTAG_PRE:
		take_pre(h, end);
		break;
	case HTMLTAG_SKIP:
		h->skip = name;
		h->state = end ? IN_TEXT : IN_SKIPPED;
		break;
	case HTMLTAG_LINK:
		take_link(h, end, b);
		break;
	case HTMLTAG_IMAGE:
		take_image(h, b);
		break;
	}
}

/* What was taken for an entity or a tag: text after all. */
static void
take_back(struct html *h, char lead, struct buf *b)
{
	struct str s = {&lead, 1};

	add_word(h, s, b);
	add_word(h, buf_str(&h->tag), b);
	h->state = IN_TEXT;
}

static bool
is_plain(char c)
{
	return c != '<' && c != '&' && !ascii_is_space(c) && c != '\f';
}

/* Takes the first byte, or a run of text.  Returns how many bytes. */
static size_t
in_text(struct html *h, struct str s, struct buf *b)
{
	size_t n = 0;

	while (n < s.n && is_plain(s.p[n]))
		n++;
	if (n > 0) {
		add_word(h, str_of(s.p, n), b);
		return n;
	}
	h->tag.len = 0;
	if (s.p[0] == '<')
		h->state = AT_LESS;
	else if (s.p[0] == '&')
		h->state = IN_ENTITY;
	else
		add_space(h, s.p[0], b);
	return 1;
}

static size_t
in_entity(struct html *h, char c, struct buf *b)
{
	struct buf text = BUF_INIT;
	bool known;

	if ((ascii_is_alnum(c) || (c == '#' && h->tag.len == 0)) &&
	    h->tag.len < HTMLENTITY_MAX) {
		buf_add_char(&h->tag, c);
		return 1;
	}
	known = htmlentity_add(buf_str(&h->tag), &text);
	if (known)
		add_word(h, buf_str(&text), b);
	else
		take_back(h, '&', b);
	buf_free(&text);
	h->state = IN_TEXT;
	return known && c == ';';
}

static size_t
at_less(struct html *h, char c, struct buf *b)
{
	if (ascii_is_alpha(c) || c == '/') {
		h->state = IN_TAG;
		h->quote = 0;
		return 0;
	}
	if (c == '!' || c == '?') {
		h->state = IN_MARKUP;
		return 1;
	}
	take_back(h, '<', b);
	return 0;
}

static size_t
in_tag(struct html *h, char c, struct buf *b)
{
	bool behind_equals = h->tag.len > 0 &&
	    h->tag.data[h->tag.len - 1] == '=';

	if (h->quote == 0 && c == '>') {
		take_tag(h, b);
		return 1;
	}
	if (c == h->quote)
		h->quote = 0;
	else if (h->quote == 0 && behind_equals && (c == '"' || c == '\''))
		h->quote = c;
	if (h->tag.len < HTML_TAG_MAX &&
	    !(behind_equals && h->quote == 0 && ascii_is_space(c)))
		buf_add_char(&h->tag, c);
	return 1;
}

/* Keeps the last two bytes, which tell where a comment ends. */
static size_t
in_comment(struct html *h, char c)
{
	if (c == '>' && str_is(buf_str(&h->tag), "--")) {
		h->state = IN_TEXT;
		return 1;
	}
	if (h->tag.len == 2)
		buf_drop(&h->tag, 1);
	buf_add_char(&h->tag, c);
	return 1;
}

static size_t
in_markup(struct html *h, char c)
{
	if (h->tag.len < 2)
		buf_add_char(&h->tag, c);
	if (str_is(buf_str(&h->tag), "--")) {
		h->state = IN_COMMENT;
		return 1;
	}
	if (c == '>')
		h->state = IN_TEXT;
	return 1;
}

static size_t
in_skipped(struct html *h, struct str s)
{
	size_t n = str_find(s, '<');

	if (n == s.n)
		return n;
	h->tag.len = 0;
	h->state = IN_END;
	return n + 1;
}

static size_t
in_end(struct html *h, char c)
{
	size_t n = strlen(h->skip);

	if (h->tag.len < n + 1) {
		if (ascii_lower(c) == (h->tag.len == 0 ? '/' :
		    h->skip[h->tag.len - 1])) {
			buf_add_char(&h->tag, c);
			return 1;
		}
		h->state = IN_SKIPPED;
		return 0;
	}
	h->state = IN_TAG;
	h->quote = 0;
	return 0;
}

static size_t
step(struct html *h, struct str s, struct buf *b)
{
	switch ((enum state)h->state) {
	case IN_TEXT:
		return in_text(h, s, b);
	case IN_ENTITY:
		return in_entity(h, s.p[0], b);
	case AT_LESS:
		return at_less(h, s.p[0], b);
	case IN_TAG:
		return in_tag(h, s.p[0], b);
	case IN_MARKUP:
		return in_markup(h, s.p[0]);
	case IN_COMMENT:
		return in_comment(h, s.p[0]);
	case IN_SKIPPED:
		return in_skipped(h, s);
	case IN_END:
		break;
	}
	return in_end(h, s.p[0]);
}

void
html_add(struct html *h, struct str s, struct buf *b)
{
	while (s.n > 0)
		s = str_skip(s, step(h, s, b));
}

void
html_end(struct html *h, struct buf *b)
{
	if (h->state == IN_ENTITY)
		in_entity(h, ' ', b);
	else if (h->state == AT_LESS)
		take_back(h, '<', b);
	end_link(h, b);
	h->state = IN_TEXT;
}
