/* SPDX-License-Identifier: ISC */
#include "mime/dateparse.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/num.h"

/* The day's number since 1970-01-01 in the Gregorian calendar, for any month
   and year: years begin in March here, so that a leap day ends one. */
static int64_t
day_number(int64_t year, int64_t month, int64_t day)
{
	int64_t era, of_era, of_year;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	of_era = year - era * 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

/* The other way round. */
static void
calendar_day(int64_t number, int64_t *year, int64_t *month, int64_t *day)
{
	int64_t era, of_era, of_year, years, m;

	number += 719468;
	era = (number >= 0 ? number : number - 146096) / 146097;
	of_era = number - era * 146097;
	years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) /
	    365;
	of_year = of_era - (365 * years + years / 4 - years / 100);
	m = (5 * of_year + 2) / 153;
	*day = of_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = years + era * 400 + (*month <= 2);
}

/* Passes white space and comments (RFC 5322 3.2.2). */
static struct str
skip_blanks(struct str s)
{
	size_t depth = 0;

	for (; s.n > 0; s = str_skip(s, 1)) {
		if (s.p[0] == '(')
			depth++;
		else if (s.p[0] == ')' && depth > 0)
			depth--;
		else if (s.p[0] == '\\' && depth > 0)
			s = str_skip(s, 1);
		else if (depth == 0 && !ascii_is_space(s.p[0]))
			break;
	}
	return s;
}

/* Takes a run of letters or digits and the blanks behind it. */
static struct str
take_word(struct str *s)
{
	struct str word = *s;
	size_t n = 0;

	while (n < s->n && ascii_is_alnum(s->p[n]))
		n++;
	word.n = n;
	*s = skip_blanks(str_skip(*s, n));
	return word;
}

static bool
take_char(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = skip_blanks(str_skip(*s, 1));
	return true;
}

static int
take_number(struct str *s, uint64_t max, int64_t *n)
{
	struct str word = take_word(s);
	uint64_t value;

	if (word.n > 4 || num_parse(word, max, &value) < 0)
		return -1;
	*n = (int64_t)value;
	return (int)word.n;
}

/* The month's number; its name may be written out. */
static int64_t
month_of(struct str word)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int64_t i;

	if (word.n < 3)
		return 0;
	word.n = 3;
	for (i = 0; i < 12; i++)
		if (str_case_equal(word, str_of(names + 3 * i, 3)))
			return i + 1;
	return 0;
}

static bool
has_day(int64_t year, int64_t month, int64_t day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return day >= 1 && (day <= lengths[month - 1] ||
	    (month == 2 && leap && day == 29));
}

static int
read_day(struct str *s, int64_t *number)
{
	int64_t day, month, year;
	int digits;

	/* The name of a day says nothing that the date does not. */
	if (ascii_is_alpha(s->n > 0 ? s->p[0] : '0')) {
		take_word(s);
		take_char(s, ',');
	}
	if (take_number(s, 31, &day) < 0)
		return -1;
	take_char(s, '-');
	month = month_of(take_word(s));
	take_char(s, '-');
	digits = take_number(s, 9999, &year);
	if (month == 0 || digits < 2)
		return -1;
	if (digits == 2)
		year += year < 50 ? 2000 : 1900; /* RFC 5322 4.3 */
	else if (digits == 3)
		year += 1900;
	if (!has_day(year, month, day))
		return -1;
	*number = day_number(year, month, day);
	return 0;
}

static int
read_time(struct str *s, int64_t *seconds)
{
	int64_t hour, minute, second = 0;

	if (take_number(s, 23, &hour) < 0 || !take_char(s, ':') ||
	    take_number(s, 59, &minute) < 0)
		return -1;
	if (take_char(s, ':') && take_number(s, 60, &second) < 0)
		return -1;
	*seconds = (hour * 60 + minute) * 60 + second;
	return 0;
}

/* "+0130", or "+01:30" as ISO 8601 has it, in minutes. */
static int
read_offset(struct str *s, int *zone)
{
	bool west = s->p[0] == '-', colon = s->n > 3 && s->p[3] == ':';
	struct str hours = str_of(s->p + 1, 2), minutes;
	uint64_t h, m;

	*s = str_skip(*s, colon ? 4 : 3);
	if (s->n < 2)
		return -1;
	minutes = str_of(s->p, 2);
	if (num_parse(hours, 23, &h) < 0 || num_parse(minutes, 59, &m) < 0)
		return -1;
	*s = skip_blanks(str_skip(*s, 2));
	*zone = (int)(h * 60 + m);
	if (west)
		*zone = -*zone;
	return 0;
}

/* RFC 5322 4.3: all other names say nothing, which is -0000. */
static int
zone_of(struct str name)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = {
		{"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
		{"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}
	};
	size_t i;

	for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (str_case_is(name, zones[i].name))
			return zones[i].hours * 60;
	return 0;
}

static int
read_zone(struct str *s, int *zone)
{
	struct str name;

	*zone = 0;
	if (s->n == 0 || (s->p[0] != '+' && s->p[0] != '-')) {
		name = take_word(s);
		if (str_case_is(name, "AM") || str_case_is(name, "PM"))
			return -1; /* twelve hours off is no date */
		*zone = zone_of(name);
		if (!str_case_is(name, "GMT") && !str_case_is(name, "UTC"))
			return 0;
	}
	if (s->n == 0 || (s->p[0] != '+' && s->p[0] != '-'))
		return 0;
	return read_offset(s, zone);
}

static int
read_date(struct str s, struct dateparse *d)
{
	int64_t day, seconds;

	if (read_day(&s, &day) < 0 || read_time(&s, &seconds) < 0 ||
	    read_zone(&s, &d->zone) < 0 || s.n > 0)
		return -1;
	d->epoch = day * 86400 + seconds - d->zone * 60;
	return 0;
}

/* "Fri Nov 20 10:00:00 2026", as asctime(3) has it and some send it. */
static int
read_asctime(struct str s, struct dateparse *d)
{
	int64_t day, month, year, seconds;

	take_word(&s);
	month = month_of(take_word(&s));
	if (month == 0 || take_number(&s, 31, &day) < 0 ||
	    read_time(&s, &seconds) < 0 || take_number(&s, 9999, &year) != 4 ||
	    !has_day(year, month, day) || read_zone(&s, &d->zone) < 0 ||
	    s.n > 0)
		return -1;
	d->epoch = day_number(year, month, day) * 86400 + seconds -
	    d->zone * 60;
	return 0;
}

int
dateparse_read(struct str text, struct dateparse *d)
{
	struct str s = skip_blanks(text);

	return read_date(s, d) < 0 ? read_asctime(s, d) : 0;
}

void
dateparse_iso(const struct dateparse *d, struct buf *b)
{
	int64_t local = d->epoch + d->zone * 60, year, month, day, second;
	int zone = abs(d->zone);

	second = local % 86400;
	if (second < 0)
		second += 86400;
	calendar_day((local - second) / 86400, &year, &month, &day);
	buf_printf(b, "%04d-%02d-%02dT%02d:%02d:%02d", (int)year, (int)month,
	    (int)day, (int)(second / 3600), (int)(second / 60 % 60),
	    (int)(second % 60));
	if (zone == 0)
		buf_add_char(b, 'Z');
	else
		buf_printf(b, "%c%02d:%02d", d->zone < 0 ? '-' : '+',
		    zone / 60, zone % 60);
}
