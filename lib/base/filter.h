/* SPDX-License-Identifier: ISC */
#ifndef BASE_FILTER_H
#define BASE_FILTER_H

#include <stdbool.h>

#include "base/err.h"
#include "base/out.h"
#include "base/str.h"

/* A conversion of bytes as they stream by; arg is its state. */
struct filter {
	/* Takes all of a piece; false when no more of them is wanted. */
	bool (*add)(void *arg, struct str piece, struct out *out);
	/* Then: 0, or -1 if the input was not what it should be. */
	int (*end)(void *arg, struct out *out, struct err *e);
	void *arg;
};

/*
 * Sends a file, "-" for stdin, through the filter to out, whose own errors
 * its close will say.  0, or -1: as file_open, in_fill, or end with the name
 * of the file before it; what is in out by then is good.
 */
int filter_file(const struct filter *f, const char *path, struct out *out,
    struct err *e);

#endif
