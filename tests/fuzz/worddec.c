/* SPDX-License-Identifier: ISC */
/* Laws of encoded words and charsets: what comes out is UTF-8, text without
   words stays as it is, and no charset depends on how its text is cut. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "mime/charset.h"
#include "mime/worddec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
convert(const char *name, struct str text, size_t piece, struct buf *b)
{
	struct charset c;
	size_t n;

	charset_init(&c, str_from(name));
	for (; text.n > 0; text = str_skip(text, n)) {
		n = text.n < piece ? text.n : piece;
		charset_add(&c, str_of(text.p, n), b);
	}
	charset_end(&c, b);
	charset_free(&c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"utf-8", "iso-8859-1", "gb2312",
	    "big5", "iso-2022-jp", "euc-jp", "shift_jis", "utf-7", "utf-16",
	    "ks_c_5601-1987", "iso-2022-kr", "windows-1258", "hz-gb-2312",
	    "utf-32", "euc-tw", "koi8-r"};
	struct buf whole = BUF_INIT, cut = BUF_INIT;
	struct str text;
	bool good;

	if (size == 0)
		return 0;
	text = str_of((const char *)data + 1, size - 1);
	good = worddec_add(text, &whole);
	must(utf8_is_valid(buf_str(&whole)));
	if (str_find_str(text, STR("=?")) == text.n && utf8_is_valid(text))
		must(good && str_equal(buf_str(&whole), text));
	whole.len = 0;
	convert(names[data[0] % 16], text, text.n + 1, &whole);
	convert(names[data[0] % 16], text, data[0] / 16 + 1, &cut);
	must(utf8_is_valid(buf_str(&whole)));
	must(str_equal(buf_str(&whole), buf_str(&cut)));
	buf_free(&whole);
	buf_free(&cut);
	return 0;
}
