/* SPDX-License-Identifier: ISC */
/*
 * Quoted-printable of any bytes: nothing depends on the cuts, lines are
 * safe and short, what was encoded decodes, a decoder that is to go on does,
 * and one that stops names an =.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "mime/qp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* Input and output are in memory of exactly their size. */
static void
encode_piece(struct qp_encoder *e, struct str s, struct buf *to)
{
	char *copy = malloc(s.n + 1), *out = malloc(QP_ROOM);
	struct str left = str_of(copy, s.n);
	size_t n;

	memcpy(copy, s.p, s.n);
	while (left.n > 0) {
		n = qp_encode(e, &left, out, QP_ROOM);
		must(n <= QP_ROOM);
		buf_add(to, out, n);
	}
	free(copy);
	free(out);
}

static void
encode(enum qp_mode mode, struct str s, size_t piece, struct buf *to)
{
	struct qp_encoder e;
	char *end = malloc(QP_ROOM);

	to->len = 0;
	qp_encode_init(&e, mode);
	for (; s.n > 0; s = str_skip(s, piece))
		encode_piece(&e, str_of(s.p, s.n < piece ? s.n : piece), to);
	buf_add(to, end, qp_encode_end(&e, end));
	free(end);
}

static void
decode_piece(struct qp_decoder *d, struct str s, struct buf *to)
{
	char *copy = malloc(s.n + 1), *out = malloc(QP_ROOM);
	struct str left = str_of(copy, s.n);
	size_t n;

	memcpy(copy, s.p, s.n);
	while (left.n > 0 && d->wrong == NULL) {
		n = qp_decode(d, &left, out, QP_ROOM);
		must(n <= QP_ROOM);
		buf_add(to, out, n);
	}
	free(copy);
	free(out);
}

static void
decode(struct qp_decoder *d, struct str s, size_t piece, struct buf *to)
{
	char *end = malloc(QP_ROOM);

	to->len = 0;
	for (; s.n > 0; s = str_skip(s, piece))
		decode_piece(d, str_of(s.p, s.n < piece ? s.n : piece), to);
	buf_add(to, end, qp_decode_end(d, end));
	free(end);
}

/* How long what is decoded would be, by counting. */
static size_t
count(struct qp_decoder *d, struct str s, size_t piece)
{
	char *copy, *end = malloc(QP_ROOM);
	struct str left;
	size_t n, sum = 0;

	for (; s.n > 0; s = str_skip(s, piece)) {
		n = s.n < piece ? s.n : piece;
		copy = malloc(n);
		memcpy(copy, s.p, n);
		left = str_of(copy, n);
		sum += qp_count(d, &left);
		must(left.n == 0 || d->wrong != NULL);
		free(copy);
	}
	sum += qp_decode_end(d, end);
	free(end);
	return sum;
}

static void
check_lines(struct str s)
{
	struct str line;

	while (s.n > 0) {
		line = str_cut(&s, '\n');
		must(line.n <= QP_COLUMNS && !str_has_8bit(line));
		must(!str_starts(line, "From ") && !str_is(line, "."));
		must(line.n == 0 || (line.p[line.n - 1] != ' ' &&
		    line.p[line.n - 1] != '\t'));
	}
}

/* In text a CR before a LF goes. */
static void
expect(enum qp_mode mode, struct str s, struct buf *want)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (mode == QP_BINARY || s.p[i] != '\r' || i + 1 == s.n ||
		    s.p[i + 1] != '\n')
			buf_add_char(want, s.p[i]);
}

static void
check_round(enum qp_mode mode, struct str s, size_t piece)
{
	struct buf whole = BUF_INIT, cut = BUF_INIT, back = BUF_INIT;
	struct buf want = BUF_INIT;
	struct qp_decoder d;

	encode(mode, s, s.n + 1, &whole);
	encode(mode, s, piece, &cut);
	must(str_equal(buf_str(&whole), buf_str(&cut)));
	check_lines(buf_str(&whole));
	qp_decode_init(&d, QP_TEXT, false);
	decode(&d, buf_str(&whole), piece, &back);
	must(d.wrong == NULL);
	expect(mode, s, &want);
	must(str_equal(buf_str(&want), buf_str(&back)));
	buf_free(&whole);
	buf_free(&cut);
	buf_free(&back);
	buf_free(&want);
}

static void
check_decode(enum qp_mode mode, bool lenient, struct str s, size_t piece)
{
	struct buf whole = BUF_INIT, cut = BUF_INIT;
	struct qp_decoder a, b, c;

	qp_decode_init(&a, mode, lenient);
	b = c = a;
	decode(&a, s, s.n + 1, &whole);
	decode(&b, s, piece, &cut);
	must(str_equal(buf_str(&whole), buf_str(&cut)));
	must(a.wrong == b.wrong && a.wrong_at == b.wrong_at);
	must(a.bad_escapes == b.bad_escapes);
	must(a.wrong == NULL || (!lenient && s.p[a.wrong_at] == '='));
	must(a.wrong != NULL || (a.offset == s.n && a.has_8bit ==
	    str_has_8bit(s)));
	must(whole.len <= s.n);
	must(count(&c, s, s.n + 1) == whole.len && c.wrong == a.wrong);
	must(c.bad_escapes == a.bad_escapes && c.has_8bit == a.has_8bit);
	must(c.offset == a.offset && c.wrong_at == a.wrong_at);
	qp_decode_init(&c, mode, lenient);
	must(count(&c, s, 4 * piece) == whole.len && c.wrong == a.wrong);
	must(c.bad_escapes == a.bad_escapes && c.has_8bit == a.has_8bit);
	buf_free(&whole);
	buf_free(&cut);
}

/* The first byte chooses the cuts, the others are the text. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s;
	size_t piece;

	if (size < 1)
		return 0;
	s = str_of((const char *)data + 1, size - 1);
	piece = 1u + data[0] % 32;
	check_round(QP_TEXT, s, piece);
	check_round(QP_BINARY, s, piece);
	check_decode(QP_TEXT, false, s, piece);
	check_decode(QP_TEXT, true, s, piece);
	check_decode(QP_BINARY, true, s, piece);
	return 0;
}
