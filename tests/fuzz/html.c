/* SPDX-License-Identifier: ISC */
/* Laws of HTML as text: nothing depends on how it is cut, UTF-8 stays UTF-8,
   the text is not much longer than the HTML. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "mime/charset.h"
#include "mime/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
convert(struct str text, size_t piece, struct buf *b)
{
	struct html h;
	size_t n;

	html_init(&h);
	html_begin(&h);
	for (; text.n > 0; text = str_skip(text, n)) {
		n = text.n < piece ? text.n : piece;
		html_add(&h, str_of(text.p, n), b);
	}
	html_end(&h, b);
	html_free(&h);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf utf8 = BUF_INIT, whole = BUF_INIT, cut = BUF_INIT;
	struct charset c;
	struct str rest;
	size_t n;

	if (size == 0)
		return 0;
	charset_init(&c, STR(""));
	charset_add(&c, str_of((const char *)data + 1, size - 1), &utf8);
	charset_end(&c, &utf8);
	convert(buf_str(&utf8), utf8.len + 1, &whole);
	convert(buf_str(&utf8), data[0] % 16 + 1, &cut);
	if (!str_equal(buf_str(&whole), buf_str(&cut)))
		abort();
	if (whole.len > 4 * utf8.len + 16)
		abort();
	for (rest = buf_str(&whole); rest.n > 0; rest = str_skip(rest, n)) {
		n = utf8_length(rest);
		if (n == 0)
			abort();
	}
	buf_free(&utf8);
	buf_free(&whole);
	buf_free(&cut);
	return 0;
}
