/* SPDX-License-Identifier: ISC */
/* Laws of dates: what is read is a day of the calendar in the years 0 to
   9999, blanks and comments change nothing, and the same moment, written
   anew, is read as the same. */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "mime/dateparse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* In UTC, without what this library writes dates with. */
static void
check_again(const struct dateparse *d)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t t = (time_t)d->epoch;
	struct dateparse again;
	struct buf b = BUF_INIT;
	struct tm tm;

	must(gmtime_r(&t, &tm) != NULL);
	if (tm.tm_year + 1900 < 1000 || tm.tm_year + 1900 > 9999)
		return;
	buf_printf(&b, "%d %.3s %d %d:%02d:%02d +0000", tm.tm_mday,
	    months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
	    tm.tm_sec);
	must(dateparse_read(buf_str(&b), &again) == 0);
	must(again.epoch == d->epoch && again.zone == 0);
	buf_free(&b);
}

static void
check_iso(const struct dateparse *d)
{
	struct buf b = BUF_INIT;
	struct str s;

	dateparse_iso(d, &b);
	s = buf_str(&b);
	must(s.n == 20 || s.n == 25);
	must(s.p[4] == '-' && s.p[7] == '-' && s.p[10] == 'T');
	must(s.n == 25 ? s.p[22] == ':' : s.p[19] == 'Z');
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_of((const char *)data, size);
	struct dateparse d, more;
	struct buf b = BUF_INIT;
	int got = dateparse_read(text, &d);

	buf_add_string(&b, " (a\\)(b)) ");
	buf_add_str(&b, text);
	buf_add_string(&b, "\n ");
	if (got < 0) {
		must(dateparse_read(buf_str(&b), &more) < 0);
	} else {
		must(dateparse_read(buf_str(&b), &more) == 0);
		must(more.epoch == d.epoch && more.zone == d.zone);
		must(abs(d.zone) < 24 * 60);
		must(d.epoch / 86400 / 366 > -1971 &&
		    d.epoch / 86400 / 365 < 8041);
		check_again(&d);
		check_iso(&d);
	}
	buf_free(&b);
	return 0;
}
