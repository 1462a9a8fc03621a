/* SPDX-License-Identifier: ISC */
/* Text becomes UTF-8, the same whatever the pieces it comes in. */
#include <string.h>

#include "check.h"
#include "mime/charset.h"
#include "mime/worddec.h"

static void
check_charset(const char *name, struct str text, const char *want, bool bad)
{
	struct charset c;
	struct buf b = BUF_INIT;
	size_t piece, at, n;

	for (piece = 1; piece <= text.n; piece++) {
		b.len = 0;
		CHECK(charset_init(&c, str_from(name)));
		for (at = 0; at < text.n; at += n) {
			n = text.n - at < piece ? text.n - at : piece;
			charset_add(&c, str_of(text.p + at, n), &b);
		}
		charset_end(&c, &b);
		CHECK(str_is(buf_str(&b), want));
		CHECK(c.bad == bad);
		charset_free(&c);
	}
	buf_free(&b);
}

static void
test_charsets(void)
{
	struct charset c;

	check_charset("utf-8", STR("a\xe6\x8a\xa5\xf0\x9f\x98\x80"),
	    "a\xe6\x8a\xa5\xf0\x9f\x98\x80", false);
	check_charset("US-ASCII", STR("a\xff" "b\xe6\x8a" "c\xed\xa0\x80"),
	    "a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd" "c\xef\xbf\xbd"
	    "\xef\xbf\xbd\xef\xbf\xbd", true);
	check_charset("UTF8", STR("x\xe6\x8a"), "x\xef\xbf\xbd\xef\xbf\xbd",
	    true);
	check_charset("ISO-8859-1", STR("\xe9\x80"), "\xc3\xa9\xe2\x82\xac",
	    false);
	check_charset("latin1", STR("\x81"), "\xef\xbf\xbd", true);
	check_charset("gb2312", STR("\xb1\xa8\xb8\xe6"),
	    "\xe6\x8a\xa5\xe5\x91\x8a", false);
	check_charset("GBK", STR("x\xb1"), "x\xef\xbf\xbd", true);
	check_charset("'gb2312'", STR("\xb1\xa8"), "\xe6\x8a\xa5", false);
	check_charset("iso-2022-jp", STR("\x1b$B$\"\x1b(Bz"),
	    "\xe3\x81\x82z", false);
	check_charset("utf-16", STR("\xff\xfe\xa5\x62"), "\xe6\x8a\xa5",
	    false);
	check_charset("utf-16", STR("\0a\0b"), "ab", false);
	check_charset("utf-7", STR("a+YqVUSg-.+-+2D3eAA-"),
	    "a\xe6\x8a\xa5\xe5\x91\x8a.+\xf0\x9f\x98\x80", false);
	check_charset("utf-7", STR("+3BZfQ"), "\xef\xbf\xbd\xef\xbf\xbd",
	    true);
	check_charset("utf-7", STR("+2D0AeA-+2D0-\x80"), "\xef\xbf\xbdx"
	    "\xef\xbf\xbd\xef\xbf\xbd", true);
	check_charset("utf-7", STR("1 + 1+"), "1 + 1+", true);
	check_charset("hz-gb-2312", STR("a~~~{1(8f~}b~\nc~{1(\n~{8f"),
	    "a~\xe6\x8a\xa5\xe5\x91\x8a" "bc\xe6\x8a\xa5\n\xe5\x91\x8a",
	    false);
	check_charset("HZ-GB-2312", STR("~{1(8 ~}~x~"), "\xe6\x8a\xa5"
	    "\xef\xbf\xbd \xef\xbf\xbdx\xef\xbf\xbd", true);
	CHECK(!charset_init(&c, STR("UTF-8//TRANSLIT")));
	CHECK(!charset_init(&c, STR("ISO-2022-CN-EXT")));
	CHECK(!charset_init(&c, STR("utf-8\0")));
	CHECK(!charset_init(&c, STR("../../x")));
}

static void
check_words(const char *text, const char *want, bool good)
{
	struct buf b = BUF_INIT;

	CHECK(worddec_add(str_from(text), &b) == good);
	if (!str_is(buf_str(&b), want))
		fprintf(stderr, "%s gives %s\n", text, buf_string(&b));
	CHECK(str_is(buf_str(&b), want));
	buf_free(&b);
}

/* The examples of RFC 2047 8, and what is seen in mail. */
static void
test_words(void)
{
	check_words("=?ISO-8859-1?Q?a?=", "a", true);
	check_words("=?ISO-8859-1?Q?a?= b", "a b", true);
	check_words("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab", true);
	check_words("=?ISO-8859-1?Q?a?=  \t =?utf-8?B?Yg==?=", "ab", true);
	check_words("=?ISO-8859-1?Q?a_b?=", "a b", true);
	check_words("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b", true);
	check_words("x =?utf-8?q?=e6=8A=A5?= y", "x \xe6\x8a\xa5 y", true);
	check_words("=?utf-8?q?=E6=8A?= =?UTF-8?q?=A5?=", "\xe6\x8a\xa5",
	    true);
	check_words("=?utf-8?b?5oo=?= =?utf-8?b?pQ==?=", "\xe6\x8a\xa5",
	    true);
	check_words("=?utf-8*en?q?a?=", "a", true);
	check_words("=?gb2312?B?sai45g==?=", "\xe6\x8a\xa5\xe5\x91\x8a",
	    true);
	check_words("=?utf-8?q?two words?=", "two words", true);
	check_words("a=?utf-8?q?b?=c", "abc", true);
	check_words("=?utf-8?x?b?= =?utf-8?q", "=?utf-8?x?b?= =?utf-8?q",
	    true);
	check_words("=?utf-8?q?a", "=?utf-8?q?a", true);
	check_words("=?=?=?", "=?=?=?", true);
	check_words("=?nonesuch?q?a?=", "=?nonesuch?q?a?=", false);
	check_words("=?utf-8?q?=XY?=", "=XY", false);
	check_words("=?utf-8?q?=E6?= x", "\xef\xbf\xbd x", false);
	check_words("caf\xe9", "caf\xef\xbf\xbd", false);
	check_words("", "", true);
}

int
main(void)
{
	test_charsets();
	test_words();
	return check_failures > 0;
}
