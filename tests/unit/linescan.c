/* SPDX-License-Identifier: ISC */
/* Line starts are found at every place of a block, and no others, in every
   way that this machine has. */
#include <stdlib.h>
#include <string.h>

#include "base/linescan.h"
#include "base/linescan_way.h"
#include "check.h"

#define SIZE 200

static void
check_way(const struct linescan_way *way)
{
	/* The bytes end where the memory does. */
	char *text = malloc(SIZE);
	struct str s = str_of(text, SIZE);
	size_t at, from;

	memset(text, '-', SIZE);
	CHECK(way->scan(s, 1, '-', '>', false) == s.n);
	memset(text, '\n', SIZE);
	CHECK(way->scan(s, 1, '-', '>', false) == s.n);
	CHECK(way->scan(s, 1, '-', '\n', false) == 1);
	for (at = 1; at < SIZE; at++) {
		memset(text, 'x', SIZE);
		text[at - 1] = '\n';
		CHECK(way->scan(s, 1, '-', '>', false) == s.n);
		text[at] = at % 2 ? '-' : '>';
		for (from = 1; from < SIZE; from++)
			CHECK(way->scan(s, from, '-', '>', false) ==
			    (from <= at ? at : s.n));
		CHECK(way->scan(s, 1, 'x', 'x', true) == at);
		CHECK(way->scan(s, 1, text[at], 'x', true) == s.n);
		CHECK(at == 1 ||
		    way->scan(str_of(text, at), 1, '-', '>', false) == at);
	}
	free(text);
}

/* All of them on the same text of line starts in plenty. */
static void
check_same(const struct linescan_way *way)
{
	static const char bytes[] = "\n\n->x\r";
	char text[1000];
	struct str s = str_of(text, sizeof(text));
	unsigned int seed = 1;
	size_t i;

	for (i = 0; i < sizeof(text); i++) {
		seed = seed * 1103515245u + 12345u;
		text[i] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
	}
	for (i = 1; i < sizeof(text); i++) {
		CHECK(way->scan(s, i, '-', '>', false) ==
		    linescan_plain.scan(s, i, '-', '>', false));
		CHECK(way->scan(s, i, '-', '>', true) ==
		    linescan_plain.scan(s, i, '-', '>', true));
	}
}

int
main(void)
{
	const struct linescan_way *way;
	size_t i;

	for (i = 0; (way = linescan_way(i)) != NULL; i++) {
		check_way(way);
		check_same(way);
	}
	CHECK(i > 0 && linescan_way(i - 1) == &linescan_plain);
	CHECK(linescan(str_of("", 0), 1, '-', '>') == 0);
	CHECK(linescan(STR("\n-"), 1, '-', '>') == 1);
	CHECK(linescan_other(STR("\n-\n."), 1, '-', '>') == 3);
	return check_failures > 0;
}
