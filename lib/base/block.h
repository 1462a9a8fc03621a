/* SPDX-License-Identifier: ISC */
#ifndef BASE_BLOCK_H
#define BASE_BLOCK_H

#include <stddef.h>
#include <stdint.h>

/*
 * BLOCK bytes that are looked at together.  What is found in them is a mask,
 * in which bit i stands for byte i: so m >> 1 has those before which m has
 * one, but does not know of the byte behind the block.
 */
#define BLOCK ((size_t)64)
#define BLOCK_SHORT ((size_t)16)

/* BLOCK_PLAIN leaves vector instructions out, for the tests. */
#if defined(__SSE2__) && !defined(BLOCK_PLAIN)
#include <emmintrin.h>

struct block {
	__m128i v[4];
};

/* The first BLOCK bytes at p. */
static inline struct block
block_load(const char *p)
{
	const __m128i *v = (const void *)p;
	struct block b = {{_mm_loadu_si128(v), _mm_loadu_si128(v + 1),
	    _mm_loadu_si128(v + 2), _mm_loadu_si128(v + 3)}};

	return b;
}

/* The mask of four vectors that have all ones in the bytes that are meant. */
static inline uint64_t
block_mask(__m128i a, __m128i b, __m128i c, __m128i d)
{
	return (uint64_t)(uint32_t)_mm_movemask_epi8(a) |
	    (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16 |
	    (uint64_t)(uint32_t)_mm_movemask_epi8(c) << 32 |
	    (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 48;
}

/* The bytes that are c. */
static inline uint64_t
block_equal(const struct block *b, char c)
{
	const __m128i all = _mm_set1_epi8(c);

	return block_mask(_mm_cmpeq_epi8(b->v[0], all),
	    _mm_cmpeq_epi8(b->v[1], all), _mm_cmpeq_epi8(b->v[2], all),
	    _mm_cmpeq_epi8(b->v[3], all));
}

/* x - first is not over last - first, which takes no sign for greater. */
static inline __m128i
block_range(__m128i x, char first, char last)
{
	x = _mm_sub_epi8(x, _mm_set1_epi8(first));
	return _mm_cmpeq_epi8(x, _mm_min_epu8(x,
	    _mm_set1_epi8((char)(last - first))));
}

/* How many of the first BLOCK_SHORT bytes at p, from the front on, are from
   first to last, and neither a nor b. */
static inline size_t
block_run(const char *p, char first, char last, char a, char b)
{
	__m128i x = _mm_loadu_si128((const void *)p);
	__m128i end = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8(a)),
	    _mm_cmpeq_epi8(x, _mm_set1_epi8(b)));
	unsigned int stop = (unsigned int)_mm_movemask_epi8(
	    _mm_andnot_si128(end, block_range(x, first, last))) ^ 0xffff;

	return stop != 0 ? (size_t)__builtin_ctz(stop) : BLOCK_SHORT;
}

/* The bytes from first to last, as unsigned characters. */
static inline uint64_t
block_within(const struct block *b, char first, char last)
{
	return block_mask(block_range(b->v[0], first, last),
	    block_range(b->v[1], first, last),
	    block_range(b->v[2], first, last),
	    block_range(b->v[3], first, last));
}

#else

struct block {
	const unsigned char *v;
};

static inline struct block
block_load(const char *p)
{
	struct block b = {(const unsigned char *)p};

	return b;
}

static inline uint64_t
block_within(const struct block *b, char first, char last)
{
	unsigned char from = (unsigned char)first;
	unsigned char width = (unsigned char)(last - first);
	uint64_t mask = 0;
	size_t i;

	for (i = 0; i < BLOCK; i++)
		mask |= (uint64_t)((unsigned char)(b->v[i] - from) <= width)
		    << i;
	return mask;
}

static inline size_t
block_run(const char *p, char first, char last, char a, char b)
{
	const unsigned char *v = (const unsigned char *)p;
	size_t n = 0;

	while (n < BLOCK_SHORT && v[n] >= (unsigned char)first &&
	    v[n] <= (unsigned char)last && p[n] != a && p[n] != b)
		n++;
	return n;
}

static inline uint64_t
block_equal(const struct block *b, char c)
{
	return block_within(b, c, c);
}

#endif

/* Where the first and the last bit of a mask is, which is not 0. */
#if defined(__GNUC__)
static inline size_t
block_first(uint64_t mask)
{
	return (size_t)__builtin_ctzll(mask);
}

static inline size_t
block_last(uint64_t mask)
{
	return (size_t)(63 - __builtin_clzll(mask));
}
#else
static inline size_t
block_first(uint64_t mask)
{
	size_t i = 0;

	while ((mask >> i & 1) == 0)
		i++;
	return i;
}

static inline size_t
block_last(uint64_t mask)
{
	size_t i = BLOCK - 1;

	while ((mask >> i & 1) == 0)
		i--;
	return i;
}
#endif

/* How many bits are set: sums of neighbours, ever wider. */
static inline size_t
block_count(uint64_t mask)
{
	mask -= mask >> 1 & UINT64_MAX / 3;
	mask = (mask & UINT64_MAX / 5) + (mask >> 2 & UINT64_MAX / 5);
	mask = (mask + (mask >> 4)) & UINT64_MAX / 17;
	return (size_t)(mask * (UINT64_MAX / 255) >> 56);
}

/* The first n bytes. */
static inline uint64_t
block_below(size_t n)
{
	return n < BLOCK ? ((uint64_t)1 << n) - 1 : UINT64_MAX;
}

#endif
