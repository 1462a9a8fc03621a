/* SPDX-License-Identifier: ISC */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdint.h>

#include "base/str.h"

/*
 * Reads all of s as a decimal number of digits alone, at most max.
 * Returns 0, or -1 (and leaves *n) for a sign, a blank, no digit, too much.
 */
int num_parse(struct str s, uint64_t max, uint64_t *n);

/* The same for a size: octets, or with k, M or G behind it 1024 of them, and
   so on. */
int num_parse_size(struct str s, uint64_t *n);

#endif
