/* SPDX-License-Identifier: ISC */
#include "mime/crlf.h"

#include <string.h>

#include "base/block.h"

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

/* Lines that are looked at a block at a time. */
struct run {
	size_t end;        /* of the last whole one */
	uint64_t after_cr; /* whether a CR ended the last block: 1, or 0 */
};

/* The block at p, at bytes behind the front.  Whether all is well there: a LF
   stands behind each CR and nowhere else. */
static bool
add_block(struct run *r, const char *p, size_t at)
{
	struct block b = block_load(p);
	uint64_t cr = block_equal(&b, '\r'), lf = block_equal(&b, '\n');
	uint64_t wrong = (cr << 1 | r->after_cr) ^ lf;

	if (wrong != 0)
		lf &= block_below(block_first(wrong));
	if (lf != 0)
		r->end = at + block_last(lf) + 1;
	r->after_cr = cr >> (BLOCK - 1);
	return wrong == 0;
}

size_t
crlf_run(struct str s)
{
	struct run r = {0, 0};
	char last[BLOCK] = {0};
	size_t at = 0;

	for (; s.n - at >= BLOCK; at += BLOCK)
		if (!add_block(&r, s.p + at, at))
			return r.end;
	if (at < s.n) {
		memcpy(last, s.p + at, s.n - at);
		(void)add_block(&r, last, at);
	}
	return r.end;
}

size_t
crlf_strip(char *p, size_t n)
{
	struct str rest = str_of(p, n);
	size_t made = 0, k;

	while (rest.n > 0) {
		k = str_find(rest, '\r');
		memmove(p + made, rest.p, k);
		made += k;
		rest = str_skip(rest, k + 1);
	}
	return made;
}
