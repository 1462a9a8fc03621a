/* SPDX-License-Identifier: ISC */
/* Quoted-printable, whole and in all pieces, over all short texts. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "check.h"
#include "mime/qp.h"
#include "mime/qp_masks.h"

static void
encode_piece(struct qp_encoder *e, struct str s, size_t room, struct buf *b)
{
	while (s.n > 0)
		b->len += qp_encode(e, &s, buf_reserve(b, room), room);
}

static void
encode(enum qp_mode mode, struct str s, size_t piece, size_t room,
    struct buf *b)
{
	struct qp_encoder e;

	b->len = 0;
	qp_encode_init(&e, mode);
	for (; s.n > 0; s = str_skip(s, piece))
		encode_piece(&e, str_of(s.p, s.n < piece ? s.n : piece), room,
		    b);
	b->len += qp_encode_end(&e, buf_reserve(b, QP_ROOM));
}

static void
decode_piece(struct qp_decoder *d, struct str s, size_t room, struct buf *b)
{
	while (s.n > 0 && d->wrong == NULL)
		b->len += qp_decode(d, &s, buf_reserve(b, room), room);
}

static void
decode(struct qp_decoder *d, enum qp_mode mode, bool lenient, struct str s,
    size_t piece, size_t room, struct buf *b)
{
	b->len = 0;
	qp_decode_init(d, mode, lenient);
	for (; s.n > 0; s = str_skip(s, piece))
		decode_piece(d, str_of(s.p, s.n < piece ? s.n : piece), room,
		    b);
	b->len += qp_decode_end(d, buf_reserve(b, QP_ROOM));
}

static void
check_lines(struct str s)
{
	struct str line;

	while (s.n > 0) {
		line = str_cut(&s, '\n');
		CHECK(line.n <= QP_COLUMNS);
		CHECK(!str_starts(line, "From ") && !str_is(line, "."));
		CHECK(line.n == 0 || (line.p[line.n - 1] != ' ' &&
		    line.p[line.n - 1] != '\t'));
	}
}

/* The text with LF for CRLF: what the text mode keeps. */
static void
normalize(struct str s, struct buf *b)
{
	size_t i;

	b->len = 0;
	for (i = 0; i < s.n; i++)
		if (s.p[i] != '\r' || i + 1 == s.n || s.p[i + 1] != '\n')
			buf_add_char(b, s.p[i]);
}

static void
check_round(enum qp_mode mode, struct str s, size_t piece)
{
	struct buf whole = BUF_INIT, cut = BUF_INIT, back = BUF_INIT;
	struct buf want = BUF_INIT;
	struct qp_decoder d;

	encode(mode, s, s.n + 1, 4096, &whole);
	encode(mode, s, piece, QP_ROOM, &cut);
	CHECK(str_equal(buf_str(&whole), buf_str(&cut)));
	check_lines(buf_str(&whole));
	decode(&d, QP_TEXT, false, buf_str(&whole), whole.len + 1, 4096,
	    &back);
	if (mode == QP_TEXT)
		normalize(s, &want);
	else
		buf_add_str(&want, s);
	CHECK(d.wrong == NULL && d.bad_escapes == 0 && !d.has_8bit);
	CHECK(str_equal(buf_str(&want), buf_str(&back)));
	buf_free(&whole);
	buf_free(&cut);
	buf_free(&back);
	buf_free(&want);
}

static void
test_two_bytes(void)
{
	char text[2];
	unsigned int i;

	for (i = 0; i < 0x10000; i++) {
		text[0] = (char)(i >> 8);
		text[1] = (char)i;
		check_round(QP_TEXT, str_of(text, 2), 1);
		check_round(QP_BINARY, str_of(text, 2), 1);
	}
}

/* The letters that mean something, in the places where a line gets full. */
static void
test_edges(void)
{
	static const char letters[] = "x \r\n=.\xc3\xa9";
	char text[90];
	size_t at, k;
	unsigned int i, j;

	memset(text, 'y', sizeof(text));
	for (at = 68; at < 80; at++)
		for (i = 0; i < 8 * 8 * 8 * 8; i++) {
			for (j = i, k = 0; k < 4; k++, j /= 8)
				text[at + k] = letters[j % 8];
			check_round(QP_TEXT, str_of(text, sizeof(text)), 7);
			check_round(QP_TEXT, str_of(text, at + 4), 1);
			check_round(QP_BINARY, str_of(text, at + 4), 3);
			memset(text + at, 'y', 4);
		}
}

