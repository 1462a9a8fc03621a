/* SPDX-License-Identifier: ISC */
#ifndef BASE_HASH_BLOCK_H
#define BASE_HASH_BLOCK_H

#include <stdint.h>

#include "base/hash.h"

/* Between hash.c and the three: one block is mixed into the state. */
void hash_md5_block(uint32_t state[8], const unsigned char block[HASH_BLOCK]);
void hash_sha1_block(uint32_t state[8], const unsigned char block[HASH_BLOCK]);
void hash_sha256_block(uint32_t state[8],
    const unsigned char block[HASH_BLOCK]);

/* The bits of x turned left by n, 1 to 31. */
static inline uint32_t
hash_turn(uint32_t x, unsigned int n)
{
	return x << n | x >> (32 - n);
}

/* Four bytes, the most significant one first. */
static inline uint32_t
hash_word(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

#endif
