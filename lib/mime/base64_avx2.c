/* SPDX-License-Identifier: ISC */
/* base64 with AVX2. */
#include "base/cpu.h"
#include "mime/base64_codec.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include "base/ascii.h"

#define AVX2 __attribute__((target("avx2,popcnt")))

/*
 * 24 bytes are 32 characters.  Characters are told apart, and digits
 * made of values, by comparing with the ends of the ranges A-Z, a-z, 0-9;
 * signed compares take no byte over 0x7f for one of them.
 */
#define AVX2_BYTES 24
#define AVX2_CHARS 32

/* base where x is over limit, else nothing. */
AVX2 static inline __m256i
above(__m256i x, int limit, int base)
{
	return _mm256_and_si256(_mm256_cmpgt_epi8(x,
	    _mm256_set1_epi8((char)limit)), _mm256_set1_epi8((char)base));
}

/* Values 0 to 63 become digits: 62 and 63 are the last two of an alphabet. */
AVX2 static inline __m256i
avx2_digits(__m256i value, const char *digit)
{
	__m256i c = _mm256_add_epi8(value, _mm256_set1_epi8('A'));

	c = _mm256_add_epi8(c, above(value, 25, 'a' - 26 - 'A'));
	c = _mm256_add_epi8(c, above(value, 51, '0' - 52 - ('a' - 26)));
	c = _mm256_add_epi8(c, above(value, 61,
	    digit[62] - 62 - ('0' - 52)));
	return _mm256_add_epi8(c, above(value, 62,
	    digit[63] - 63 - (digit[62] - 62)));
}

/* 24 bytes, 12 to each half of a vector, three to each 32 bits: first the
   second byte, then the first, the third and the second again. */
AVX2 static inline __m256i
avx2_load(const char *in)
{
	const __m128i low = _mm_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7,
	    10, 9, 11, 10);
	const __m128i high = _mm_add_epi8(low, _mm_set1_epi8(4));
	__m128i a = _mm_loadu_si128((const __m128i *)(const void *)in);
	__m128i b = _mm_loadu_si128((const __m128i *)(const void *)(in + 8));

	return _mm256_inserti128_si256(
	    _mm256_castsi128_si256(_mm_shuffle_epi8(a, low)),
	    _mm_shuffle_epi8(b, high), 1);
}

/* The multiplications shift: up and out of the 16 bits, or up in them. */
AVX2 static inline void
avx2_encode(const char *in, const char *digit, char *out)
{
	__m256i x = avx2_load(in);
	__m256i first_third = _mm256_mulhi_epu16(
	    _mm256_and_si256(x, _mm256_set1_epi32(0x0fc0fc00)),
	    _mm256_set1_epi32(0x04000040));
	__m256i second_fourth = _mm256_mullo_epi16(
	    _mm256_and_si256(x, _mm256_set1_epi32(0x003f03f0)),
	    _mm256_set1_epi32(0x01000010));

	x = _mm256_or_si256(first_third, second_fourth);
	_mm256_storeu_si256((__m256i *)(void *)out, avx2_digits(x, digit));
}

/* The last vector of a row goes over some characters a second time. */
AVX2 static void
avx2_encode_rows(enum base64_alphabet alphabet, const char *in, size_t row,
    size_t rows, bool line_ends, char *out)
{
	const char *digit = base64_digits(alphabet);
	size_t columns = row / 3 * 4, i;

	for (; rows > 0; rows--) {
		for (i = 0; i + AVX2_BYTES < row; i += AVX2_BYTES)
			avx2_encode(in + i, digit, out + i / 3 * 4);
		avx2_encode(in + row - AVX2_BYTES, digit,
		    out + columns - AVX2_CHARS);
		in += row;
		out += columns;
		if (line_ends)
			*out++ = '\n';
	}
}

/* All ones where first <= c <= last. */
AVX2 static inline __m256i
within(__m256i c, char first, char last)
{
	return _mm256_and_si256(
	    _mm256_cmpgt_epi8(c, _mm256_set1_epi8((char)(first - 1))),
	    _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(last + 1)), c));
}

AVX2 static inline __m256i
shift(__m256i where, int by)
{
	return _mm256_and_si256(where, _mm256_set1_epi8((char)by));
}

