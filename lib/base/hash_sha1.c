/* SPDX-License-Identifier: ISC */
#include "base/mem.h"
#include "base/hash_block.h"

/* f and K of RFC 3174 5, added. */
static uint32_t
mix(unsigned int step, uint32_t b, uint32_t c, uint32_t d)
{
	switch (step / 20) {
	case 0:
		return ((b & c) | (~b & d)) + 0x5a827999;
	case 1:
		return (b ^ c ^ d) + 0x6ed9eba1;
	case 2:
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	default:
		return (b ^ c ^ d) + 0xca62c1d6;
	}
}

/* The last 16 words are enough to make the next one (RFC 3174 6.2). */
static uint32_t
next_word(uint32_t w[16], unsigned int i)
{
	if (i >= 16)
		w[i % 16] = hash_turn(w[(i + 13) % 16] ^ w[(i + 8) % 16] ^
		    w[(i + 2) % 16] ^ w[i % 16], 1);
	return w[i % 16];
}

void
hash_sha1_block(uint32_t state[8], const unsigned char block[HASH_BLOCK])
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], w[16], sum;
	unsigned int i;

	for (i = 0; i < 16; i++)
		w[i] = hash_word(block + 4 * i);
	for (i = 0; i < 80; i++) {
		sum = hash_turn(a, 5) + mix(i, b, c, d) + e + next_word(w, i);
		e = d;
		d = c;
		c = hash_turn(b, 30);
		b = a;
		a = sum;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	mem_wipe(w, sizeof(w));
}
