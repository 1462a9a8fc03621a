/* SPDX-License-Identifier: ISC */
/* The facts of lines are those that are found byte by byte. */
#include <string.h>

#include "base/linefacts.h"
#include "check.h"

/* The facts, one byte after the other. */
static struct linefacts
plain_facts(struct str s, size_t max)
{
	struct linefacts f = {0, false, false, false};
	size_t i, n = 0;

	for (i = 0; i < s.n; i++) {
		f.has_8bit = f.has_8bit || (s.p[i] & 0x80) != 0;
		f.has_nul = f.has_nul || s.p[i] == '\0';
		n = s.p[i] == '\n' ? 0 : n + 1;
		f.has_long = f.has_long || n > max;
		f.lines += s.p[i] == '\n';
	}
	return f;
}

static void
check_facts(struct str s, size_t max)
{
	struct linefacts got = linefacts(s, max);
	struct linefacts want = plain_facts(s, max);

	CHECK(got.lines == want.lines);
	CHECK(got.has_8bit == want.has_8bit);
	CHECK(got.has_nul == want.has_nul);
	CHECK(got.has_long == want.has_long);
}

/* A line that is too long, a NUL and an 8-bit byte at every place. */
static void
check_all_facts(void)
{
	char text[400];
	size_t at, n;

	for (n = 1; n <= sizeof(text); n++) {
		memset(text, 'x', n);
		text[n - 1] = '\n';
		check_facts(str_of(text, n), 64);
		memset(text, '\n', n);
		check_facts(str_of(text, n), 64);
	}
	check_facts(str_of(text, 0), 64);
	for (at = 0; at < 200; at++)
		for (n = 60; n < 135; n++) {
			memset(text, '\n', sizeof(text));
			memset(text + at, 'x', n);
			check_facts(str_of(text, at + n + 1), 64);
			check_facts(str_of(text, sizeof(text)), 128);
			text[at] = n % 2 ? '\0' : '\x80';
			check_facts(str_of(text, sizeof(text)), 64);
			check_facts(str_of(text, at + n + 1), 64);
		}
}

int
main(void)
{
	check_all_facts();
	return check_failures > 0;
}