/* Digits become values; a bit is set in *bad for each that is no digit. */
AVX2 static inline __m256i
avx2_values(__m256i c, const char *digit, unsigned int *bad)
{
	__m256i upper = within(c, 'A', 'Z'), lower = within(c, 'a', 'z');
	__m256i number = within(c, '0', '9');
	__m256i d62 = _mm256_cmpeq_epi8(c, _mm256_set1_epi8(digit[62]));
	__m256i d63 = _mm256_cmpeq_epi8(c, _mm256_set1_epi8(digit[63]));
	__m256i letter = _mm256_or_si256(upper, lower);
	__m256i other = _mm256_or_si256(number, _mm256_or_si256(d62, d63));
	__m256i by = _mm256_or_si256(
	    _mm256_or_si256(shift(upper, -'A'), shift(lower, 26 - 'a')),
	    _mm256_or_si256(shift(number, 52 - '0'),
	    _mm256_or_si256(shift(d62, 62 - digit[62]),
	    shift(d63, 63 - digit[63]))));

	*bad = ~(unsigned int)_mm256_movemask_epi8(
	    _mm256_or_si256(letter, other));
	return _mm256_add_epi8(c, by);
}

/* 32 values become 24 bytes; 32 are written. */
AVX2 static inline void
avx2_store(__m256i value, char *out)
{
	const __m256i order = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14,
	    13, 12, -1, -1, -1, -1, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12,
	    -1, -1, -1, -1);
	__m256i pairs = _mm256_maddubs_epi16(value,
	    _mm256_set1_epi16(0x0140));
	__m256i groups = _mm256_madd_epi16(pairs,
	    _mm256_set1_epi32(0x00011000));

	groups = _mm256_shuffle_epi8(groups, order);
	groups = _mm256_permutevar8x32_epi32(groups,
	    _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
	_mm256_storeu_si256((__m256i *)(void *)out, groups);
}

/* A vector that is not all digits ends at a line end, or ends the work. */
AVX2 static size_t
avx2_decode(const struct base64_decoder *d, const char *in, size_t n,
    size_t *used, char *out)
{
	const char *digit = base64_digits(d->alphabet);
	size_t i = 0, o = 0, good;
	unsigned int bad;
	__m256i value;

	while (n - i >= AVX2_CHARS) {
		value = avx2_values(_mm256_loadu_si256(
		    (const __m256i *)(const void *)(in + i)), digit, &bad);
		avx2_store(value, out + o);
		if (bad == 0) {
			i += AVX2_CHARS;
			o += AVX2_BYTES;
			continue;
		}
		good = (size_t)__builtin_ctz(bad);
		i += good / 4 * 4;
		o += good / 4 * 3;
		if (!ascii_is_space(in[i]))
			break;
		while (i < n && ascii_is_space(in[i]))
			i++;
	}
	*used = i;
	return o;
}

/* All ones at the white space between digits. */
AVX2 static inline __m256i
avx2_space(__m256i c)
{
	return _mm256_or_si256(_mm256_cmpeq_epi8(c, _mm256_set1_epi8(' ')),
	    _mm256_or_si256(_mm256_cmpeq_epi8(c, _mm256_set1_epi8('\t')),
	    _mm256_or_si256(_mm256_cmpeq_epi8(c, _mm256_set1_epi8('\n')),
	    _mm256_cmpeq_epi8(c, _mm256_set1_epi8('\r')))));
}

AVX2 static size_t
avx2_count(const struct base64_decoder *d, const char *in, size_t n,
    size_t *used)
{
	const char *digit = base64_digits(d->alphabet);
	size_t i, digits = 0;
	unsigned int other, space;
	__m256i c;

	for (i = 0; n - i >= AVX2_CHARS; i += AVX2_CHARS) {
		c = _mm256_loadu_si256(
		    (const __m256i *)(const void *)(in + i));
		avx2_values(c, digit, &other);
		space = (unsigned int)_mm256_movemask_epi8(avx2_space(c));
		if (other != space)
			break;
		digits += AVX2_CHARS - (size_t)__builtin_popcount(space);
	}
	*used = i;
	return digits;
}

const struct base64_codec base64_avx2 = {"AVX2", AVX2_BYTES, cpu_has_avx2,
    avx2_encode_rows, avx2_decode, avx2_count};

#else

const struct base64_codec base64_avx2 = {"AVX2", 0, cpu_has_avx2,
    NULL, NULL, NULL};

#endif
