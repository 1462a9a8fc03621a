/* SPDX-License-Identifier: ISC */
/* base64 with AVX-512, where it can permute bytes (VBMI). */
#include "base/cpu.h"
#include "mime/base64_codec.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <string.h>

#define AVX512 __attribute__((target( \
    "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,popcnt")))

/*
 * 48 bytes are 64 characters, and a table of 64 or 128
 * entries is one permutation.
 */
#define AVX512_BYTES 48
#define AVX512_CHARS 64
#define LOW_48 (((__mmask64)1 << 48) - 1)

/* Where the bytes of 16 groups of three stand in 32 bits each, in the order
   second, first, third, second. */
AVX512 static inline __m512i
spread_order(void)
{
	return _mm512_setr_epi32(0x01020001, 0x04050304, 0x07080607,
	    0x0a0b090a, 0x0d0e0c0d, 0x10110f10, 0x13141213, 0x16171516,
	    0x191a1819, 0x1c1d1b1c, 0x1f201e1f, 0x22232122, 0x25262425,
	    0x28292728, 0x2b2c2a2b, 0x2e2f2d2e);
}

/* Each digit's six bits, and two more above them that the permutation does
   not look at, are taken from their place in the 64 bits of two groups. */
AVX512 static inline void
avx512_encode(const char *in, __m512i digits, char *out)
{
	const __m512i places =
	    _mm512_set1_epi64((long long)0x3036242a1016040aULL);
	__m512i x = _mm512_maskz_loadu_epi8(LOW_48, in);

	x = _mm512_permutexvar_epi8(spread_order(), x);
	x = _mm512_multishift_epi64_epi8(places, x);
	_mm512_storeu_si512(out, _mm512_permutexvar_epi8(x, digits));
}

AVX512 static void
avx512_encode_rows(enum base64_alphabet alphabet, const char *in, size_t row,
    size_t rows, bool line_ends, char *out)
{
	const __m512i digits = _mm512_loadu_si512(base64_digits(alphabet));
	size_t columns = row / 3 * 4, i;

	for (; rows > 0; rows--) {
		for (i = 0; i + AVX512_BYTES < row; i += AVX512_BYTES)
			avx512_encode(in + i, digits, out + i / 3 * 4);
		avx512_encode(in + row - AVX512_BYTES, digits,
		    out + columns - AVX512_CHARS);
		in += row;
		out += columns;
		if (line_ends)
			*out++ = '\n';
	}
}

/* Where in 64 values the bytes of 16 groups stand: last comes first. */
AVX512 static inline __m512i
gather_order(void)
{
	return _mm512_setr_epi32(0x06000102, 0x090a0405, 0x0c0d0e08,
	    0x16101112, 0x191a1415, 0x1c1d1e18, 0x26202122, 0x292a2425,
	    0x2c2d2e28, 0x36303132, 0x393a3435, 0x3c3d3e38, 0, 0, 0, 0);
}

/* 64 values become 48 bytes. */
AVX512 static inline __m512i
avx512_bytes(__m512i value)
{
	__m512i pairs = _mm512_maddubs_epi16(value,
	    _mm512_set1_epi16(0x0140));
	__m512i groups = _mm512_madd_epi16(pairs,
	    _mm512_set1_epi32(0x00011000));

	return _mm512_permutexvar_epi8(gather_order(), groups);
}

/* What is decoded in one go, small enough for the nearest cache: first the
   values without the white space between them, then their bytes. */
#define BATCH 4096

/* Puts the values of in[0..n) behind the *held ones that are there, in
   steps of 64 characters up to one that holds a byte that is neither digit
   nor white space.  How many characters were taken. */
AVX512 static size_t
avx512_values(const struct base64_decoder *d, const char *in, size_t n,
    unsigned char *values, size_t *held)
{
	const __m512i low = _mm512_loadu_si512(d->table);
	const __m512i high = _mm512_loadu_si512(d->table + 64);
	const __m512i space = _mm512_set1_epi8(BASE64_SPACE);
	size_t i, at = *held;
	__m512i c, value;
	__mmask64 digit;

	for (i = 0; n - i >= AVX512_CHARS; i += AVX512_CHARS) {
		c = _mm512_loadu_si512(in + i);
		value = _mm512_permutex2var_epi8(low, c, high);
		if (_mm512_movepi8_mask(_mm512_or_si512(c, value)) != 0)
			break;
		digit = _mm512_testn_epi8_mask(value, space);
		_mm512_storeu_si512(values + at,
		    _mm512_maskz_compress_epi8(digit, value));
		at += (size_t)__builtin_popcountll(digit);
	}
	*held = at;
	return i;
}

/* The bytes of whole vectors; *held values are left, at the front. */
AVX512 static size_t
avx512_drain(unsigned char *values, size_t *held, char *out)
{
	size_t i, o = 0;

	for (i = 0; *held - i >= AVX512_CHARS; i += AVX512_CHARS) {
		_mm512_mask_storeu_epi8(out + o, LOW_48,
		    avx512_bytes(_mm512_loadu_si512(values + i)));
		o += AVX512_BYTES;
	}
	memmove(values, values + i, *held - i);
	*held -= i;
	return o;
}

/* The bytes of the last groups.  The characters of a group that is not full
   are given back, with the white space behind them. */
AVX512 static size_t
avx512_finish(const struct base64_decoder *d, const unsigned char *values,
    size_t held, const char *in, size_t *used, char *out)
{
	size_t bytes = held / 4 * 3, back = held % 4;

	_mm512_mask_storeu_epi8(out, ((__mmask64)1 << bytes) - 1,
	    avx512_bytes(_mm512_maskz_loadu_epi8(
	    ((__mmask64)1 << held) - 1, values)));
	for (; back > 0; --*used)
		if (d->table[(unsigned char)in[*used - 1]] < 64)
			back--;
	return bytes;
}

AVX512 static size_t
avx512_decode(const struct base64_decoder *d, const char *in, size_t n,
    size_t *used, char *out)
{
	unsigned char values[BATCH + 2 * AVX512_CHARS];
	size_t held = 0, i = 0, o = 0, batch, got;

	do {
		batch = n - i < BATCH ? n - i : BATCH;
		got = avx512_values(d, in + i, batch, values, &held);
		i += got;
		o += avx512_drain(values, &held, out + o);
	} while (got == BATCH);
	*used = i;
	return o + avx512_finish(d, values, held, in, used, out + o);
}

AVX512 static size_t
avx512_count(const struct base64_decoder *d, const char *in, size_t n,
    size_t *used)
{
	const __m512i low = _mm512_loadu_si512(d->table);
	const __m512i high = _mm512_loadu_si512(d->table + 64);
	const __m512i space = _mm512_set1_epi8(BASE64_SPACE);
	size_t i, digits = 0;
	__m512i c, value;

	for (i = 0; n - i >= AVX512_CHARS; i += AVX512_CHARS) {
		c = _mm512_loadu_si512(in + i);
		value = _mm512_permutex2var_epi8(low, c, high);
		if (_mm512_movepi8_mask(_mm512_or_si512(c, value)) != 0)
			break;
		digits += (size_t)__builtin_popcountll(
		    _mm512_testn_epi8_mask(value, space));
	}
	*used = i;
	return digits;
}

const struct base64_codec base64_avx512 = {"AVX-512", AVX512_BYTES,
    cpu_has_avx512_vbmi, avx512_encode_rows, avx512_decode, avx512_count};

#else

const struct base64_codec base64_avx512 = {"AVX-512", 0,
    cpu_has_avx512_vbmi, NULL, NULL, NULL};

#endif
