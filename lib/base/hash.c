/* SPDX-License-Identifier: ISC */
#include "base/hash.h"

#include <stdbool.h>
#include <string.h>

#include "base/hash_block.h"
#include "base/mem.h"

/* Each starts from these words, the last ones unused where it has fewer. */
static const struct {
	size_t size;
	bool little; /* the least significant byte comes first */
	void (*block)(uint32_t state[8], const unsigned char *block);
	uint32_t start[8];
} kinds[] = {
	[HASH_MD5] = {16, true, hash_md5_block,
	    {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0, 0, 0, 0}},
	[HASH_SHA1] = {20, false, hash_sha1_block,
	    {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0,
	    0, 0, 0}},
	[HASH_SHA256] = {32, false, hash_sha256_block,
	    {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
	    0x9b05688c, 0x1f83d9ab, 0x5be0cd19}},
};

size_t
hash_size(enum hash_kind kind)
{
	return kinds[kind].size;
}

void
hash_init(struct hash *h, enum hash_kind kind)
{
	h->kind = kind;
	h->length = 0;
	memcpy(h->state, kinds[kind].start, sizeof(h->state));
}

void
hash_add(struct hash *h, const void *p, size_t n)
{
	const unsigned char *from = p;
	size_t held, take;

	while (n > 0) {
		held = (size_t)(h->length % HASH_BLOCK);
		take = HASH_BLOCK - held < n ? HASH_BLOCK - held : n;
		memcpy(h->block + held, from, take);
		h->length += take;
		from += take;
		n -= take;
		if (held + take == HASH_BLOCK)
			kinds[h->kind].block(h->state, h->block);
	}
}

/* The n bytes of a number, in the order of the kind. */
static void
put(enum hash_kind kind, unsigned char *to, uint64_t number, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		to[kinds[kind].little ? i : n - 1 - i] =
		    (unsigned char)(number & 0xff);
		number >>= 8;
	}
}

/* One bit, zeros, and the length in bits at the end of a block. */
void
hash_end(struct hash *h, unsigned char digest[HASH_MAX])
{
	static const unsigned char padding[HASH_BLOCK] = {0x80};
	size_t held = (size_t)(h->length % HASH_BLOCK), i;
	unsigned char length[8];

	put(h->kind, length, h->length * 8, sizeof(length));
	hash_add(h, padding, (held < 56 ? 56 : 120) - held);
	hash_add(h, length, sizeof(length));
	for (i = 0; i < kinds[h->kind].size; i += 4)
		put(h->kind, digest + i, h->state[i / 4], 4);
	mem_wipe(h, sizeof(*h));
}
