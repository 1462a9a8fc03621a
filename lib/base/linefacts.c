/* SPDX-License-Identifier: ISC */
#include "base/linefacts.h"

/* Where facts are gathered: how far, and where the line there begins. */
struct scan {
	struct linefacts facts;
	size_t max, at, line;
};

static void
end_line(struct scan *c, size_t at)
{
	if (at - c->line > c->max)
		c->facts.has_long = true;
	c->line = at + 1;
}

#if defined(__SSE2__)
#include <immintrin.h>

static unsigned long long
mask(__m128i m, int place)
{
	return (unsigned long long)(unsigned int)_mm_movemask_epi8(m) << place;
}

/* Blocks of 64 bytes.  Of the lines that end in one, the first alone may be
   too long. */
static void
scan_blocks(struct scan *c, struct str s)
{
	const __m128i lf = _mm_set1_epi8('\n'), zero = _mm_setzero_si128();
	__m128i v[4], end[4], count = zero, all = zero, nul = zero;
	unsigned long long ends, sums[2];
	int i;

	for (; s.n - c->at >= 64; c->at += 64) {
		for (i = 0; i < 4; i++) {
			v[i] = _mm_loadu_si128((const __m128i *)
			    (s.p + c->at + 16 * i));
			end[i] = _mm_cmpeq_epi8(v[i], lf);
			all = _mm_or_si128(all, v[i]);
			nul = _mm_or_si128(nul, _mm_cmpeq_epi8(v[i], zero));
		}
		ends = mask(end[0], 0) | mask(end[1], 16) |
		    mask(end[2], 32) | mask(end[3], 48);
		if (ends == 0)
			continue;
		end_line(c, c->at + (size_t)__builtin_ctzll(ends));
		c->line = c->at + 64 - (size_t)__builtin_clzll(ends);
		count = _mm_add_epi64(count, _mm_sad_epu8(zero,
		    _mm_sub_epi8(zero, _mm_add_epi8(
		    _mm_add_epi8(end[0], end[1]),
		    _mm_add_epi8(end[2], end[3])))));
	}
	_mm_storeu_si128((__m128i *)sums, count);
	c->facts.lines = (size_t)(sums[0] + sums[1]);
	c->facts.has_8bit = _mm_movemask_epi8(all) != 0;
	c->facts.has_nul = _mm_movemask_epi8(nul) != 0;
}
#else
/* What one line at a time does well enough. */
static void
scan_blocks(struct scan *c, struct str s)
{
	(void)c;
	(void)s;
}
#endif

struct linefacts
linefacts(struct str s, size_t max)
{
	struct scan c = {{0, false, false, false}, max, 0, 0};
	struct str rest;
	size_t n;

	scan_blocks(&c, s);
	rest = str_skip(s, c.at);
	c.facts.has_8bit = c.facts.has_8bit || str_has_8bit(rest);
	c.facts.has_nul = c.facts.has_nul || str_has(rest, '\0');
	for (; (n = str_find(rest, '\n')) < rest.n;
	    rest = str_skip(rest, n + 1)) {
		c.facts.lines++;
		end_line(&c, (size_t)(rest.p - s.p) + n);
	}
	return c.facts;
}
