/* SPDX-License-Identifier: ISC */
#include "mime/charset.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "mime/charsetname.h"

/* What is kept of a text before its charset is decided. */
#define AHEAD ((size_t)64 * 1024)

static void
add_bad(struct charset *c, struct buf *b)
{
	utf8_add(b, UTF8_REPLACEMENT);
	c->bad = true;
}

/* UTF-16 and UTF-32 must not fall out of step behind a bad character. */
static size_t
unit_of(const char *system)
{
	if (strncmp(system, "UTF-16", 6) == 0)
		return 2;
	return strncmp(system, "UTF-32", 6) == 0 ? 4 : 1;
}

bool
charset_init(struct charset *c, struct str name)
{
	const char *system = charset_system_name(name);
	bool is_hz;

	memset(c, 0, sizeof(*c));
	c->kind = CHARSET_UTF8;
	if (system == NULL)
		return false;
	c->unit = unit_of(system);
	if (strcmp(system, "UTF-8") == 0 || strcmp(system, "US-ASCII") == 0)
		return true;
	if (strcmp(system, "WINDOWS-1252") == 0) {
		c->kind = CHARSET_LATIN1;
		return true;
	}
	if (strcmp(system, "UTF-7") == 0) {
		c->kind = CHARSET_UTF7;
		return true;
	}
	if (strcmp(system, "UTF-16") == 0) {
		c->kind = CHARSET_UTF16;
		return true;
	}
	is_hz = strcmp(system, "HZ") == 0;
	c->cd = iconv_open("UTF-8", is_hz ? "GB18030" : system);
	if (c->cd == (iconv_t)-1)
		return false;
	c->kind = is_hz ? CHARSET_HZ : CHARSET_ICONV;
	return true;
}

bool
charset_init_part(struct charset *c, struct str name)
{
	const char *system = charset_system_name(name);
	bool known = charset_init(c, name);

	if (system != NULL && strcmp(system, "US-ASCII") == 0 &&
	    charset_user_name().n > 0)
		c->kind = CHARSET_OPEN;
	return known;
}

static bool
uses_iconv(const struct charset *c)
{
	return c->kind == CHARSET_ICONV || c->kind == CHARSET_HZ;
}

void
charset_free(struct charset *c)
{
	if (uses_iconv(c))
		iconv_close(c->cd);
	buf_free(&c->gb);
	buf_free(&c->ahead);
	c->kind = CHARSET_UTF8;
}

/* How many bytes at the front of s are ASCII. */
static size_t
ascii_run(struct str s)
{
	const uint64_t tops = UINT64_MAX / 255 * 0x80;
	uint64_t word;
	size_t n = 0;

	for (; s.n - n >= sizeof(word); n += sizeof(word)) {
		memcpy(&word, s.p + n, sizeof(word));
		if ((word & tops) != 0)
			break;
	}
	while (n < s.n && (unsigned char)s.p[n] < 0x80)
		n++;
	return n;
}

static size_t
add_utf8(struct charset *c, struct str s, struct buf *b)
{
	size_t at = 0, n;

	while (at < s.n) {
		n = ascii_run(str_skip(s, at));
		buf_add(b, s.p + at, n);
		at += n;
		if (at == s.n)
			break;
		n = utf8_length(str_skip(s, at));
		if (n > 0) {
			buf_add(b, s.p + at, n);
			at += n;
		} else if (utf8_is_begun(str_skip(s, at))) {
			break;
		} else {
			add_bad(c, b);
			at++;
		}
	}
	return at;
}

unsigned int
charset_windows(unsigned int byte)
{
	static const unsigned short codes[32] = {
		0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
		0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178
	};

	return codes[byte - 0x80];
}

static size_t
add_latin1(struct charset *c, struct str s, struct buf *b)
{
	size_t at = 0, n;
	unsigned int code;

	while (at < s.n) {
		n = ascii_run(str_skip(s, at));
		buf_add(b, s.p + at, n);
		at += n;
		if (at == s.n)
			break;
		code = (unsigned char)s.p[at++];
		if (code < 0xa0)
			code = charset_windows(code);
		if (code == 0)
			add_bad(c, b);
		else
			utf8_add(b, code);
	}
	return at;
}

/* Returns how many bytes were used; the rest is a begun character. */
static size_t
add_iconv(struct charset *c, struct str s, struct buf *b)
{
	char *in, *out;
	size_t in_left = s.n, out_left, room, done, bad;

	/* iconv(3) takes a char ** for bytes that it only reads. */
	memcpy(&in, &s.p, sizeof(in));
	while (in_left > 0) {
		room = 4 * in_left + 64;
		if (room > 64 * 1024)
			room = 64 * 1024;
		out = buf_reserve(b, room);
		out_left = room;
		done = iconv(c->cd, &in, &in_left, &out, &out_left);
		b->len += room - out_left;
		if (done != (size_t)-1 || errno == E2BIG)
			continue;
		if (errno == EINVAL && in_left < CHARSET_HELD)
			break;
		add_bad(c, b);
		bad = in_left < c->unit ? in_left : c->unit;
		in += bad;
		in_left -= bad;
	}
	return s.n - in_left;
}

