/* SPDX-License-Identifier: ISC */
#include "base/vis.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/ascii.h"

static const char hex_digits[] = "0123456789ABCDEF";

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
vis_utf8_length(struct str s)
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

uint32_t
vis_code(const char *p, size_t n)
{
	static const unsigned char mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	uint32_t code = (unsigned char)p[0] & mask[n];
	size_t i;

	for (i = 1; i < n; i++)
		code = code << 6 | ((unsigned char)p[i] & 0x3f);
	return code;
}

bool
vis_is_hidden(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
	    code == 0x061c || code == 0x200e || code == 0x200f ||
	    (code >= 0x2028 && code <= 0x202e) ||
	    (code >= 0x2066 && code <= 0x2069);
}

/* The printable characters of ASCII need no look at their code. */
static bool
is_plain_ascii(char c)
{
	return c >= ' ' && c < 0x7f;
}

/* How many bytes at the front of s can be shown as they are. */
static size_t
plain_run(struct str s, bool field)
{
	size_t i = 0, n;

	while (i < s.n) {
		if (field && s.p[i] == '\\')
			break;
		if (is_plain_ascii(s.p[i])) {
			i++;
			continue;
		}
		n = vis_utf8_length(str_skip(s, i));
		if (n == 0 || vis_is_hidden(vis_code(s.p + i, n)))
			break;
		i += n;
	}
	return i;
}

static size_t
escape_hex(char text[], const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		text[4 * i] = '\\';
		text[4 * i + 1] = 'x';
		text[4 * i + 2] = hex_digits[(unsigned char)p[i] >> 4];
		text[4 * i + 3] = hex_digits[(unsigned char)p[i] & 15];
	}
	return 4 * n;
}

/* Writes the visible form of the bytes that end a plain run to text, which
   has room for 16, and its length to *len.  Returns how many they are. */
static size_t
escape(struct str s, char text[], size_t *len)
{
	size_t n = vis_utf8_length(s);

	if (n == 0)
		n = 1;
	*len = escape_hex(text, s.p, n);
	return n;
}

static size_t
escape_field(struct str s, char text[], size_t *len)
{
	static const char from[] = "\t\n\r\\", to[] = "tnr\\";
	const char *at = memchr(from, s.p[0], sizeof(from) - 1);

	if (at == NULL)
		return escape(s, text, len);
	text[0] = '\\';
	text[1] = to[at - from];
	*len = 2;
	return 1;
}

static size_t
escape_text(struct str s, enum vis how, char text[], size_t *len)
{
	if (s.p[0] == '\t' || (s.p[0] == '\n' && how == VIS_LINES)) {
		text[0] = s.p[0];
		*len = 1;
		return 1;
	}
	return escape(s, text, len);
}

void
vis_out(struct out *out, struct str s, enum vis how)
{
	char text[16];
	size_t n, len;

	while (s.n > 0) {
		n = plain_run(s, false);
		out_add(out, s.p, n);
		s = str_skip(s, n);
		if (s.n == 0)
			break;
		s = str_skip(s, escape_text(s, how, text, &len));
		out_add(out, text, len);
	}
}

void
vis_buf(struct buf *b, struct str s, enum vis how)
{
	char text[16];
	size_t n, len;

	while (s.n > 0) {
		n = plain_run(s, false);
		buf_add(b, s.p, n);
		s = str_skip(s, n);
		if (s.n == 0)
			break;
		s = str_skip(s, escape_text(s, how, text, &len));
		buf_add(b, text, len);
	}
}

void
vis_field(struct out *out, struct str s)
{
	char text[16];
	size_t n, len;

	while (s.n > 0) {
		n = plain_run(s, true);
		out_add(out, s.p, n);
		s = str_skip(s, n);
		if (s.n == 0)
			break;
		s = str_skip(s, escape_field(s, text, &len));
		out_add(out, text, len);
	}
}

void
vis_field_buf(struct buf *b, struct str s)
{
	char text[16];
	size_t n, len;

	while (s.n > 0) {
		n = plain_run(s, true);
		buf_add(b, s.p, n);
		s = str_skip(s, n);
		if (s.n == 0)
			break;
		s = str_skip(s, escape_field(s, text, &len));
		buf_add(b, text, len);
	}
}

/* Undoes the escape that field begins with.  Returns how many bytes it
   takes, 0 if it is none. */
static size_t
unescape(struct str field, char *c)
{
	static const char from[] = "tnr\\", to[] = "\t\n\r\\";
	const char *at;
	int high, low;

	if (field.n < 2)
		return 0;
	at = memchr(from, field.p[1], sizeof(from) - 1);
	if (at != NULL) {
		*c = to[at - from];
		return 2;
	}
	if (field.n < 4 || field.p[1] != 'x')
		return 0;
	high = ascii_hex(field.p[2]);
	low = ascii_hex(field.p[3]);
	if (high < 0 || low < 0)
		return 0;
	*c = (char)(high << 4 | low);
	return 4;
}

int
vis_undo(struct buf *b, struct str field)
{
	size_t before = b->len, n;
	char c = '\0';

	while (field.n > 0) {
		n = str_find(field, '\\');
		buf_add(b, field.p, n);
		field = str_skip(field, n);
		if (field.n == 0)
			break;
		n = unescape(field, &c);
		if (n == 0) {
			b->len = before;
			return -1;
		}
		buf_add_char(b, c);
		field = str_skip(field, n);
	}
	return 0;
}
