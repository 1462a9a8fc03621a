/* SPDX-License-Identifier: ISC */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>

#include "base/err.h"

/* Fills p with n bytes of the system's randomness.  0, or -1: status 71. */
int random_fill(void *p, size_t n, struct err *e);

#endif
