/* SPDX-License-Identifier: ISC */
/* Dates in every zone, year and locale, and message ids. */
#define _POSIX_C_SOURCE 200809L
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mime/date.h"
#include "mime/msgid.h"

static int
gives(const char *zone, time_t when, const char *expected)
{
	struct buf b = BUF_INIT;
	int same;

	setenv("TZ", zone, 1);
	date_format(&b, when, false);
	same = strcmp(buf_string(&b), expected) == 0;
	if (!same)
		fprintf(stderr, "%s, not %s\n", b.data, expected);
	buf_free(&b);
	return same;
}

static void
test_zones(void)
{
	CHECK(gives("UTC0", 0, "Thu, 1 Jan 1970 00:00:00 +0000"));
	CHECK(gives("XXX-5:30", 0, "Thu, 1 Jan 1970 05:30:00 +0530"));
	CHECK(gives("XXX3:30", 0, "Wed, 31 Dec 1969 20:30:00 -0330"));
	CHECK(gives("XXX0:30", 0, "Wed, 31 Dec 1969 23:30:00 -0030"));
	CHECK(gives("XXX-14", 1767225599, "Thu, 1 Jan 2026 13:59:59 +1400"));
	CHECK(gives("XXX12", 1767225600, "Wed, 31 Dec 2025 12:00:00 -1200"));
	CHECK(gives("CET-1CEST,M3.5.0,M10.5.0/3", 1782864000,
	    "Wed, 1 Jul 2026 02:00:00 +0200"));
	CHECK(gives(":bad", 1782864000, "Wed, 1 Jul 2026 00:00:00 +0000"));
	CHECK(gives("", 1782864000, "Wed, 1 Jul 2026 00:00:00 +0000"));
}

static void
test_years(void)
{
	CHECK(gives("UTC0", 2147483648, "Tue, 19 Jan 2038 03:14:08 +0000"));
	CHECK(gives("UTC0", 4294967296, "Sun, 7 Feb 2106 06:28:16 +0000"));
	CHECK(gives("UTC0", 253402300799, "Fri, 31 Dec 9999 23:59:59 +0000"));
	CHECK(gives("UTC0", 951827696, "Tue, 29 Feb 2000 12:34:56 +0000"));
}

static void
test_now(void)
{
	static const char *const bad[] = {"x", "-1", "1.5", " 1",
	    "253402300800", "99999999999999999999"};
	struct err e = ERR_INIT;
	time_t when, now = time(NULL);
	bool fixed;
	size_t i;

	unsetenv("SOURCE_DATE_EPOCH");
	CHECK(date_now(&when, &fixed, &e) == 0 && !fixed && when >= now);
	setenv("SOURCE_DATE_EPOCH", "12", 1);
	CHECK(date_now(&when, &fixed, &e) == 0 && fixed && when == 12);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		setenv("SOURCE_DATE_EPOCH", bad[i], 1);
		CHECK(date_now(&when, &fixed, &e) < 0);
		CHECK(e.status == STATUS_USAGE);
	}
}

static int
ends_in(struct buf *b, const char *tail)
{
	size_t n = strlen(tail);

	return b->len > n && memcmp(b->data + b->len - n, tail, n) == 0;
}

static void
test_msgid(void)
{
	static const unsigned char bytes[MSGID_BYTES] = {1, 2, 255};
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct err e = ERR_INIT;

	CHECK(msgid_new(&a, STR("example.org"), &e) == 0);
	CHECK(msgid_new(&b, STR("example.org"), &e) == 0);
	CHECK(a.data[0] == '<' && ends_in(&a, "@example.org>"));
	CHECK(!str_equal(buf_str(&a), buf_str(&b)));
	b.len = 0;
	CHECK(msgid_new(&b, STR("a b\r\nX: y"), &e) == 0);
	CHECK(!str_has(buf_str(&b), '\n') && !str_has(buf_str(&b), ' '));
	b.len = 0;
	msgid_fixed(&b, STR("a..b"), 0, bytes);
	CHECK(str_is(buf_str(&b), "<19700101000000.0102ff0000000000000000"
	    "0000000000@localhost>"));
	buf_free(&a);
	buf_free(&b);
}

int
main(void)
{
	setlocale(LC_ALL, "");
	test_zones();
	test_years();
	test_now();
	test_msgid();
	return check_failures > 0;
}
