/* SPDX-License-Identifier: ISC */
/* Dates for APPEND, and flags. */
#include "check.h"
#include "net/imap_date.h"
#include "net/imap_flag.h"

static void
check_date(const char *text, const char *want)
{
	struct buf b = BUF_INIT;

	CHECK(imap_date_add(&b, str_from(text)) == 0);
	if (!str_is(buf_str(&b), want))
		fprintf(stderr, "%s: %s\n", text, buf_string(&b));
	CHECK(str_is(buf_str(&b), want));
	buf_free(&b);
}

static void
test_dates(void)
{
	static const char *const bad[] = {"", "x", "2026-02-30", "2026-13-01",
	    "2026-00-01", "2026-01-31T", "2026-01-31T25:00", "2026-01",
	    "2026-01-31Tx", "2026-01-31 12:00 +9999", "yesterday",
	    "2026-01-31T12:00+01:00x", "2026-01-3\"\r\n"};
	struct buf b = BUF_INIT;
	size_t i;

	check_date("2026-01-31", "31-Jan-2026 00:00:00 +0000");
	check_date("2026-01-31T09:30+01:00", "31-Jan-2026 09:30:00 +0100");
	check_date("2026-01-31T09:30:05Z", "31-Jan-2026 09:30:05 +0000");
	check_date("2026-12-01 09:30:05 -0330", "01-Dec-2026 09:30:05 -0330");
	check_date("2026-12-01 09:30:05", "01-Dec-2026 09:30:05 +0000");
	check_date("Fri, 20 Nov 2026 19:35:00 +0100",
	    "20-Nov-2026 19:35:00 +0100");
	check_date("1 Feb 99 0:00 GMT", "01-Feb-1999 00:00:00 +0000");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(imap_date_add(&b, str_from(bad[i])) < 0);
		if (b.len > 0)
			fprintf(stderr, "%s\n", bad[i]);
		CHECK(b.len == 0);
		b.len = 0;
	}
	buf_free(&b);
}

static void
test_flags(void)
{
	static const char *const bad[] = {"", "\\", "\\Recent", "recent",
	    "a b", "a)", "a\r", "\\*", "seen,", ",seen", "\xc3\xbc", "a\"",
	    "\\\\Seen", "{1}"};
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		b.len = 0;
		CHECK(imap_flags_add(&b, str_from(bad[i]), &e) < 0);
		CHECK(e.status == STATUS_USAGE);
	}
	b.len = 0;
	CHECK(imap_flags_add(&b, STR("seen,\\FLAGGED,$Junk,\\Important"),
	    &e) == 0);
	CHECK(str_is(buf_str(&b), "\\Seen \\Flagged $Junk \\Important"));
	CHECK(imap_flags_check(buf_str(&b), STR(""), &e) == 0);
	CHECK(imap_flags_check(buf_str(&b),
	    STR("(\\Seen \\Flagged \\Important \\*)"), &e) == 0);
	CHECK(imap_flags_check(buf_str(&b),
	    STR("(\\Seen \\Flagged $junk \\important)"), &e) == 0);
	CHECK(imap_flags_check(buf_str(&b),
	    STR("(\\Seen \\Flagged \\Important)"), &e) < 0);
	CHECK(e.status == STATUS_UNAVAILABLE);
	CHECK(imap_flags_check(buf_str(&b), STR("(\\Seen \\*)"), &e) < 0);
	CHECK(imap_flags_check(STR("\\Seen"), STR("()"), &e) < 0);
	buf_free(&b);
}

int
main(void)
{
	test_dates();
	test_flags();
	return check_failures > 0;
}