/* The byte order: that of the mark, which goes away, or big endian
   (RFC 2781 4.3).  Returns the length of the mark. */
static size_t
find_order(struct charset *c, struct str s)
{
	bool little = memcmp(s.p, "\xff\xfe", 2) == 0;
	bool marked = little || memcmp(s.p, "\xfe\xff", 2) == 0;

	c->cd = iconv_open("UTF-8", little ? "UTF-16LE" : "UTF-16BE");
	c->kind = c->cd != (iconv_t)-1 ? CHARSET_ICONV : CHARSET_UTF8;
	return marked ? 2 : 0;
}

static size_t
add_some(struct charset *c, struct str s, struct buf *b)
{
	size_t mark;

	switch (c->kind) {
	case CHARSET_UTF8:
		return add_utf8(c, s, b);
	case CHARSET_LATIN1:
		return add_latin1(c, s, b);
	case CHARSET_UTF7:
		c->bad |= !utf7_add(&c->utf7, s, b);
		return s.n;
	case CHARSET_UTF16:
		if (s.n < 2)
			return 0;
		mark = find_order(c, s);
		return mark + add_some(c, str_skip(s, mark), b);
	case CHARSET_HZ:
	case CHARSET_ICONV:
	case CHARSET_OPEN:
		break;
	}
	return add_iconv(c, s, b);
}

static void
add(struct charset *c, struct str s, struct buf *b)
{
	size_t used;

	/* The begun character first, grown byte by byte until it is whole. */
	while (c->nheld > 0 && s.n > 0) {
		c->held[c->nheld++] = s.p[0];
		s = str_skip(s, 1);
		used = add_some(c, str_of(c->held, c->nheld), b);
		c->nheld -= used;
		memmove(c->held, c->held + used, c->nheld);
	}
	if (s.n == 0)
		return;
	used = add_some(c, s, b);
	c->nheld = s.n - used;
	memcpy(c->held, s.p + used, c->nheld);
}

static void
add_known(struct charset *c, struct str s, struct buf *b)
{
	if (c->kind == CHARSET_HZ) {
		c->gb.len = 0;
		hz_add(&c->hz, s, &c->gb);
		s = buf_str(&c->gb);
	}
	add(c, s, b);
}

/* Without the character that goes on behind it. */
static struct str
whole_characters(struct str s)
{
	size_t n;

	for (n = 1; n <= 3 && n <= s.n; n++)
		if (utf8_is_begun(str_skip(s, s.n - n)))
			return str_of(s.p, s.n - n);
	return s;
}

/* Enough of the text was seen, or all of it. */
static void
decide(struct charset *c, bool last, struct buf *b)
{
	struct buf ahead = c->ahead;
	struct str seen = buf_str(&ahead);

	memset(&c->ahead, 0, sizeof(c->ahead));
	c->kind = CHARSET_UTF8;
	if (!utf8_is_valid(last ? seen : whole_characters(seen)))
		charset_init(c, charset_user_name());
	add_known(c, buf_str(&ahead), b);
	buf_free(&ahead);
}

void
charset_add(struct charset *c, struct str s, struct buf *b)
{
	size_t n;

	if (c->kind == CHARSET_OPEN) {
		n = AHEAD - c->ahead.len;
		if (n > s.n)
			n = s.n;
		buf_add(&c->ahead, s.p, n);
		s = str_skip(s, n);
		if (c->ahead.len == AHEAD)
			decide(c, false, b);
	}
	if (s.n > 0)
		add_known(c, s, b);
}

/* What the decoders of ours hold back. */
static void
end_own(struct charset *c, struct buf *b)
{
	if (c->kind == CHARSET_UTF7)
		c->bad |= !utf7_end(&c->utf7, b);
	if (c->kind != CHARSET_HZ)
		return;
	c->gb.len = 0;
	hz_end(&c->hz, &c->gb);
	add(c, buf_str(&c->gb), b);
}

void
charset_end(struct charset *c, struct buf *b)
{
	const size_t room = 64;
	size_t left;
	char *out;

	if (c->kind == CHARSET_OPEN)
		decide(c, true, b);
	end_own(c, b);
	for (; c->nheld > 0; c->nheld--)
		add_bad(c, b);
	if (!uses_iconv(c))
		return;
	/* Some charsets hold a letter back for the accent that may follow. */
	out = buf_reserve(b, room);
	left = room;
	iconv(c->cd, NULL, NULL, &out, &left);
	b->len += room - left;
	iconv(c->cd, NULL, NULL, NULL, NULL);
}
