/* SPDX-License-Identifier: ISC */
#include "base/linescan.h"

#include "base/linescan_way.h"

static bool
always(void)
{
	return true;
}

/* Whole lines, so that a fast memchr does most of the work. */
static size_t
scan(struct str s, size_t at, char a, char b, bool other)
{
	while (at < s.n) {
		at += str_find(str_skip(s, at - 1), '\n');
		if (at < s.n && (s.p[at] == a || s.p[at] == b) != other)
			return at;
		at++;
	}
	return s.n;
}

const struct linescan_way linescan_plain = {"plain C", always, scan};

const struct linescan_way *
linescan_way(size_t i)
{
	static const struct linescan_way *const all[] = {
		&linescan_avx512, &linescan_avx2, &linescan_plain,
	};
	size_t k;

	for (k = 0; k < sizeof(all) / sizeof(all[0]); k++)
		if (all[k]->is_usable() && i-- == 0)
			return all[k];
	return NULL;
}

static size_t
best(struct str s, size_t at, char a, char b, bool other)
{
	static const struct linescan_way *way;

	if (at >= s.n)
		return s.n;
	if (way == NULL)
		way = linescan_way(0);
	return way->scan(s, at, a, b, other);
}

size_t
linescan(struct str s, size_t at, char a, char b)
{
	return best(s, at, a, b, false);
}

size_t
linescan_other(struct str s, size_t at, char a, char b)
{
	return best(s, at, a, b, true);
}
