/* SPDX-License-Identifier: ISC */
#include "net/hmac.h"

#include <string.h>

#include "base/mem.h"

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

void
hmac_init(struct hmac *m, enum hash_kind kind, struct str key)
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

void
hmac_add(struct hmac *m, const void *p, size_t n)
{
	hash_add(&m->inner, p, n);
}

void
hmac_end(struct hmac *m, unsigned char code[HASH_MAX])
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

	hmac_init(&m, kind, key);
	hmac_add(&m, text.p, text.n);
	hmac_end(&m, code);
}

void
hmac_pbkdf2(enum hash_kind kind, struct str password, struct str salt,
    uint32_t iterations, unsigned char key[HASH_MAX])
{
	static const unsigned char first[4] = {0, 0, 0, 1};
	unsigned char last[HASH_MAX];
	struct hmac keyed, m;
	size_t size = hash_size(kind), i;

	hmac_init(&keyed, kind, password);
	m = keyed;
	hmac_add(&m, salt.p, salt.n);
	hmac_add(&m, first, sizeof(first));
	hmac_end(&m, last);
	memcpy(key, last, size);
	while (--iterations > 0) {
		m = keyed;
		hmac_add(&m, last, size);
		hmac_end(&m, last);
		for (i = 0; i < size; i++)
			key[i] ^= last[i];
	}
	mem_wipe(&keyed, sizeof(keyed));
	mem_wipe(last, sizeof(last));
}
