/* SPDX-License-Identifier: ISC */
/* How long quoted-printable is when decoded, most of it without decoding. */
#include <string.h>

#include "base/ascii.h"
#include "mime/qp.h"
#include "mime/qp_masks.h"

/* What the decoder gets where counting is not enough. */
#define STRETCH ((size_t)64)

/* The last bytes, which fill no block, with others behind them; if they are
   simple and no white space or CR ends them. */
static size_t
count_last(struct qp_decoder *d, const struct qp_masks_way *way,
    struct str *in)
{
	char block[BLOCK];
	struct str filled = str_of(block, BLOCK);
	size_t n = in->n, sum;

	if (n == 0 || n > QP_STEP || ascii_is_blank(in->p[n - 1]) ||
	    in->p[n - 1] == '\r')
		return 0;
	memset(block, 'x', BLOCK);
	memcpy(block, in->p, n);
	sum = way->count(&filled, &d->has_8bit);
	if (filled.n == BLOCK)
		return 0;
	*in = str_skip(*in, n);
	return sum - (QP_STEP - n);
}

/* The bytes at the front of *in, as far as they are simple. */
static size_t
count_simple(struct qp_decoder *d, const struct qp_masks_way *way,
    struct str *in)
{
	const char *from = in->p;
	size_t sum = way->count(in, &d->has_8bit);

	sum += count_last(d, way, in);
	d->offset += (size_t)(in->p - from);
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
			sum += count_simple(d, way, in);
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
