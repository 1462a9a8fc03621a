/* SPDX-License-Identifier: ISC */
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/name.h"
#include "base/status.h"

/* Says so without asking for more memory, which die would do. */
static void ATTR_NORETURN
exhausted(void)
{
	char line[80];
	int n = snprintf(line, sizeof(line), "%.50s: out of memory\n",
	    prog_name());

	(void)!write(STDERR_FILENO, line, (size_t)n);
	exit(STATUS_OSERR);
}

static void *
checked(void *p)
{
	if (p == NULL)
		exhausted();
	return p;
}

void *
mem_alloc(size_t n)
{
	return checked(calloc(1, n > 0 ? n : 1));
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		return checked(NULL);
	return checked(realloc(p, n * size > 0 ? n * size : 1));
}

void *
mem_more(void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	*cap = *cap > 0 ? 2 * *cap : 16;
	return mem_resize(p, *cap, size);
}

char *
mem_copy(const void *p, size_t n)
{
	char *copy = mem_resize(NULL, n + 1, 1);

	if (n > 0)
		memcpy(copy, p, n);
	copy[n] = '\0';
	return copy;
}

char *
mem_string(const char *s)
{
	return mem_copy(s, strlen(s));
}

void
mem_wipe(void *p, size_t n)
{
	volatile unsigned char *byte = p;

	while (n-- > 0)
		*byte++ = 0;
}
