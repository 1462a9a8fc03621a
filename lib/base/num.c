/* SPDX-License-Identifier: ISC */
#include "base/num.h"

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
