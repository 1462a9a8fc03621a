/* SPDX-License-Identifier: ISC */
#include "mime/wordenc.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "mime/base64.h"

static const char hex_digits[] = "0123456789ABCDEF";

const char *
wordenc_charset(struct str text)
{
	return utf8_is_valid(text) ? "UTF-8" : "unknown-8bit";
}

size_t
wordenc_char(struct str text, const char *charset)
{
	return *charset == 'U' ? utf8_length(text) : 1;
}

bool
wordenc_needed(struct str text, size_t max)
{
	size_t i, run = 0;

	for (i = 0; i < text.n; i++) {
		if (!ascii_is_graph(text.p[i]) && !ascii_is_blank(text.p[i]))
			return true;
		if (i > 0 && text.p[i - 1] == '=' && text.p[i] == '?')
			return true;
		if (i > 0 && ascii_is_blank(text.p[i]) &&
		    !ascii_is_blank(text.p[i - 1]))
			run = 0;
		if (++run > max)
			return true;
	}
	return false;
}

/* What may stand for itself in the Q encoding of a phrase, which is the
   narrowest set of RFC 2047 section 5. */
static bool
is_q_plain(char c)
{
	return ascii_is_alnum(c) || (c != '\0' && strchr("!*+-/", c) != NULL);
}

static size_t
q_length(struct str s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; i++)
		n += is_q_plain(s.p[i]) || s.p[i] == ' ' ? 1 : 3;
	return n;
}

static size_t
b_length(size_t n)
{
	return (n + 2) / 3 * 4;
}

static void
q_add(struct buf *b, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_q_plain(s.p[i])) {
			buf_add_char(b, s.p[i]);
		} else if (c == ' ') {
			buf_add_char(b, '_');
		} else {
			buf_add_char(b, '=');
			buf_add_char(b, hex_digits[c >> 4]);
			buf_add_char(b, hex_digits[c & 15]);
		}
	}
}

/* How much of text goes into one word with room for its encoded form. */
static struct str
take_chars(struct str text, const char *charset, bool q, size_t room)
{
	size_t taken = 0, q_taken = 0, n;

	while (taken < text.n) {
		n = wordenc_char(str_skip(text, taken), charset);
		if (q)
			q_taken += q_length(str_of(text.p + taken, n));
		if ((q ? q_taken : b_length(taken + n)) > room)
			break;
		taken += n;
	}
	return str_of(text.p, taken);
}

/* Columns of an encoded word that are not its text. */
static size_t
frame_length(const char *charset)
{
	return strlen("=?" "?Q?" "?=") + strlen(charset);
}

void
wordenc_take(struct buf *word, struct str *text, const char *charset,
    size_t room)
{
	struct str chars, in_b;
	bool q;

	/* The encoding that has room for more, or is shorter, word by word: to
	   look at all of the text each time would take quadratic time. */
	room -= frame_length(charset);
	chars = take_chars(*text, charset, true, room);
	in_b = take_chars(*text, charset, false, room);
	q = chars.n > in_b.n || (chars.n == in_b.n &&
	    q_length(chars) <= b_length(chars.n));
	if (!q)
		chars = in_b;
	buf_printf(word, "=?%s?%c?", charset, q ? 'Q' : 'B');
	if (q)
		q_add(word, chars);
	else
		base64_add(word, chars);
	buf_add_string(word, "?=");
	*text = str_skip(*text, chars.n);
}

/* Adds text as encoded words, the first one behind this blank. */
static void
add_encoded(struct fold *f, struct str blank, struct str text)
{
	const char *charset = wordenc_charset(text);
	struct buf word = BUF_INIT;
	size_t room;

	while (text.n > 0) {
		room = fold_room(f);
		/* A line's rest that is too short for some text is left. */
		if (room < frame_length(charset) + 24)
			room = WORDENC_MAX;
		word.len = 0;
		wordenc_take(&word, &text, charset, room);
		fold_blanks_word(f, blank, buf_str(&word));
		blank = STR(" ");
	}
	buf_free(&word);
}

void
wordenc_add(struct fold *f, struct str text)
{
	add_encoded(f, STR(" "), text);
}

static size_t
blanks_length(struct str s)
{
	size_t i = 0;

	while (i < s.n && ascii_is_blank(s.p[i]))
		i++;
	return i;
}

static size_t
word_length(struct str s)
{
	size_t i = 0;

	while (i < s.n && !ascii_is_blank(s.p[i]))
		i++;
	return i;
}

/* Where the words that need encoding begin and end in text, which has no
   blanks around it. */
static struct str
encoded_span(struct str text, size_t max)
{
	size_t at, n, begin = text.n, end = text.n;

	for (at = 0; at < text.n; at += n) {
		size_t blanks = blanks_length(str_skip(text, at));

		n = blanks + word_length(str_skip(text, at + blanks));
		if (!wordenc_needed(str_of(text.p + at, n), max))
			continue;
		/* One blank separates it, more would be lost outside. */
		if (begin == text.n)
			begin = at + (blanks > 0);
		end = at + n;
	}
	return str_of(text.p + begin, end - begin);
}

/* Adds words as they are, each with the blanks before it. */
static void
add_plain(struct fold *f, struct str text)
{
	struct str blanks, word;

	while (text.n > 0) {
		blanks = str_of(text.p, blanks_length(text));
		text = str_skip(text, blanks.n);
		word = str_of(text.p, word_length(text));
		text = str_skip(text, word.n);
		if (word.n > 0)
			fold_blanks_word(f, blanks.n > 0 ? blanks : STR(" "),
			    word);
	}
}

void
wordenc_text(struct fold *f, struct str text, size_t max)
{
	struct str span, blank = STR(" ");

	text = str_trim(text);
	if (text.n == 0)
		return;
	span = encoded_span(text, max);
	add_plain(f, str_of(text.p, (size_t)(span.p - text.p)));
	if (span.p > text.p)
		blank = str_of(span.p - 1, 1);
	add_encoded(f, blank, span);
	add_plain(f, str_skip(text, (size_t)(span.p + span.n - text.p)));
}
