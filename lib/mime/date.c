/* SPDX-License-Identifier: ISC */
#include "mime/date.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

/* The last second that has a year of four digits. */
#define EPOCH_MAX 253402300799

const char date_months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
const char date_days[] = "SunMonTueWedThuFriSat";

int
date_now(time_t *when, bool *fixed, struct err *e)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	uint64_t n;

	*fixed = text != NULL && *text != '\0';
	if (!*fixed) {
		*when = time(NULL);
		return 0;
	}
	/* The second test is for a time_t of 32 bits. */
	if (num_parse(str_from(text), EPOCH_MAX, &n) < 0 ||
	    (uint64_t)(time_t)n != n)
		return err_set(e, STATUS_USAGE,
		    "SOURCE_DATE_EPOCH: not a time: %s", text);
	*when = (time_t)n;
	return 0;
}

/* How many minutes local time is ahead of UTC: POSIX has no tm_gmtoff. */
static int
zone_minutes(const struct tm *local, const struct tm *utc)
{
	int days = local->tm_yday - utc->tm_yday;

	if (local->tm_year != utc->tm_year)
		days = local->tm_year > utc->tm_year ? 1 : -1;
	return (days * 24 + local->tm_hour - utc->tm_hour) * 60 +
	    local->tm_min - utc->tm_min;
}

static void
add_date(struct buf *b, const struct tm *tm, int zone)
{
	int minutes = abs(zone);

	buf_printf(b, "%.3s, %d %.3s %04ld %02d:%02d:%02d %c%02d%02d",
	    date_days + 3 * tm->tm_wday, tm->tm_mday,
	    date_months + 3 * tm->tm_mon, 1900L + tm->tm_year, tm->tm_hour,
	    tm->tm_min, tm->tm_sec,
	    zone < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

void
date_format(struct buf *b, time_t when, bool in_utc)
{
	struct tm utc, local;

	memset(&utc, 0, sizeof(utc));
	gmtime_r(&when, &utc);
	tzset();
	if (in_utc || localtime_r(&when, &local) == NULL)
		local = utc;
	add_date(b, &local, zone_minutes(&local, &utc));
}