/* Counting, in pieces too, gives the length, and meets the same. */
static void
check_count_way(const struct qp_decoder *want, size_t len, struct str s,
    size_t piece, const struct qp_masks_way *way)
{
	struct qp_decoder d;
	struct str part;
	char room[QP_ROOM];
	size_t n = 0;

	qp_decode_init(&d, want->mode, want->lenient);
	for (; s.n > 0; s = str_skip(s, piece)) {
		part = str_of(s.p, s.n < piece ? s.n : piece);
		n += qp_count_way(&d, &part, way);
		CHECK(part.n == 0 || d.wrong != NULL);
	}
	CHECK(n + qp_decode_end(&d, room) == len);
	CHECK(d.wrong == want->wrong && d.wrong_at == want->wrong_at);
	CHECK(d.bad_escapes == want->bad_escapes);
	CHECK(d.has_8bit == want->has_8bit && d.offset == want->offset);
}

static void
check_count(const struct qp_decoder *want, size_t len, struct str s,
    size_t piece)
{
	const struct qp_masks_way *way;
	size_t i;

	for (i = 0; (way = qp_masks_way(i)) != NULL; i++)
		check_count_way(want, len, s, piece, way);
}

static void
check_same(enum qp_mode mode, bool lenient, struct str s)
{
	struct qp_decoder a, b;
	struct buf whole = BUF_INIT, cut = BUF_INIT;

	decode(&a, mode, lenient, s, s.n + 1, 4096, &whole);
	decode(&b, mode, lenient, s, 1, QP_ROOM, &cut);
	CHECK(str_equal(buf_str(&whole), buf_str(&cut)));
	CHECK(a.wrong == b.wrong && a.wrong_at == b.wrong_at);
	CHECK(a.bad_escapes == b.bad_escapes && a.has_8bit == b.has_8bit);
	CHECK(!lenient || a.wrong == NULL);
	CHECK(a.wrong == NULL || s.p[a.wrong_at] == '=');
	CHECK((a.wrong == NULL) == (a.bad_escapes == 0) || lenient);
	check_count(&a, whole.len, s, s.n);
	buf_free(&whole);
	buf_free(&cut);
}

/* Letters that mean something in each place of a block, and in the next. */
static void
test_counts(void)
{
	static const char letters[] = "f \r\n=";
	char text[200];
	struct qp_decoder d;
	struct buf b = BUF_INIT;
	struct str s = str_of(text, sizeof(text));
	size_t at, k, i, j;

	memset(text, 'y', sizeof(text));
	for (at = 0; at < 130; at += at < 58 || at > 70 ? 6 : 1)
		for (i = 0; i < 5 * 5 * 5 * 5 * 5; i++) {
			for (j = i, k = 0; k < 5; k++, j /= 5)
				text[at + k] = letters[j % 5];
			decode(&d, QP_BINARY, true, s, s.n, 4096, &b);
			check_count(&d, b.len, s, s.n);
			check_count(&d, b.len, s, 70 + i % 70);
			memset(text + at, 'y', 5);
		}
	buf_free(&b);
}

/* All texts of up to six of the letters that a decoder looks at. */
static void
test_all_short(void)
{
	static const char letters[] = "0A \r\n=";
	char text[6];
	unsigned int i, j, many;
	size_t n, k;

	for (n = 1, many = 6; n <= sizeof(text); n++, many *= 6)
		for (i = 0; i < many; i++) {
			for (j = i, k = 0; k < n; k++, j /= 6)
				text[k] = letters[j % 6];
			check_same(QP_TEXT, true, str_of(text, n));
			check_same(QP_TEXT, false, str_of(text, n));
			check_same(QP_BINARY, true, str_of(text, n));
		}
}

/* White space around the most that is held. */
static void
test_blanks(void)
{
	char text[2 * QP_BLANKS_MAX + 8];
	size_t n, k;
	static const char *const ends[] = {"\n", "\r\n", "x", "\r", "=\n"};

	for (n = 0; n <= 2 * QP_BLANKS_MAX + 2; n++)
		for (k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
			memset(text, n % 3 == 0 ? '\t' : ' ', sizeof(text));
			text[0] = n % 2 == 0 ? '=' : 'x';
			memcpy(text + 1 + n, ends[k], strlen(ends[k]));
			check_same(QP_TEXT, true,
			    str_of(text, 1 + n + strlen(ends[k])));
			check_same(QP_BINARY, true, str_of(text, sizeof(text)));
		}
}

static void
test_judgement(void)
{
	struct qp_decoder d;
	struct buf b = BUF_INIT;

	decode(&d, QP_TEXT, true, STR("a=ZZ=4=\n=41\xff"), 99, 4096, &b);
	CHECK(str_is(buf_str(&b), "a=ZZ=4A\xff"));
	CHECK(d.bad_escapes == 2 && d.has_8bit);
	decode(&d, QP_TEXT, true, STR("a=FF=\r\n \n"), 99, 4096, &b);
	CHECK(str_is(buf_str(&b), "a\xff\n"));
	CHECK(d.bad_escapes == 0 && !d.has_8bit);
	buf_free(&b);
}

int
main(void)
{
	test_two_bytes();
	test_edges();
	test_all_short();
	test_blanks();
	test_counts();
	test_judgement();
	return check_failures > 0;
}
