/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include <stdio.h>

/* A unit test is a main that makes CHECKs and returns check_failures > 0. */
static int check_failures;

#define CHECK(condition) check(condition, #condition, __FILE__, __LINE__)

static void
check(int held, const char *what, const char *file, int line)
{
	if (held)
		return;
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
	check_failures++;
}

#endif
