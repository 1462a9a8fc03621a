/* SPDX-License-Identifier: ISC */
/* Slices: what is found in them, at every place. */
#include <string.h>

#include "base/str.h"
#include "check.h"

/* A byte over 0x7f is found in every place, and nothing behind the end. */
static void
test_8bit(void)
{
	char text[100];
	size_t n, at;

	memset(text, 0x7f, sizeof(text));
	for (n = 0; n < 80; n++) {
		text[n] = '\x80';
		CHECK(!str_has_8bit(str_of(text, n)));
		text[n] = 0x7f;
		for (at = 0; at < n; at++) {
			text[at] = '\x80';
			CHECK(str_has_8bit(str_of(text, n)));
			text[at] = 0x7f;
		}
	}
}

static void
test_str(void)
{
	struct str s = STR("a:b:"), e = STR("");

	CHECK(str_is(str_cut(&s, ':'), "a"));
	CHECK(str_is(str_cut(&s, ':'), "b") && s.p != NULL);
	CHECK(str_is(str_cut(&s, ':'), "") && s.p == NULL);
	CHECK(str_cut(&e, ':').n == 0 && e.p == NULL);
	CHECK(str_is(str_trim(STR(" \t x y\r\n")), "x y"));
	CHECK(str_is(str_trim(STR(" ")), ""));
	CHECK(str_find_str(STR("aaab"), STR("aab")) == 1);
	CHECK(str_find_str(STR("aaa"), STR("aab")) == 3);
	CHECK(str_find_str(STR("a"), STR("aab")) == 1);
	CHECK(str_find_str(STR("xyz"), STR("z")) == 2);
	CHECK(str_case_is(STR("MIME"), "mime"));
	CHECK(!str_case_is(STR("MIME"), "mim"));
	CHECK(str_has_line_end_or_nul(STR("a\0b")));
	CHECK(!str_has_8bit(STR("ab\x7f")) && str_has_8bit(STR("\x80")));
	CHECK(!str_has_8bit(STR("12345678abcdefgh\x7f")));
	CHECK(str_has_8bit(STR("1234567\xff")));
	CHECK(str_has_8bit(STR("12345678\x80")));
}

int
main(void)
{
	test_str();
	test_8bit();
	return check_failures > 0;
}
