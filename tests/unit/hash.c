/* SPDX-License-Identifier: ISC */
/* The digests, against the vectors of their RFCs. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "net/hmac.h"

#define MILLION ((size_t)1000000)

static char a_lot[MILLION];

static void
expect(const unsigned char *digest, const char *hex)
{
	char got[2 * HASH_MAX + 1];
	size_t i, n = strlen(hex) / 2;

	for (i = 0; i < n; i++)
		sprintf(got + 2 * i, "%02x", digest[i]);
	if (strcmp(got, hex) != 0)
		fprintf(stderr, "%s, not %s\n", got, hex);
	CHECK(strcmp(got, hex) == 0);
}

/* Given at once, and in pieces of every size up to 130. */
static void
expect_hash(enum hash_kind kind, struct str text, const char *hex)
{
	unsigned char digest[HASH_MAX];
	struct hash h;
	struct str rest;
	size_t step, n;

	for (step = 0; step <= 130; step = text.n < 200 ? step + 1 : 131) {
		hash_init(&h, kind);
		for (rest = text; rest.n > 0; rest = str_skip(rest, n)) {
			n = step > 0 && step < rest.n ? step : rest.n;
			hash_add(&h, rest.p, n);
		}
		hash_end(&h, digest);
		expect(digest, hex);
	}
	CHECK(hash_size(kind) == strlen(hex) / 2);
}

/* RFC 1321 A.5. */
static void
test_md5(void)
{
	expect_hash(HASH_MD5, STR(""), "d41d8cd98f00b204e9800998ecf8427e");
	expect_hash(HASH_MD5, STR("a"), "0cc175b9c0f1b6a831c399e269772661");
	expect_hash(HASH_MD5, STR("abc"), "900150983cd24fb0d6963f7d28e17f72");
	expect_hash(HASH_MD5, STR("message digest"),
	    "f96b697d7cb7938d525a2f31aaf161d0");
	expect_hash(HASH_MD5, STR("abcdefghijklmnopqrstuvwxyz"),
	    "c3fcd3d76192e4007dfb496cca67e13b");
	expect_hash(HASH_MD5, STR("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
	    "pqrstuvwxyz0123456789"), "d174ab98d277d9f5a5611c2c9f419d9f");
	expect_hash(HASH_MD5, STR("1234567890123456789012345678901234567890"
	    "1234567890123456789012345678901234567890"),
	    "57edf4a22be3c955ac49da2e2107b67a");
}

#define TWO_BLOCKS "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

/* RFC 6234 8.5: TEST1, TEST2_1 and TEST3. */
static void
test_sha(void)
{
	expect_hash(HASH_SHA1, STR(""),
	    "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	expect_hash(HASH_SHA1, STR("abc"),
	    "a9993e364706816aba3e25717850c26c9cd0d89d");
	expect_hash(HASH_SHA1, STR(TWO_BLOCKS),
	    "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	expect_hash(HASH_SHA1, str_of(a_lot, MILLION),
	    "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
	expect_hash(HASH_SHA256, STR("abc"), "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
	expect_hash(HASH_SHA256, STR(TWO_BLOCKS), "248d6a61d20638b8e5c026930c3"
	    "e6039a33ce45964ff2167f6ecedd419db06c1");
	expect_hash(HASH_SHA256, str_of(a_lot, MILLION), "cdc76e5c9914fb9281a1"
	    "c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void
expect_hmac(enum hash_kind kind, struct str key, struct str text,
    const char *hex)
{
	unsigned char code[HASH_MAX];

	hmac_of(kind, key, text, code);
	expect(code, hex);
}

/* RFC 2202 2 and 3, RFC 4231 4.3 and 4.7. */
static void
test_hmac(void)
{
	char aa[131];
	struct str jefe = STR("Jefe");
	struct str what = STR("what do ya want for nothing?");
	struct str larger = STR("Test Using Larger Than Block-Size Key - "
	    "Hash Key First");

	memset(aa, 0xaa, sizeof(aa));
	expect_hmac(HASH_MD5, jefe, what, "750c783e6ab0b503eaa86e310a5db738");
	expect_hmac(HASH_MD5, str_of(aa, 80), larger,
	    "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
	expect_hmac(HASH_SHA1, jefe, what,
	    "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
	expect_hmac(HASH_SHA1, str_of(aa, 80), larger,
	    "aa4ae5e15272d00e95705637ce8a3b55ed402112");
	expect_hmac(HASH_SHA256, jefe, what, "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843");
	expect_hmac(HASH_SHA256, str_of(aa, 131), larger, "60e431591ee0b67f0d8"
	    "a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* RFC 6070 2; the first block of RFC 7914 11. */
static void
test_pbkdf2(void)
{
	struct str password = STR("password"), salt = STR("salt");
	unsigned char key[HASH_MAX];

	hmac_pbkdf2(HASH_SHA1, password, salt, 1, key);
	expect(key, "0c60c80f961f0e71f3a9b524af6012062fe037a6");
	hmac_pbkdf2(HASH_SHA1, password, salt, 2, key);
	expect(key, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
	hmac_pbkdf2(HASH_SHA1, password, salt, 4096, key);
	expect(key, "4b007901b765489abead49d926f721d065a429c1");
	hmac_pbkdf2(HASH_SHA256, STR("passwd"), salt, 1, key);
	expect(key, "55ac046e56e3089fec1691c22544b605"
	    "f94185216dde0465e68b9d57c20dacbc");
	hmac_pbkdf2(HASH_SHA256, STR("Password"), STR("NaCl"), 80000, key);
	expect(key, "4ddcd8f60b98be21830cee5ef22701f9"
	    "641a4418d04c0414aeff08876b34ab56");
}

int
main(void)
{
	memset(a_lot, 'a', sizeof(a_lot));
	test_md5();
	test_sha();
	test_hmac();
	test_pbkdf2();
	return check_failures > 0;
}
