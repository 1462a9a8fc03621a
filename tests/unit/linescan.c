/* SPDX-License-Identifier: ISC */
/* Line starts are found at every place of a block, and no others. */
#include <string.h>

#include "base/linescan.h"
#include "check.h"

int
main(void)
{
	char text[200] = "";
	struct str s = str_of(text, sizeof(text));
	size_t at, from;

	memset(text, '-', sizeof(text));
	CHECK(linescan(s, 1, '-', '>') == s.n);
	memset(text, '\n', sizeof(text));
	CHECK(linescan(s, 1, '-', '>') == s.n);
	for (at = 1; at < sizeof(text); at++) {
		memset(text, 'x', sizeof(text));
		text[at - 1] = '\n';
		CHECK(linescan(s, 1, '-', '>') == s.n);
		text[at] = at % 2 ? '-' : '>';
		for (from = 1; from < sizeof(text); from++)
			CHECK(linescan(s, from, '-', '>') ==
			    (from <= at ? at : s.n));
		CHECK(linescan(str_of(text, at), 1, '-', '>') == at);
	}
	CHECK(linescan(str_of(text, 0), 1, '-', '>') == 0);
	return check_failures > 0;
}
