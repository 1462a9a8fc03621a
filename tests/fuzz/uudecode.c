/* SPDX-License-Identifier: ISC */
/* Laws of uuencode: bytes come back, whatever the pieces; any text gives no
   more than three bytes for each four, and 63 for a line that lost its
   blanks. */
#include <stdint.h>
#include <stdlib.h>

#include "mime/uudecode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
decode(struct str text, size_t piece, struct buf *b, bool *bad)
{
	struct uudecode u;
	size_t n;

	uudecode_init(&u);
	uudecode_begin(&u);
	for (; text.n > 0; text = str_skip(text, n)) {
		n = text.n < piece ? text.n : piece;
		uudecode_add(&u, str_of(text.p, n), b);
	}
	uudecode_end(&u, b);
	*bad = u.bad;
	uudecode_free(&u);
}

static void
add_digit(struct buf *b, unsigned int value)
{
	buf_add_char(b, (char)((value & 63) == 0 ? '`' : ' ' + (value & 63)));
}

static unsigned int
byte(struct str s, size_t i)
{
	return i < s.n ? (unsigned char)s.p[i] : 0;
}

static void
encode(struct str s, struct buf *b)
{
	unsigned int group;
	size_t n, i;

	buf_add_string(b, "begin 644 x\n");
	for (; s.n > 0; s = str_skip(s, n)) {
		n = s.n < 45 ? s.n : 45;
		add_digit(b, (unsigned int)n);
		for (i = 0; i < n; i += 3) {
			group = byte(s, i) << 16 | byte(s, i + 1) << 8 |
			    byte(s, i + 2);
			add_digit(b, group >> 18);
			add_digit(b, group >> 12);
			add_digit(b, group >> 6);
			add_digit(b, group);
		}
		buf_add_char(b, '\n');
	}
	buf_add_string(b, "`\nend\n");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT, cut = BUF_INIT, coded = BUF_INIT;
	bool bad, bad_cut;
	struct str text;
	size_t piece;

	if (size < 1 || size > 4000)
		return 0;
	text = str_of((const char *)data + 1, size - 1);
	piece = data[0] % 16 + 1U;
	decode(text, size, &whole, &bad);
	decode(text, piece, &cut, &bad_cut);
	must(bad == bad_cut && str_equal(buf_str(&whole), buf_str(&cut)));
	must(whole.len <= 63 * text.n);
	encode(text, &coded);
	whole.len = 0;
	decode(buf_str(&coded), piece, &whole, &bad);
	must(!bad && str_equal(buf_str(&whole), text));
	buf_free(&whole);
	buf_free(&cut);
	buf_free(&coded);
	return 0;
}
