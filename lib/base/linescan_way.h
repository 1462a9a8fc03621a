/* SPDX-License-Identifier: ISC */
#ifndef BASE_LINESCAN_WAY_H
#define BASE_LINESCAN_WAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* A way to do what linescan.h says. */
struct linescan_way {
	const char *name;
	bool (*is_usable)(void); /* on this machine */
	/* linescan, or, if other is set, linescan_other; at < s.n. */
	size_t (*scan)(struct str s, size_t at, char a, char b, bool other);
};

extern const struct linescan_way linescan_avx512, linescan_avx2,
    linescan_plain;

/* The i-th best of those that are usable, NULL behind the last: tests hold
   all of them to the same. */
const struct linescan_way *linescan_way(size_t i);

#endif
