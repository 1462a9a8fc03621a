/* SPDX-License-Identifier: ISC */
#include "mime/utf7.h"

#include <string.h>

#include "base/utf8.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool
add_bad(struct buf *b)
{
	utf8_add(b, UTF8_REPLACEMENT);
	return false;
}

static bool
add_unit(struct utf7 *u, uint32_t unit, struct buf *b)
{
	bool good = true;

	if (unit >= 0xdc00 && unit <= 0xdfff && u->high != 0) {
		utf8_add(b, 0x10000 +
		    ((u->high & 0x3ff) << 10 | (unit & 0x3ff)));
		u->high = 0;
		return true;
	}
	if (u->high != 0)
		good = add_bad(b);
	u->high = 0;
	if (unit >= 0xd800 && unit <= 0xdbff)
		u->high = unit;
	else if (unit >= 0xdc00 && unit <= 0xdfff)
		good = add_bad(b);
	else if (unit < 0x80)
		buf_add_char(b, (char)unit);
	else
		utf8_add(b, unit);
	return good;
}

/* What is left when the letters end must be less than one and all zero. */
static bool
end_shift(struct utf7 *u, struct buf *b)
{
	bool whole = u->high == 0 && u->nbits < 6 &&
	    (u->bits & ((1U << u->nbits) - 1)) == 0;

	memset(u, 0, sizeof(*u));
	return whole || add_bad(b);
}

static bool
add_letter(struct utf7 *u, uint32_t value, struct buf *b)
{
	u->first = false;
	u->bits = u->bits << 6 | value;
	u->nbits += 6;
	if (u->nbits < 16)
		return true;
	u->nbits -= 16;
	return add_unit(u, u->bits >> u->nbits & 0xffff, b);
}

static bool
add_direct(struct utf7 *u, char c, struct buf *b)
{
	if (c == '+') {
		u->shifted = u->first = true;
		return true;
	}
	if ((unsigned char)c > 0x7f)
		return add_bad(b);
	buf_add_char(b, c);
	return true;
}

static bool
add_shifted(struct utf7 *u, char c, struct buf *b)
{
	const char *at = memchr(alphabet, c, sizeof(alphabet) - 1);
	bool first = u->first, good;

	if (at != NULL)
		return add_letter(u, (uint32_t)(at - alphabet), b);
	good = end_shift(u, b);
	if (first)
		buf_add_char(b, '+');
	if (c == '-')
		return good;
	return add_direct(u, c, b) && good && !first;
}

bool
utf7_add(struct utf7 *u, struct str s, struct buf *b)
{
	bool good = true;

	for (; s.n > 0; s = str_skip(s, 1))
		if (u->shifted)
			good = add_shifted(u, s.p[0], b) && good;
		else
			good = add_direct(u, s.p[0], b) && good;
	return good;
}

bool
utf7_end(struct utf7 *u, struct buf *b)
{
	bool first = u->first;

	return !u->shifted || (add_shifted(u, '-', b) && !first);
}
