/* SPDX-License-Identifier: ISC */
/* Line starts with AVX2, and with AVX-512 where it can compare bytes. */
#include "base/linescan_way.h"

#include "base/cpu.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))
#define AVX512 __attribute__((target("avx512f,avx512bw")))

/* A bit for each of the 32 places from p on at which a line so starts; flip
   is all ones for the other bytes. */
AVX2 static inline unsigned int
avx2_starts(const char *p, __m256i a, __m256i b, __m256i flip)
{
	__m256i before = _mm256_loadu_si256((const void *)(p - 1));
	__m256i here = _mm256_loadu_si256((const void *)p);
	__m256i first = _mm256_or_si256(_mm256_cmpeq_epi8(here, a),
	    _mm256_cmpeq_epi8(here, b));

	return (unsigned int)_mm256_movemask_epi8(_mm256_and_si256(
	    _mm256_xor_si256(first, flip),
	    _mm256_cmpeq_epi8(before, _mm256_set1_epi8('\n'))));
}

AVX2 static size_t
avx2_scan(struct str s, size_t at, char a, char b, bool other)
{
	const __m256i va = _mm256_set1_epi8(a), vb = _mm256_set1_epi8(b);
	const __m256i flip = _mm256_set1_epi8(other ? -1 : 0);
	unsigned int found;

	for (; s.n - at >= 32; at += 32) {
		found = avx2_starts(s.p + at, va, vb, flip);
		if (found != 0)
			return at + (size_t)__builtin_ctz(found);
	}
	return at < s.n ? linescan_plain.scan(s, at, a, b, other) : s.n;
}

/* The same for the places of the mask, of 64. */
AVX512 static inline __mmask64
avx512_starts(const char *p, __mmask64 mask, __m512i a, __m512i b,
    __mmask64 flip)
{
	__m512i before = _mm512_maskz_loadu_epi8(mask, p - 1);
	__m512i here = _mm512_maskz_loadu_epi8(mask, p);
	__mmask64 lf = _mm512_mask_cmpeq_epi8_mask(mask, before,
	    _mm512_set1_epi8('\n'));

	return lf & (flip ^ (_mm512_cmpeq_epi8_mask(here, a) |
	    _mm512_cmpeq_epi8_mask(here, b)));
}

AVX512 static size_t
avx512_scan(struct str s, size_t at, char a, char b, bool other)
{
	const __m512i va = _mm512_set1_epi8(a), vb = _mm512_set1_epi8(b);
	const __mmask64 all = ~(__mmask64)0, flip = other ? all : 0;
	__mmask64 found;

	for (; s.n - at >= 64; at += 64) {
		found = avx512_starts(s.p + at, all, va, vb, flip);
		if (found != 0)
			return at + (size_t)__builtin_ctzll(found);
	}
	if (at == s.n)
		return at;
	found = avx512_starts(s.p + at, all >> (64 - (s.n - at)), va, vb,
	    flip);
	return found != 0 ? at + (size_t)__builtin_ctzll(found) : s.n;
}

const struct linescan_way linescan_avx512 = {"AVX-512",
    cpu_has_avx512, avx512_scan};
const struct linescan_way linescan_avx2 = {"AVX2", cpu_has_avx2,
    avx2_scan};

#else

const struct linescan_way linescan_avx512 = {"AVX-512",
    cpu_has_avx512, NULL};
const struct linescan_way linescan_avx2 = {"AVX2", cpu_has_avx2,
    NULL};

#endif
