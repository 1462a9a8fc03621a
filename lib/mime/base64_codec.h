/* SPDX-License-Identifier: ISC */
#ifndef MIME_BASE64_CODEC_H
#define MIME_BASE64_CODEC_H

#include "mime/base64.h"

/*
 * The inner loops of base64, in several ways: with the vector instructions
 * that the machine has, or in plain C.  For mime/base64_*.c and the tests.
 */
struct base64_codec {
	const char *name;
	size_t row_min; /* bytes */
	bool (*is_usable)(void);

	/*
	 * Encodes rows of row bytes each, which is a multiple of 3 and at
	 * least row_min, with a LF behind each if line_ends is set.
	 */
	void (*encode)(enum base64_alphabet alphabet, const char *in,
	    size_t row, size_t rows, bool line_ends, char *out);

	/*
	 * Decodes full groups of four, and white space, from the front of
	 * in[0..n) and stops where it sees fit.  Returns how many bytes
	 * were written to out, which has room for n; *used were taken.
	 */
	size_t (*decode)(const struct base64_decoder *d, const char *in,
	    size_t n, size_t *used, char *out);

	/*
	 * Counts the digits at the front of in[0..n), among which white
	 * space may be, and stops where it sees fit; *used were looked at.
	 */
	size_t (*count)(const struct base64_decoder *d, const char *in,
	    size_t n, size_t *used);
};

extern const struct base64_codec base64_avx512, base64_avx2, base64_neon,
    base64_plain;

/* What others may use too. */
size_t base64_plain_count(const struct base64_decoder *d, const char *in,
    size_t n, size_t *used);

/* The way number i of those that this machine has, best first, plain C last;
   NULL behind it. */
const struct base64_codec *base64_codec(size_t i);

/* The 64 characters of an alphabet. */
const char *base64_digits(enum base64_alphabet alphabet);

/* What a decoder's table says of a byte that stands for no six bits. */
#define BASE64_SPACE 0x40
#define BASE64_PAD 0x80
#define BASE64_GARBAGE 0xc0

#endif
