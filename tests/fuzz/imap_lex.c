/* SPDX-License-Identifier: ISC */
/* Replies of an IMAP server: the tokens are the same whatever pieces the
   bytes come in, they are within their limits, and what they are made of has
   no more bytes than were taken. */
#include <stdint.h>
#include <stdlib.h>

#include "net/imap_lex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_token(const struct imap_lex *l, const struct imap_token *t,
    size_t used)
{
	must(t->text.n <= used && t->text.n <= IMAP_TOKEN_MAX + 2);
	must(l->depth <= IMAP_DEPTH_MAX);
	must(t->kind == IMAP_LITERAL || l->literal == 0);
	must(t->kind != IMAP_END || l->depth == 0);
	must(t->kind != IMAP_ATOM || t->text.n > 0);
	must(str_find(t->text, '\n') == t->text.n);
}

static void
write_token(const struct imap_token *t, struct buf *b)
{
	buf_printf(b, "%d %d %llu %zu ", (int)t->kind, t->binary,
	    (unsigned long long)t->size, t->text.n);
	buf_add_str(b, t->text);
}

/* The pieces' sizes come from a generator that seed starts; 0: one piece. */
static void
in_pieces(struct str wire, unsigned int seed, struct buf *b)
{
	struct imap_lex l = IMAP_LEX_INIT;
	struct imap_token t;
	struct err e = ERR_INIT;
	size_t at = 0, end = seed == 0 ? wire.n : 0, used, take;
	int got = 1;

	while (got >= 0 && at < wire.n) {
		got = imap_lex_next(&l, str_of(wire.p + at, end - at), &used,
		    &t, &e);
		must(used <= end - at);
		at += used;
		if (got == 0 && end == wire.n)
			break;
		if (got == 0) {
			seed = seed * 1103515245u + 12345u;
			take = 1 + (seed >> 16) % 7;
			end += take < wire.n - end ? take : wire.n - end;
		}
		if (got <= 0)
			continue;
		check_token(&l, &t, used);
		write_token(&t, b);
		take = l.literal < wire.n - at ? (size_t)l.literal
		                               : wire.n - at;
		at += take;
		l.literal -= take;
		end = end < at ? at : end;
	}
	buf_printf(b, "%d %zu", got < 0 ? e.status : 0, l.depth);
	imap_lex_free(&l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str wire = str_of((const char *)data, size);
	struct buf want = BUF_INIT, got = BUF_INIT;
	unsigned int seed;

	in_pieces(wire, 0, &want);
	for (seed = 1; seed < 4; seed++) {
		got.len = 0;
		in_pieces(wire, seed, &got);
		must(str_equal(buf_str(&want), buf_str(&got)));
	}
	buf_free(&want);
	buf_free(&got);
	return 0;
}
