/* SPDX-License-Identifier: ISC */
#include "base/utf8.h"

#include <string.h>

static bool
is_tail(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* The second byte's range tells overlong forms and surrogates apart. */
static bool
is_second(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0 && second <= 0xbf;
	case 0xed:
		return second >= 0x80 && second <= 0x9f;
	case 0xf0:
		return second >= 0x90 && second <= 0xbf;
	case 0xf4:
		return second >= 0x80 && second <= 0x8f;
	default:
		return second >= 0x80 && second <= 0xbf;
	}
}

size_t
utf8_length(struct str s)
{
	unsigned char first;
	size_t n, i;

	if (s.n == 0)
		return 0;
	first = (unsigned char)s.p[0];
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	n = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	if (s.n < n || !is_second(first, (unsigned char)s.p[1]))
		return 0;
	for (i = 2; i < n; i++)
		if (!is_tail(s.p[i]))
			return 0;
	return n;
}

bool
utf8_is_valid(struct str s)
{
	size_t n;

	for (; s.n > 0; s = str_skip(s, n)) {
		n = utf8_length(s);
		if (n == 0)
			return false;
	}
	return true;
}

uint32_t
utf8_code(const char *p, size_t n)
{
	static const unsigned char mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	uint32_t code = (unsigned char)p[0] & mask[n];
	size_t i;

	for (i = 1; i < n; i++)
		code = code << 6 | ((unsigned char)p[i] & 0x3f);
	return code;
}

static void
add_tail(struct buf *b, uint32_t code, int shift)
{
	buf_add_char(b, (char)(0x80 | (code >> shift & 0x3f)));
}

void
utf8_add(struct buf *b, uint32_t code)
{
	if (code == 0 || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		code = UTF8_REPLACEMENT;
	if (code < 0x80) {
		buf_add_char(b, (char)code);
	} else if (code < 0x800) {
		buf_add_char(b, (char)(0xc0 | code >> 6));
		add_tail(b, code, 0);
	} else if (code < 0x10000) {
		buf_add_char(b, (char)(0xe0 | code >> 12));
		add_tail(b, code, 6);
		add_tail(b, code, 0);
	} else {
		buf_add_char(b, (char)(0xf0 | code >> 18));
		add_tail(b, code, 12);
		add_tail(b, code, 6);
		add_tail(b, code, 0);
	}
}

bool
utf8_is_begun(struct str s)
{
	char whole[4];
	unsigned char first;

	if (s.n == 0 || s.n > 3)
		return false;
	first = (unsigned char)s.p[0];
	if (s.n == 1)
		return first >= 0xc2 && first <= 0xf4;
	memset(whole, 0x80, sizeof(whole));
	memcpy(whole, s.p, s.n);
	return utf8_length(str_of(whole, sizeof(whole))) > s.n;
}

bool
utf8_has_mark(struct str s)
{
	return str_starts(s, UTF8_MARK);
}
