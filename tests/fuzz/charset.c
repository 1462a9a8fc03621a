/* SPDX-License-Identifier: ISC */
/* Laws of charsets: what comes out is UTF-8, whatever the pieces; UTF-8 comes
   out as it was, and is bad if it is not valid; names are found in any case;
   what is not labelled is UTF-8 or what the user says. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "mime/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"utf-8", "iso-8859-1", "gb2312", "gbk",
    "big5", "iso-2022-jp", "shift_jis", "euc-kr", "iso-2022-kr", "utf-7",
    "utf-16", "utf-16le", "utf-32", "windows-1255", "windows-1258", "koi8-r",
    "euc-tw", "viscii", "tis-620", "hz-gb-2312", "none", "us-ascii"};

#define COUNT (sizeof(names) / sizeof(names[0]))

static void
must(int held)
{
	if (!held)
		abort();
}

static bool
convert(struct str name, struct str text, size_t piece, struct buf *b)
{
	struct charset c;
	size_t n;
	bool known = charset_init_part(&c, name), bad;

	for (; text.n > 0; text = str_skip(text, n)) {
		n = text.n < piece ? text.n : piece;
		charset_add(&c, str_of(text.p, n), b);
	}
	charset_end(&c, b);
	bad = c.bad || !known;
	charset_free(&c);
	return bad;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT, cut = BUF_INIT;
	struct str text, name;
	bool bad;

	if (size < 2 || size > 4000)
		return 0;
	setenv("MAILPIPE_CHARSET", names[data[1] >> 4], 1);
	text = str_of((const char *)data + 2, size - 2);
	name = str_from(names[data[0] % COUNT]);
	bad = convert(name, text, size, &whole);
	must(bad == convert(name, text, data[1] % 16 + 1U, &cut));
	must(str_equal(buf_str(&whole), buf_str(&cut)));
	must(utf8_is_valid(buf_str(&whole)));
	if (data[0] % COUNT == 0) {
		must(bad == !utf8_is_valid(text));
		must(bad || str_equal(buf_str(&whole), text));
	}
	if (data[0] % COUNT == COUNT - 1 && utf8_is_valid(text))
		must(!bad && str_equal(buf_str(&whole), text));
	/* Any name, too: it is one of the list, or none. */
	whole.len = 0;
	convert(text, STR("abc"), 3, &whole);
	must(utf8_is_valid(buf_str(&whole)));
	buf_free(&whole);
	buf_free(&cut);
	return 0;
}
