/* SPDX-License-Identifier: ISC */
#include "base/vis.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/block.h"
#include "base/utf8.h"

static const char hex_digits[] = "0123456789ABCDEF";

bool
vis_is_hidden(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
	    code == 0x061c || code == 0x200e || code == 0x200f ||
	    (code >= 0x2028 && code <= 0x202e) ||
	    (code >= 0x2066 && code <= 0x2069);
}

/* The characters of ASCII that can be shown need no look at their code. */
static bool
is_plain_ascii(char c, enum vis how)
{
	if (c >= ' ' && c < 0x7f)
		return how != VIS_FIELD || c != '\\';
	return (c == '\n' && how == VIS_LINES) ||
	    (c == '\t' && how != VIS_FIELD);
}

/* How many bytes at the front of s can be shown as they are. */
static size_t
plain_run(struct str s, enum vis how)
{
	const char odd = how == VIS_FIELD ? '\\' : '\0';
	size_t i = 0, n;

	while (i < s.n) {
		if (s.n - i >= BLOCK_SHORT &&
		    (n = block_run(s.p + i, ' ', '~', odd, odd)) > 0) {
			i += n;
			continue;
		}
		if (is_plain_ascii(s.p[i], how)) {
			i++;
			continue;
		}
		if (how == VIS_FIELD && s.p[i] == '\\')
			break;
		n = utf8_length(str_skip(s, i));
		if (n == 0 || vis_is_hidden(utf8_code(s.p + i, n)))
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
	size_t n = utf8_length(s);

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

/* Takes the next piece off *s: what can be shown as it is, or, made in text,
   the visible form of what cannot. */
static struct str
take_piece(struct str *s, enum vis how, char text[])
{
	size_t n = plain_run(*s, how), len;
	struct str piece = str_of(s->p, n);

	if (n == 0) {
		n = how == VIS_FIELD ? escape_field(*s, text, &len) :
		    escape(*s, text, &len);
		piece = str_of(text, len);
	}
	*s = str_skip(*s, n);
	return piece;
}

void
vis_out(struct out *out, struct str s, enum vis how)
{
	char text[16];

	while (s.n > 0)
		out_add_str(out, take_piece(&s, how, text));
}

void
vis_buf(struct buf *b, struct str s, enum vis how)
{
	char text[16];

	while (s.n > 0)
		buf_add_str(b, take_piece(&s, how, text));
}

void
vis_lines(struct out *out, struct buf *text)
{
	size_t n = text->len;

	while (n > 0 && text->data[n - 1] != '\n')
		n--;
	if (n == 0 && text->len > VIS_LINE_MAX)
		n = text->len;
	vis_out(out, str_of(text->data, n), VIS_LINES);
	buf_drop(text, n);
}

void
vis_lines_end(struct out *out, struct buf *text)
{
	if (text->len == 0)
		return;
	vis_out(out, buf_str(text), VIS_LINES);
	out_add_char(out, '\n');
	text->len = 0;
}

void
vis_field(struct out *out, struct str s)
{
	vis_out(out, s, VIS_FIELD);
}

void
vis_field_buf(struct buf *b, struct str s)
{
	vis_buf(b, s, VIS_FIELD);
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
