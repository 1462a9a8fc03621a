/* SPDX-License-Identifier: ISC */
#ifndef NET_HMAC_H
#define NET_HMAC_H

#include "base/hash.h"

/* HMAC (RFC 2104) of one text: hash_size bytes. */
void hmac_of(enum hash_kind kind, struct str key, struct str text,
    unsigned char code[HASH_MAX]);

/* The first block of PBKDF2 (RFC 8018 5.2), which is Hi of RFC 5802 2.2:
   hash_size bytes of key.  iterations is at least 1. */
void hmac_pbkdf2(enum hash_kind kind, struct str password, struct str salt,
    uint32_t iterations, unsigned char key[HASH_MAX]);

#endif
