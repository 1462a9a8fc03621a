/* SPDX-License-Identifier: ISC */
#ifndef BASE_LINEFACTS_H
#define BASE_LINEFACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* What is to be known of lines that are sent. */
struct linefacts {
	size_t lines;
	bool has_8bit, has_nul;
	bool has_long; /* one of more than max bytes, its LF not counted */
};

/* The facts of s, which holds whole lines, each ended by a LF.  max is 64 or
   more. */
struct linefacts linefacts(struct str s, size_t max);

#endif
