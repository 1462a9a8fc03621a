/* SPDX-License-Identifier: ISC */
#ifndef MIME_QP_MASKS_H
#define MIME_QP_MASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "base/str.h"

/* What stands in a block (base/block.h) of quoted-printable. */
struct qp_masks {
	uint64_t lf, cr, blank; /* blank: TAB too */
	uint64_t escape;        /* = */
	uint64_t hex;           /* digits, in both cases */
	uint64_t high;          /* over 0x7f */
};

/* Of the bytes of a block, so many are judged: what stands behind the last of
   them, and may belong to an escape that begins there, is in sight. */
#define QP_STEP (BLOCK - 2)

/* The white space before line ends, which is nothing. */
static inline uint64_t
qp_masks_trailing(uint64_t blank, uint64_t line_ends)
{
	uint64_t found = blank & line_ends >> 1, more;

	while ((more = blank & found >> 1 & ~found) != 0)
		found |= more;
	return found;
}

/*
 * How many bytes the first QP_STEP ones of a block stand for, if they have
 * escapes of the common kinds alone; else, and if white space and CRs at the
 * end may be nothing, *simple is made false.  Of an escape that ends behind
 * them that end is taken off here already, to be counted with what follows.
 */
static inline size_t
qp_masks_count(const struct qp_masks *m, bool *simple)
{
	const uint64_t step = block_below(QP_STEP);
	uint64_t gone = step & qp_masks_trailing(m->blank,
	    m->lf | (m->cr & m->lf >> 1));
	uint64_t escape = step & m->escape, two, three;

	two = escape & ((m->hex >> 1 & m->hex >> 2) | m->lf >> 1);
	three = escape & m->cr >> 1 & m->lf >> 2;
	*simple = escape == (two | three) &&
	    (~(m->blank | m->cr) >> (QP_STEP - 1)) != 0;
	return QP_STEP - block_count(gone) - 2 * block_count(two) -
	    3 * block_count(three);
}

/* Takes QP_STEP bytes off *in, which has those masks, if they are simple, and
   adds what they stand for.  *high is made true by one over 0x7f. */
static inline bool
qp_masks_take(const struct qp_masks *m, struct str *in, size_t *sum,
    bool *high)
{
	bool simple;
	size_t n = qp_masks_count(m, &simple);

	if (!simple)
		return false;
	*high = *high || (m->high & block_below(QP_STEP)) != 0;
	*sum += n;
	*in = str_skip(*in, QP_STEP);
	return true;
}

/* A way to count.  For mime/qp_*.c and the tests. */
struct qp_masks_way {
	const char *name;
	bool (*is_usable)(void);
	/* Does that as often as it can, while *in is a whole block: the
	   sum. */
	size_t (*count)(struct str *in, bool *high);
};

extern const struct qp_masks_way qp_masks_avx512, qp_masks_plain;

struct qp_decoder;

/* qp_count in that way. */
size_t qp_count_way(struct qp_decoder *d, struct str *in,
    const struct qp_masks_way *way);

/* The i-th best of those that are usable, NULL behind the last. */
const struct qp_masks_way *qp_masks_way(size_t i);

#endif
