/* SPDX-License-Identifier: ISC */
/* Dates of mail, right and wrong ones. */
#include <string.h>

#include "check.h"
#include "mime/dateparse.h"

/* iso: NULL if it is no date. */
static void
check_date(const char *text, const char *iso, int64_t epoch)
{
	struct dateparse d;
	struct buf b = BUF_INIT;
	int got = dateparse_read(str_from(text), &d);

	CHECK((got == 0) == (iso != NULL));
	if (got == 0 && iso != NULL) {
		dateparse_iso(&d, &b);
		if (!str_is(buf_str(&b), iso))
			fprintf(stderr, "%s: %s\n", text, buf_string(&b));
		CHECK(str_is(buf_str(&b), iso));
		CHECK(d.epoch == epoch);
	}
	buf_free(&b);
}

int
main(void)
{
	check_date("Fri, 20 Nov 2026 10:00:00 +0000", "2026-11-20T10:00:00Z",
	    1795168800);
	check_date("Fri, 20 Nov 2026 10:00:00 +0130",
	    "2026-11-20T10:00:00+01:30", 1795163400);
	check_date("1 Jan 1970 00:00 -0030", "1970-01-01T00:00:00-00:30",
	    1800);
	check_date("31 Dec 1969 23:59:59 Z", "1969-12-31T23:59:59Z", -1);
	check_date("Thu,29-Feb-2024 1:02:03 EST",
	    "2024-02-29T01:02:03-05:00", 1709186523);
	check_date("(c) Mon (\\)) , 1 (x) January 99 00 : 00 GMT (z)",
	    "1999-01-01T00:00:00Z", 915148800);
	check_date("1 Jan 49 00:00", "2049-01-01T00:00:00Z", 2493072000);
	check_date("1 Jan 102 00:00", "2002-01-01T00:00:00Z", 1009843200);
	check_date("30 Jun 2015 23:59:60 +0000", "2015-07-01T00:00:00Z",
	    1435708800);
	check_date("31 Dec 9999 23:59:59 +0000", "9999-12-31T23:59:59Z",
	    253402300799);
	check_date("19 Jan 2038 03:14:08 +0000", "2038-01-19T03:14:08Z",
	    2147483648);
	check_date("20 Nov 2026 10:00:00 +01:30 (x)",
	    "2026-11-20T10:00:00+01:30", 1795163400);
	check_date("20 Nov 2026 10:00:00 GMT+0130 (CET)",
	    "2026-11-20T10:00:00+01:30", 1795163400);
	check_date("Fri Nov 20 10:00:00 2026", "2026-11-20T10:00:00Z",
	    1795168800);
	check_date("Fri Nov  2 10:00 2026 -0100",
	    "2026-11-02T10:00:00-01:00", 1793617200);
	check_date("Fri Feb 30 10:00:00 2026", NULL, 0);
	check_date("Nov 20 10:00:00 2026", NULL, 0);
	check_date("Fri Nov 20 10:00:00", NULL, 0);
	check_date("20 Nov 2026 9:05 PM", NULL, 0);
	check_date("20 Nov 2026 9:05 am", NULL, 0);
	check_date("1 Jan 2024 00:00 +01:", NULL, 0);
	check_date("1 Jan 2024 00:00 +01:0", NULL, 0);
	check_date("1 Jan 2024 00:00 -", NULL, 0);
	check_date("1 Jan 2024 00:00 EST-0500", NULL, 0);
	check_date("29 Feb 2023 00:00 +0000", NULL, 0);
	check_date("30 Feb 2024 00:00 +0000", NULL, 0);
	check_date("0 Jan 2024 00:00 +0000", NULL, 0);
	check_date("1 Foo 2024 00:00 +0000", NULL, 0);
	check_date("1 Jan 2024 24:00 +0000", NULL, 0);
	check_date("1 Jan 2024 00:60 +0000", NULL, 0);
	check_date("1 Jan 2024 00:00 +9999", NULL, 0);
	check_date("1 Jan 2024 00:00 +00", NULL, 0);
	check_date("1 Jan 2024 00:00 +0000 x", NULL, 0);
	check_date("1 Jan 20240 00:00 +0000", NULL, 0);
	check_date("yesterday", NULL, 0);
	check_date("", NULL, 0);
	return check_failures > 0;
}
