/* SPDX-License-Identifier: ISC */
/* The masks of quoted-printable with AVX-512. */
#include "base/cpu.h"
#include "mime/qp_masks.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,popcnt")))

AVX512 static inline uint64_t
equal(__m512i x, char c)
{
	return _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(c));
}

/* Unsigned, what is under first wraps round and is over last too. */
AVX512 static inline uint64_t
within(__m512i x, char first, char last)
{
	return _mm512_cmple_epu8_mask(
	    _mm512_sub_epi8(x, _mm512_set1_epi8(first)),
	    _mm512_set1_epi8((char)(last - first)));
}

AVX512 static inline void
masks(const char *p, struct qp_masks *m)
{
	__m512i x = _mm512_loadu_si512(p);

	m->lf = equal(x, '\n');
	m->cr = equal(x, '\r');
	m->blank = equal(x, ' ') | equal(x, '\t');
	m->escape = equal(x, '=');
	m->hex = within(x, '0', '9') |
	    within(_mm512_or_si512(x, _mm512_set1_epi8(0x20)), 'a', 'f');
	m->high = _mm512_movepi8_mask(x);
}

AVX512 static size_t
count(struct str *in, bool *high)
{
	struct qp_masks m;
	size_t sum = 0;

	while (in->n >= BLOCK) {
		masks(in->p, &m);
		if (!qp_masks_take(&m, in, &sum, high))
			break;
	}
	return sum;
}

const struct qp_masks_way qp_masks_avx512 = {"AVX-512", cpu_has_avx512,
    count};

#else

const struct qp_masks_way qp_masks_avx512 = {"AVX-512", cpu_has_avx512,
    NULL};

#endif
