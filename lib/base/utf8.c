/* SPDX-License-Identifier: ISC */
#include "base/utf8.h"

#include <string.h>

#include "base/vis.h"

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
	return vis_utf8_length(str_of(whole, sizeof(whole))) > s.n;
}
