/* SPDX-License-Identifier: ISC */
#include "base/linescan.h"

#if defined(__SSE2__)
#include <immintrin.h>

/* A bit for each of the 16 places from p on at which a line so starts. */
static unsigned int
starts(const char *p, __m128i a, __m128i b)
{
	const __m128i lf = _mm_set1_epi8('\n');
	__m128i before = _mm_loadu_si128((const __m128i *)(p - 1));
	__m128i here = _mm_loadu_si128((const __m128i *)p);
	__m128i first = _mm_or_si128(_mm_cmpeq_epi8(here, a),
	    _mm_cmpeq_epi8(here, b));

	return (unsigned int)_mm_movemask_epi8(_mm_and_si128(first,
	    _mm_cmpeq_epi8(before, lf)));
}

/* Passes over blocks in which no line so starts. */
static size_t
skip_blocks(struct str s, size_t at, char a, char b)
{
	const __m128i first = _mm_set1_epi8(a), second = _mm_set1_epi8(b);

	while (s.n - at >= 32) {
		if ((starts(s.p + at, first, second) |
		    starts(s.p + at + 16, first, second)) != 0)
			break;
		at += 32;
	}
	return at;
}
#else
/* Whole lines, so that a fast memchr does most of the work. */
static size_t
skip_blocks(struct str s, size_t at, char a, char b)
{
	size_t n;

	at--;
	while ((n = str_find(str_skip(s, at), '\n')) < s.n - at) {
		at += n + 1;
		if (at < s.n && (s.p[at] == a || s.p[at] == b))
			return at;
	}
	return s.n;
}
#endif

size_t
linescan(struct str s, size_t at, char a, char b)
{
	if (at < s.n)
		at = skip_blocks(s, at, a, b);
	for (; at < s.n; at++)
		if (s.p[at - 1] == '\n' && (s.p[at] == a || s.p[at] == b))
			return at;
	return s.n;
}
