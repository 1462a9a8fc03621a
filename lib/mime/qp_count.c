/* SPDX-License-Identifier: ISC */
/* How long quoted-printable is when decoded, most of it without decoding. */
#include "base/block.h"
#include "mime/qp.h"
#include "mime/qp_masks.h"

/* What the decoder gets where counting is not enough. */
#define STRETCH ((size_t)64)

/* Without what, at the end of a block, the next one must be seen for: white
   space and CRs, which a line end may make nothing, and the start of an
   escape. */
static size_t
sure_length(uint64_t space, uint64_t escapes)
{
	size_t n;

	if (~space == 0)
		return 0;
	n = block_last(~space) + 1;
	if (n > 1 && (escapes >> (n - 2) & 1) != 0)
		return n - 2;
	return n - (escapes >> (n - 1) & 1);
}

/* The white space before line ends, which is nothing. */
static uint64_t
trailing(uint64_t blank, uint64_t line_ends)
{
	uint64_t found = blank & line_ends >> 1, more;

	while ((more = blank & found >> 1 & ~found) != 0)
		found |= more;
	return found;
}

/*
 * A block of text: how many bytes it stands for, if it has escapes of the
 * common kinds alone.  *used is how many of its bytes that holds for; 0: the
 * decoder must look.
 */
static size_t
count_block(const struct qp_masks *m, size_t *used)
{
	size_t n = sure_length(m->blank | m->cr, m->escape);
	uint64_t sure = block_below(n), escape = m->escape & sure, two, three;
	uint64_t gone = sure & trailing(m->blank, m->lf | (m->cr & m->lf >> 1));

	two = escape & ((m->hex >> 1 & m->hex >> 2) | m->lf >> 1);
	three = escape & m->cr >> 1 & m->lf >> 2;
	*used = escape == (two | three) ? n : 0;
	return n - block_count(gone) - 2 * block_count(two) -
	    (three != 0 ? 3 * block_count(three) : 0);
}

/* The blocks at the front of *in, as far as they are simple. */
static size_t
count_blocks(struct qp_decoder *d, const struct qp_masks_way *way,
    struct str *in)
{
	struct qp_masks m;
	size_t sum = 0, used, n;

	while (in->n >= BLOCK) {
		way->read(in->p, &m);
		n = count_block(&m, &used);
		if (used == 0)
			break;
		sum += n;
		d->has_8bit = d->has_8bit || m.high != 0;
		d->offset += used;
		*in = str_skip(*in, used);
	}
	return sum;
}

size_t
qp_count_way(struct qp_decoder *d, struct str *in,
    const struct qp_masks_way *way)
{
	char room[QP_ROOM];
	struct str piece;
	size_t sum = 0, n;

	while (in->n > 0 && d->wrong == NULL) {
		if (d->mode == QP_BINARY && d->nheld == 0)
			sum += count_blocks(d, way, in);
		n = in->n < STRETCH ? in->n : STRETCH;
		piece = str_of(in->p, n);
		sum += qp_decode(d, &piece, room, sizeof(room));
		*in = str_skip(*in, n - piece.n);
	}
	return sum;
}

size_t
qp_count(struct qp_decoder *d, struct str *in)
{
	static const struct qp_masks_way *way;

	if (way == NULL)
		way = qp_masks_way(0);
	return qp_count_way(d, in, way);
}
