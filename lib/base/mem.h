/* SPDX-License-Identifier: ISC */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/*
 * Memory that is always there: when the system has no more, these end the
 * program with status 71 and a line on stderr.  The caller owns what comes
 * back and gives it to free(3).
 */

/* n bytes of zeros; n may be 0. */
void *mem_alloc(size_t n);

/* p, or NULL, made n times size bytes long; the product is checked. */
void *mem_resize(void *p, size_t n, size_t size);

/* p, or NULL, an array of *cap elements of that size, of which n are in use:
   made larger, and *cap too, if there is no room for one more. */
void *mem_more(void *p, size_t n, size_t *cap, size_t size);

/* A copy of n bytes with a NUL behind it. */
char *mem_copy(const void *p, size_t n);

/* A copy of the string s. */
char *mem_string(const char *s);

/* Overwrites a secret in a way that no compiler leaves out. */
void mem_wipe(void *p, size_t n);

#endif
