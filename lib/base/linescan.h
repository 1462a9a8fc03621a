/* SPDX-License-Identifier: ISC */
#ifndef BASE_LINESCAN_H
#define BASE_LINESCAN_H

#include <stddef.h>

#include "base/str.h"

/*
 * Where, from the byte at on, which is not the first, a line of s starts
 * with the byte a or b: the next place behind a LF.  s.n if nowhere.
 */
size_t linescan(struct str s, size_t at, char a, char b);

/* The same for a line that starts with any other byte. */
size_t linescan_other(struct str s, size_t at, char a, char b);

#endif
