/* SPDX-License-Identifier: ISC */
#ifndef MIME_SEED_H
#define MIME_SEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Bytes for boundaries and message ids: the system's randomness, or, when
 * output must not differ from run to run, made of what was put in.
 */
struct seed {
	bool fixed;
	uint64_t state[2];
};

void seed_init(struct seed *seed, bool fixed);

/* Puts something in that tells this message from others. */
void seed_add(struct seed *seed, struct str s);

/* Gives n bytes, other ones at each call.  0, or -1: status 71. */
int seed_bytes(struct seed *seed, unsigned char *p, size_t n, struct err *e);

#endif
