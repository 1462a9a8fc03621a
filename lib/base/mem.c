/* SPDX-License-Identifier: ISC */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/status.h"

static void *
checked(void *p)
{
	struct err e = {STATUS_OSERR, "out of memory"};

	if (p == NULL)
		die(&e);
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
