/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/mem.h"
#include "base/hash_block.h"

/* From the cube roots of the first 64 primes (RFC 6234 5.1). */
static const uint32_t roots[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* The exclusive or of x turned right three times. */
static uint32_t
turns(uint32_t x, unsigned int i, unsigned int j, unsigned int k)
{
	return hash_turn(x, 32 - i) ^ hash_turn(x, 32 - j) ^
	    hash_turn(x, 32 - k);
}

/* The last 16 words are enough to make the next one (RFC 6234 6.2). */
static uint32_t
next_word(uint32_t w[16], unsigned int i)
{
	uint32_t x = w[(i + 1) % 16], y = w[(i + 14) % 16];

	if (i >= 16)
		w[i % 16] += (hash_turn(x, 25) ^ hash_turn(x, 14) ^ x >> 3) +
		    w[(i + 9) % 16] +
		    (hash_turn(y, 15) ^ hash_turn(y, 13) ^ y >> 10);
	return w[i % 16];
}

/* One step turns the words a to h, which are s[0] to s[7]. */
static void
step(uint32_t s[8], uint32_t added)
{
	uint32_t a = s[0], b = s[1], c = s[2], e = s[4], f = s[5], g = s[6];
	uint32_t sum = s[7] + turns(e, 6, 11, 25) + ((e & f) ^ (~e & g)) +
	    added;

	s[7] = g;
	s[6] = f;
	s[5] = e;
	s[4] = s[3] + sum;
	s[3] = c;
	s[2] = b;
	s[1] = a;
	s[0] = sum + turns(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
}

void
hash_sha256_block(uint32_t state[8], const unsigned char block[HASH_BLOCK])
{
	uint32_t s[8], w[16];
	unsigned int i;

	memcpy(s, state, sizeof(s));
	for (i = 0; i < 16; i++)
		w[i] = hash_word(block + 4 * i);
	for (i = 0; i < 64; i++)
		step(s, roots[i] + next_word(w, i));
	for (i = 0; i < 8; i++)
		state[i] += s[i];
	mem_wipe(w, sizeof(w));
}
