/* SPDX-License-Identifier: ISC */
#include "mime/fromline.h"

#include "base/ascii.h"

static const char from_[] = "From ";

#define FROM_LENGTH (sizeof(from_) - 1)

/* The length of the run of digits at the front of s. */
static size_t
digits(struct str s)
{
	size_t n = 0;

	while (n < s.n && ascii_is_digit(s.p[n]))
		n++;
	return n;
}

/* Programs write the date in many ways; all have four digits in a row, and
   10:00 or 9:05 in it.  A zone, "+0100", may pass for a year. */
static bool
has_date(struct str s)
{
	bool year = false, time = false;
	size_t n;

	for (; s.n > 0; s = str_skip(s, n > 0 ? n : 1)) {
		n = 0;
		if (!ascii_is_digit(s.p[0]))
			continue;
		n = digits(s);
		if (n == 4)
			year = true;
		if ((n == 1 || n == 2) && n < s.n && s.p[n] == ':' &&
		    digits(str_skip(s, n + 1)) == 2)
			time = true;
	}
	return year && time;
}

bool
fromline_is(struct str line)
{
	struct str rest;
	size_t n = 0;

	if (!str_starts(line, from_))
		return false;
	rest = str_trim(str_skip(line, FROM_LENGTH));
	if (rest.n == 0 || rest.p[0] == ':')
		return false;
	while (n < rest.n && !ascii_is_space(rest.p[n]))
		n++;
	return n == rest.n || has_date(str_skip(rest, n));
}

int
fromline_judge(struct str s, bool eof)
{
	size_t n = s.n < FROM_LENGTH ? s.n : FROM_LENGTH;

	if (n > 0 && memcmp(s.p, from_, n) != 0)
		return 0;
	if (s.n > FROMLINE_MAX + 1)
		s.n = FROMLINE_MAX + 1;
	n = str_find(s, '\n');
	if (n == s.n && n <= FROMLINE_MAX && !eof)
		return -1;
	return n <= FROMLINE_MAX && fromline_is(str_of(s.p, n));
}
