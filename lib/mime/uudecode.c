/* SPDX-License-Identifier: ISC */
#include "mime/uudecode.h"

#include <string.h>

#include "base/ascii.h"

enum state { BEFORE, INSIDE, BEHIND };

void
uudecode_init(struct uudecode *u)
{
	memset(u, 0, sizeof(*u));
}

void
uudecode_free(struct uudecode *u)
{
	buf_free(&u->line);
}

void
uudecode_begin(struct uudecode *u)
{
	u->state = BEFORE;
	u->line.len = 0;
	u->bad = false;
}

/* The six bits of the character at i; blanks at a line's end get lost. */
static unsigned int
bits_at(struct uudecode *u, struct str line, size_t i)
{
	unsigned int value;

	if (i >= line.n)
		return 0;
	value = (unsigned int)(unsigned char)line.p[i] - ' ';
	if (value > 64)
		u->bad = true;
	return value & 63;
}

/* A line of data: its length in bytes, then four characters for three. */
static void
decode_line(struct uudecode *u, struct str line, struct buf *b)
{
	size_t left = bits_at(u, line, 0), i;
	unsigned int group;
	int shift;

	for (i = 1; left > 0; i += 4) {
		group = bits_at(u, line, i) << 18 |
		    bits_at(u, line, i + 1) << 12 |
		    bits_at(u, line, i + 2) << 6 | bits_at(u, line, i + 3);
		for (shift = 16; shift >= 0 && left > 0; shift -= 8, left--)
			buf_add_char(b, (char)(group >> shift & 0xff));
	}
}

/* "begin 644 name" */
static bool
begins(struct str line)
{
	return str_starts(line, "begin ") && line.n > 9 &&
	    ascii_is_digit(line.p[6]) && ascii_is_digit(line.p[7]) &&
	    ascii_is_digit(line.p[8]);
}

static void
take_line(struct uudecode *u, struct buf *b)
{
	struct str line = buf_str(&u->line);

	while (line.n > 0 && (line.p[line.n - 1] == '\n' ||
	    line.p[line.n - 1] == '\r'))
		line.n--;
	if (u->state == BEFORE && begins(line))
		u->state = INSIDE;
	else if (u->state == INSIDE && str_is(line, "end"))
		u->state = BEHIND;
	else if (u->state == INSIDE && line.n > 0)
		decode_line(u, line, b);
	u->line.len = 0;
}

void
uudecode_add(struct uudecode *u, struct str s, struct buf *b)
{
	size_t n, room;

	while (s.n > 0) {
		n = str_find(s, '\n');
		n += n < s.n;
		room = UUDECODE_LINE_MAX - u->line.len;
		if (n > room)
			u->bad = true;
		buf_add(&u->line, s.p, n < room ? n : room);
		if (s.p[n - 1] == '\n')
			take_line(u, b);
		s = str_skip(s, n);
	}
}

void
uudecode_end(struct uudecode *u, struct buf *b)
{
	if (u->line.len > 0)
		take_line(u, b);
	if (u->state != BEHIND)
		u->bad = true;
}
