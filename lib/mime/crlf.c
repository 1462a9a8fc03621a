/* SPDX-License-Identifier: ISC */
#include "mime/crlf.h"

void
crlf_add_as_lf(struct buf *b, struct str piece, bool *cr)
{
	size_t n;

	buf_reserve(b, piece.n + 1);
	while (piece.n > 0) {
		if (*cr && piece.p[0] != '\n')
			buf_add_char(b, '\r');
		n = str_find(piece, '\r');
		buf_add(b, piece.p, n);
		*cr = n < piece.n;
		piece = str_skip(piece, n + 1);
	}
}
