/* SPDX-License-Identifier: ISC */
/* How long quoted-printable is when decoded, most of it without decoding. */
#include "base/block.h"
#include "mime/qp.h"

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

static uint64_t
hex_digits(const struct block *b)
{
	return block_within(b, '0', '9') | block_within(b, 'A', 'F') |
	    block_within(b, 'a', 'f');
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
count_block(const struct block *b, size_t *used)
{
	uint64_t lf = block_equal(b, '\n'), cr = block_equal(b, '\r');
	uint64_t blank = block_equal(b, ' ') | block_equal(b, '\t');
	uint64_t escapes = block_equal(b, '='), two = 0, three = 0, hex;
	uint64_t gone = trailing(blank, lf | (cr & lf >> 1));
	size_t n = sure_length(blank | cr, escapes);

	*used = 0;
	gone &= block_below(n);
	escapes &= block_below(n);
	if (escapes != 0) {
		hex = hex_digits(b);
		two = escapes & ((hex >> 1 & hex >> 2) | lf >> 1);
		three = escapes & cr >> 1 & lf >> 2;
	}
	if (escapes != (two | three))
		return 0;
	*used = n;
	return n - block_count(gone) - 2 * block_count(two) -
	    3 * block_count(three);
}

/* The blocks at the front of *in, as far as they are simple. */
static size_t
count_blocks(struct qp_decoder *d, struct str *in)
{
	struct block b;
	size_t sum = 0, used;

	while (in->n >= BLOCK) {
		b = block_load(in->p);
		sum += count_block(&b, &used);
		if (used == 0)
			break;
		d->has_8bit = d->has_8bit ||
		    block_within(&b, (char)0x80, (char)0xff) != 0;
		d->offset += used;
		*in = str_skip(*in, used);
	}
	return sum;
}

size_t
qp_count(struct qp_decoder *d, struct str *in)
{
	char room[QP_ROOM];
	struct str piece;
	size_t sum = 0, n;

	while (in->n > 0 && d->wrong == NULL) {
		if (d->mode == QP_BINARY && d->nheld == 0)
			sum += count_blocks(d, in);
		n = in->n < STRETCH ? in->n : STRETCH;
		piece = str_of(in->p, n);
		sum += qp_decode(d, &piece, room, sizeof(room));
		*in = str_skip(*in, n - piece.n);
	}
	return sum;
}
