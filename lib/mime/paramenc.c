/* SPDX-License-Identifier: ISC */
#include "mime/paramenc.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "mime/chars.h"
#include "mime/wordenc.h"

/* A longer value is continued. */
#define PLAIN_MAX 60

/* attribute-char of RFC 2231 section 7. */
static bool
is_attribute_char(char c)
{
	return chars_is_token(c) && strchr("*'%", c) == NULL;
}

/* Whether it may stand without quotes.  A token may hold * and ' too, but
   there are readers that then take a name for one of RFC 2231. */
static bool
is_bare(struct str s)
{
	size_t i;

	for (i = 0; i < s.n && is_attribute_char(s.p[i]); i++)
		;
	return s.n > 0 && i == s.n;
}

static bool
is_escaped(char c)
{
	return c == '"' || c == '\\';
}

/* Whether it may stand in quotes; a TAB there would not survive folding. */
static bool
is_plain(struct str s)
{
	size_t i, n = s.n;

	for (i = 0; i < s.n; i++)
		n += is_escaped(s.p[i]);
	return n <= PLAIN_MAX && !wordenc_needed(s, PLAIN_MAX) &&
	    !str_has(s, '\t');
}

static void
add_plain(struct buf *b, struct str s)
{
	size_t i;

	if (is_bare(s)) {
		buf_add_str(b, s);
		return;
	}
	buf_add_char(b, '"');
	for (i = 0; i < s.n; i++) {
		if (is_escaped(s.p[i]))
			buf_add_char(b, '\\');
		buf_add_char(b, s.p[i]);
	}
	buf_add_char(b, '"');
}

static void
add_percent(struct buf *b, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (is_attribute_char(s.p[i]))
			buf_add_char(b, s.p[i]);
		else
			buf_printf(b, "%%%02X", (unsigned int)
			    (unsigned char)s.p[i]);
	}
}

static size_t
percent_length(struct str s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; i++)
		n += is_attribute_char(s.p[i]) ? 1 : 3;
	return n;
}

static void
end_word(struct fold *f, struct buf *word)
{
	fold_glue(f, ";");
	fold_word(f, buf_str(word));
	word->len = 0;
}

/* Adds what fits of *value to a word, which ends as a line does.  Readers
   may decode the pieces one by one, so no character is split. */
static void
add_piece(struct buf *word, struct str *value, const char *charset)
{
	size_t n;

	do {
		n = wordenc_char(*value, charset);
		add_percent(word, str_of(value->p, n));
		*value = str_skip(*value, n);
	} while (value->n > 0 && word->len + percent_length(str_of(value->p,
	    wordenc_char(*value, charset))) < FOLD_COLUMNS - 1);
}

static void
add_extended(struct fold *f, const char *name, struct str value)
{
	const char *charset = wordenc_charset(value);
	struct buf word = BUF_INIT;
	unsigned int section = 0;

	buf_printf(&word, "%s*=%s''", name, charset);
	if (word.len + percent_length(value) < FOLD_COLUMNS - 1) {
		add_percent(&word, value);
		end_word(f, &word);
		value = str_skip(value, value.n);
	}
	while (value.n > 0) {
		word.len = 0;
		buf_printf(&word, "%s*%u*=", name, section);
		if (section++ == 0)
			buf_printf(&word, "%s''", charset);
		add_piece(&word, &value, charset);
		end_word(f, &word);
	}
	buf_free(&word);
}

void
paramenc_add(struct fold *f, const char *name, struct str value)
{
	struct buf word = BUF_INIT;

	if (!is_plain(value)) {
		add_extended(f, name, value);
		return;
	}
	buf_printf(&word, "%s=", name);
	add_plain(&word, value);
	end_word(f, &word);
	buf_free(&word);
}

void
paramenc_add_words(struct fold *f, const char *name, struct str value)
{
	const char *charset = wordenc_charset(value);
	struct buf word = BUF_INIT;
	bool first = true;

	if (is_plain(value)) {
		paramenc_add(f, name, value);
		return;
	}
	buf_printf(&word, "%s=\"", name);
	while (value.n > 0) {
		wordenc_take(&word, &value, charset, WORDENC_MAX - word.len);
		if (first)
			fold_glue(f, ";");
		fold_word(f, buf_str(&word));
		word.len = 0;
		first = false;
	}
	fold_glue(f, "\"");
	buf_free(&word);
}
