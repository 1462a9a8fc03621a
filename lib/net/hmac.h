/* SPDX-License-Identifier: ISC */
#ifndef NET_HMAC_H
#define NET_HMAC_H

#include "base/hash.h"

/* HMAC (RFC 2104).  A copy of one that has its key alone is as good as
   another hmac_init. */
struct hmac {
	struct hash inner, outer;
};

/* A key that is longer than a block counts as its digest. */
void hmac_init(struct hmac *m, enum hash_kind kind, struct str key);
void hmac_add(struct hmac *m, const void *p, size_t n);

/* Writes the code, hash_size bytes, and wipes *m. */
void hmac_end(struct hmac *m, unsigned char code[HASH_MAX]);

/* All three for one text. */
void hmac_of(enum hash_kind kind, struct str key, struct str text,
    unsigned char code[HASH_MAX]);

/* The first block of PBKDF2 (RFC 8018 5.2), which is Hi of RFC 5802 2.2:
   hash_size bytes of key.  iterations is at least 1. */
void hmac_pbkdf2(enum hash_kind kind, struct str password, struct str salt,
    uint32_t iterations, unsigned char key[HASH_MAX]);

#endif
