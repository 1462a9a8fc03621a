/* SPDX-License-Identifier: ISC */
#include "mime/seed.h"

#include "base/random.h"

/* FNV-1a, 64 bits, from two starting points: nobody relies on it being hard
   to guess, for whoever fixes the seed wants it guessed. */
#define FNV_PRIME UINT64_C(0x100000001b3)
#define FNV_BASIS UINT64_C(0xcbf29ce484222325)

void
seed_init(struct seed *seed, bool fixed)
{
	seed->fixed = fixed;
	seed->state[0] = FNV_BASIS;
	seed->state[1] = ~FNV_BASIS;
}

static void
mix(struct seed *seed, unsigned char byte)
{
	seed->state[0] = (seed->state[0] ^ byte) * FNV_PRIME;
	seed->state[1] = (seed->state[1] ^ byte ^ 0x5a) * FNV_PRIME;
}

void
seed_add(struct seed *seed, struct str s)
{
	uint64_t n = s.n;
	size_t i;

	if (!seed->fixed)
		return;
	for (i = 0; i < s.n; i++)
		mix(seed, (unsigned char)s.p[i]);
	/* So that "a", "bc" is not "ab", "c". */
	for (i = 0; i < sizeof(n); i++)
		mix(seed, (unsigned char)(n >> 8 * i));
}

int
seed_bytes(struct seed *seed, unsigned char *p, size_t n, struct err *e)
{
	size_t i;

	if (!seed->fixed)
		return random_fill(p, n, e);
	for (i = 0; i < n; i++) {
		mix(seed, (unsigned char)i);
		p[i] = (unsigned char)(seed->state[i & 1] >> 48);
	}
	return 0;
}
