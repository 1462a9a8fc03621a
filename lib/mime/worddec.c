/* SPDX-License-Identifier: ISC */
#include "mime/worddec.h"

#include <string.h>

#include "base/ascii.h"
#include "mime/base64.h"
#include "mime/charset.h"

/* The name of a charset is never longer (RFC 2978 2.3: 40). */
#define CHARSET_NAME_MAX 64

/* An encoded word, as slices of the text. */
struct word {
	struct str charset; /* without its language (RFC 2231 5) */
	char encoding;      /* 'b' or 'q' */
	struct str text;
	size_t length;
};

struct decoder {
	struct charset charset; /* of the words before, while open */
	struct str name;
	bool open, bad;
	bool no_end; /* no "?=" stands in the rest of the text */
	struct buf bytes;
	struct buf *out;
};

/* The charset, encoding and the two question marks behind "=?": returns
   where the encoded text begins, or 0. */
static size_t
read_lead(struct str s, struct word *w)
{
	struct str rest = str_skip(s, 2);
	size_t n;

	n = str_find(rest, '?');
	if (n == 0 || n > CHARSET_NAME_MAX || rest.n - n < 3)
		return 0;
	w->charset = str_of(rest.p, n);
	if (str_has(w->charset, ' ') || str_has(w->charset, '\t'))
		return 0;
	w->charset.n = str_find(w->charset, '*');
	w->encoding = ascii_lower(rest.p[n + 1]);
	if ((w->encoding != 'b' && w->encoding != 'q') ||
	    rest.p[n + 2] != '?')
		return 0;
	return n + 5;
}

/* Whether an encoded word stands at the front of s.  A word may be longer
   than the 75 bytes of RFC 2047 2, and hold blanks: many do. */
static bool
read_word(struct decoder *d, struct str s, struct word *w)
{
	size_t at, n;

	if (d->no_end || !str_starts(s, "=?"))
		return false;
	at = read_lead(s, w);
	if (at == 0)
		return false;
	n = str_find_str(str_skip(s, at), STR("?="));
	if (at + n >= s.n) {
		/* Never looked for again, so that the time stays linear. */
		d->no_end = true;
		return false;
	}
	w->text = str_of(s.p + at, n);
	w->length = at + n + 2;
	return true;
}

/* The byte that the escape at s stands for, or -1 if it is none. */
static int
read_escape(struct str s)
{
	int high, low;

	if (s.n < 3)
		return -1;
	high = ascii_hex(s.p[1]);
	low = ascii_hex(s.p[2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* The Q encoding of RFC 2047 4.2. */
static void
decode_q(struct decoder *d, struct str s)
{
	int byte;

	while (s.n > 0) {
		if (s.p[0] != '=') {
			buf_add_char(&d->bytes, s.p[0] == '_' ? ' ' : s.p[0]);
			s = str_skip(s, 1);
			continue;
		}
		byte = read_escape(s);
		if (byte < 0)
			d->bad = true;
		buf_add_char(&d->bytes, byte < 0 ? '=' : (char)byte);
		s = str_skip(s, byte < 0 ? 1 : 3);
	}
}

static void
decode_b(struct decoder *d, struct str s)
{
	struct base64_decoder base64;

	base64_decode_init(&base64, BASE64_STANDARD, BASE64_MIME);
	while (s.n > 0)
		d->bytes.len += base64_decode(&base64, &s,
		    buf_reserve(&d->bytes, s.n + BASE64_ROOM),
		    s.n + BASE64_ROOM);
	if (base64.garbage > 0)
		d->bad = true;
}

static void
close_words(struct decoder *d)
{
	if (!d->open)
		return;
	charset_end(&d->charset, d->out);
	d->bad |= d->charset.bad;
	charset_free(&d->charset);
	d->open = false;
}

static void
add_plain(struct decoder *d, struct str s)
{
	struct charset utf8;

	close_words(d);
	if (!str_has_8bit(s)) {
		buf_add_str(d->out, s);
		return;
	}
	charset_init(&utf8, STR(""));
	charset_add(&utf8, s, d->out);
	charset_end(&utf8, d->out);
	d->bad |= utf8.bad;
}

/* Makes the charset that of the word.  Adjacent words of one charset are one
   text, for a character may be split between them. */
static bool
open_charset(struct decoder *d, struct str name)
{
	if (d->open && str_case_equal(d->name, name))
		return true;
	close_words(d);
	d->name = name;
	d->open = charset_init(&d->charset, name);
	return d->open;
}

static void
add_word(struct decoder *d, const struct word *w, struct str raw)
{
	if (!open_charset(d, w->charset)) {
		add_plain(d, raw);
		d->bad = true;
		return;
	}
	d->bytes.len = 0;
	if (w->encoding == 'b')
		decode_b(d, w->text);
	else
		decode_q(d, w->text);
	charset_add(&d->charset, buf_str(&d->bytes), d->out);
}

/* Adds what stands before the next word, and the word.  Returns how many
   bytes these were. */
static size_t
add_next(struct decoder *d, struct str rest)
{
	size_t n = str_find_str(rest, STR("=?"));
	struct str before = str_of(rest.p, n);
	struct word w;

	if (n == rest.n || !read_word(d, str_skip(rest, n), &w)) {
		before.n = n == rest.n ? n : n + 2;
		add_plain(d, before);
		return before.n;
	}
	if (!d->open || str_trim(before).n > 0)
		add_plain(d, before);
	add_word(d, &w, str_of(rest.p + n, w.length));
	return n + w.length;
}

bool
worddec_add(struct str text, struct buf *b)
{
	struct decoder d;

	memset(&d, 0, sizeof(d));
	d.out = b;
	while (text.n > 0)
		text = str_skip(text, add_next(&d, text));
	close_words(&d);
	buf_free(&d.bytes);
	return !d.bad;
}
