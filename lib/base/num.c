/* SPDX-License-Identifier: ISC */
#include "base/num.h"

#include <string.h>

#include "base/ascii.h"

int
num_parse(struct str s, uint64_t max, uint64_t *n)
{
	uint64_t value = 0;
	unsigned int digit;
	size_t i;

	if (s.n == 0)
		return -1;
	for (i = 0; i < s.n; i++) {
		if (!ascii_is_digit(s.p[i]))
			return -1;
		digit = (unsigned int)(s.p[i] - '0');
		if (digit > max || value > (max - digit) / 10)
			return -1;
		value = value * 10 + digit;
	}
	*n = value;
	return 0;
}

int
num_parse_size(struct str s, uint64_t *n)
{
	static const char units[] = "kMG";
	const char *unit = s.n > 0 ? memchr(units, s.p[s.n - 1], 3) : NULL;
	unsigned int shift = unit != NULL
	    ? 10 * (unsigned int)(unit - units + 1) : 0;
	uint64_t value;

	if (shift > 0)
		s.n--;
	if (num_parse(s, UINT64_MAX >> shift, &value) < 0)
		return -1;
	*n = value << shift;
	return 0;
}
