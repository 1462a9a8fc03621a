/* SPDX-License-Identifier: ISC */
#include "net/hmac.h"

#include <string.h>

#include "base/mem.h"

/* A copy of one that has its key alone is as good as another init. */
struct hmac {
	struct hash inner, outer;
};

static void
begin(struct hash *h, enum hash_kind kind,
    const unsigned char key[HASH_BLOCK], unsigned char pad)
{
	unsigned char block[HASH_BLOCK];
	size_t i;

	for (i = 0; i < HASH_BLOCK; i++)
		block[i] = key[i] ^ pad;
	hash_init(h, kind);
	hash_add(h, block, sizeof(block));
	mem_wipe(block, sizeof(block));
}

/* A key that is longer than a block counts as its digest. */
static void
init(struct hmac *m, enum hash_kind kind, struct str key)
{
	unsigned char block[HASH_BLOCK] = {0};

	if (key.n > HASH_BLOCK) {
		hash_init(&m->inner, kind);
		hash_add(&m->inner, key.p, key.n);
		hash_end(&m->inner, block);
	} else if (key.n > 0) {
		memcpy(block, key.p, key.n);
	}
	begin(&m->inner, kind, block, 0x36);
	begin(&m->outer, kind, block, 0x5c);
	mem_wipe(block, sizeof(block));
}

static void
add(struct hmac *m, const void *p, size_t n)
{
	hash_add(&m->inner, p, n);
}

/* Writes the code, hash_size bytes, and wipes *m. */
static void
end(struct hmac *m, unsigned char code[HASH_MAX])
{
	size_t size = hash_size(m->inner.kind);

	hash_end(&m->inner, code);
	hash_add(&m->outer, code, size);
	hash_end(&m->outer, code);
}

void
hmac_of(enum hash_kind kind, struct str key, struct str text,
    unsigned char code[HASH_MAX])
{
	struct hmac m;

	init(&m, kind, key);
	add(&m, text.p, text.n);
	end(&m, code);
}

void
hmac_pbkdf2(enum hash_kind kind, struct str password, struct str salt,
    uint32_t iterations, unsigned char key[HASH_MAX])
{
	static const unsigned char first[4] = {0, 0, 0, 1};
	unsigned char last[HASH_MAX];
	struct hmac keyed, m;
	size_t size = hash_size(kind), i;

	init(&keyed, kind, password);
	m = keyed;
	add(&m, salt.p, salt.n);
	add(&m, first, sizeof(first));
	end(&m, last);
	memcpy(key, last, size);
	while (--iterations > 0) {
		m = keyed;
		add(&m, last, size);
		end(&m, last);
		for (i = 0; i < size; i++)
			key[i] ^= last[i];
	}
	mem_wipe(&keyed, sizeof(keyed));
	mem_wipe(last, sizeof(last));
}
