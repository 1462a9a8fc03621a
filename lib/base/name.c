/* SPDX-License-Identifier: ISC */
#include "base/name.h"

static const char *program = "mailpipe";

const char *
prog_name(void)
{
	return program;
}

void
prog_set_name(const char *name)
{
	program = name;
}
