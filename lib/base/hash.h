/* SPDX-License-Identifier: ISC */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* MD5 (RFC 1321), SHA-1 and SHA-256 (RFC 6234). */
enum hash_kind { HASH_MD5, HASH_SHA1, HASH_SHA256 };

/* The longest digest, and the block that all three work on. */
#define HASH_MAX 32
#define HASH_BLOCK 64

/* A digest in the making. */
struct hash {
	enum hash_kind kind;
	uint32_t state[8];
	uint64_t length; /* bytes so far */
	unsigned char block[HASH_BLOCK];
};

/* The bytes of a digest of that kind. */
size_t hash_size(enum hash_kind kind);

void hash_init(struct hash *h, enum hash_kind kind);
void hash_add(struct hash *h, const void *p, size_t n);

/* Writes the digest, hash_size bytes, and wipes *h. */
void hash_end(struct hash *h, unsigned char digest[HASH_MAX]);

#endif
