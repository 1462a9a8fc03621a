/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_ACCOUNT_CHECK_H
#define TESTS_UNIT_ACCOUNT_CHECK_H

/* An accounts file, for those who test what is read there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "check.h"

static char dir[] = "/tmp/mailpipe.test.XXXXXX";
static char path[sizeof(dir) + 16];

static void
write_file(struct str text, mode_t mode)
{
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	if (f == NULL)
		return;
	CHECK(fwrite(text.p, 1, text.n, f) == text.n);
	CHECK(fclose(f) == 0);
	CHECK(chmod(path, mode) == 0);
}

/* A directory of our own, in which path is the accounts file. */
static void
set_up(void)
{
	CHECK(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/accounts", dir);
}

static void
tear_down(void)
{
	unlink(path);
	rmdir(dir);
}

#endif
