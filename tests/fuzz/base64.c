/* SPDX-License-Identifier: ISC */
/*
 * base64 of any bytes, in every way that this machine has: the output does
 * not depend on the way nor on the cuts, what was encoded decodes, and what
 * a decoder says of any text is what it says when fed byte by byte.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "mime/base64.h"
#include "mime/base64_codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* Input and output are in memory of exactly their size. */
static void
encode_piece(struct base64_encoder *e, struct str s, size_t room,
    struct buf *to)
{
	char *copy = malloc(s.n + 1), *out = malloc(room);
	struct str left = str_of(copy, s.n);
	size_t n;

	memcpy(copy, s.p, s.n);
	while (left.n > 0) {
		n = base64_encode(e, &left, out, room);
		must(n <= room);
		buf_add(to, out, n);
	}
	free(copy);
	free(out);
}

static void
encode(struct base64_encoder e, struct str s, size_t piece, size_t room,
    struct buf *to)
{
	char end[BASE64_ROOM];

	to->len = 0;
	for (; s.n > 0; s = str_skip(s, piece))
		encode_piece(&e, str_of(s.p, s.n < piece ? s.n : piece),
		    room, to);
	buf_add(to, end, base64_encode_end(&e, end));
}

static void
decode_piece(struct base64_decoder *d, struct str s, size_t room,
    struct buf *to)
{
	char *copy = malloc(s.n + 1), *out = malloc(room);
	struct str left = str_of(copy, s.n);
	size_t n;

	memcpy(copy, s.p, s.n);
	while (left.n > 0 && d->wrong == NULL) {
		n = base64_decode(d, &left, out, room);
		must(n <= room);
		buf_add(to, out, n);
	}
	free(copy);
	free(out);
}

/* Returns whether all was right. */
static int
decode(struct base64_decoder *d, struct str s, size_t piece, size_t room,
    struct buf *to)
{
	struct err e;

	to->len = 0;
	for (; s.n > 0; s = str_skip(s, piece))
		decode_piece(d, str_of(s.p, s.n < piece ? s.n : piece), room,
		    to);
	return base64_decode_end(d, &e) == 0;
}

/* How long what is decoded would be, by counting. */
static size_t
count(struct base64_decoder *d, struct str s, size_t piece)
{
	struct str left;
	struct err e;
	char *copy;
	size_t n, sum = 0;

	for (; s.n > 0; s = str_skip(s, piece)) {
		n = s.n < piece ? s.n : piece;
		copy = malloc(n);
		memcpy(copy, s.p, n);
		left = str_of(copy, n);
		sum += base64_count(d, &left);
		must(left.n == 0 || d->wrong != NULL);
		free(copy);
	}
	base64_decode_end(d, &e);
	return sum;
}

static void
check_count(const struct base64_decoder *want, size_t len,
    const struct base64_codec *codec, struct str s, size_t piece)
{
	struct base64_decoder d;

	base64_decode_init(&d, want->alphabet, want->mode);
	d.codec = codec;
	must(count(&d, s, piece) == len);
	must(d.wrong == want->wrong && d.offset == want->offset);
	must(d.garbage == want->garbage);
	must(d.bad_padding == want->bad_padding);
	must(d.ended == want->ended && d.joined == want->joined);
}

static void
check_round(const struct base64_codec *codec, struct str s, size_t columns,
    enum base64_alphabet alphabet, size_t piece)
{
	struct buf whole = BUF_INIT, cut = BUF_INIT, back = BUF_INIT;
	struct base64_encoder e;
	struct base64_decoder d;

	base64_encode_init(&e, alphabet, columns);
	e.codec = &base64_plain;
	encode(e, s, s.n + 1, 3 * s.n + BASE64_ROOM, &whole);
	e.codec = codec;
	encode(e, s, piece, BASE64_ROOM + piece, &cut);
	must(str_equal(buf_str(&whole), buf_str(&cut)));
	base64_decode_init(&d, alphabet, BASE64_STRICT);
	d.codec = codec;
	must(decode(&d, buf_str(&cut), piece, piece, &back));
	must(str_equal(buf_str(&back), s));
	buf_free(&whole);
	buf_free(&cut);
	buf_free(&back);
}

static void
check_decode(const struct base64_codec *codec, struct str s,
    enum base64_alphabet alphabet, enum base64_mode mode, size_t piece)
{
	struct buf want = BUF_INIT, got = BUF_INIT;
	struct base64_decoder a, b;
	int right;

	base64_decode_init(&a, alphabet, mode);
	b = a;
	b.codec = codec;
	right = decode(&a, s, 1, 1, &want);
	must(right || mode != BASE64_MIME);
	must(right == decode(&b, s, s.n + 1, s.n + 1, &got));
	must(str_equal(buf_str(&want), buf_str(&got)));
	must(a.wrong == b.wrong && a.offset == b.offset);
	must(a.garbage == b.garbage && a.bad_padding == b.bad_padding);
	must(a.ended == b.ended && a.joined == b.joined);
	base64_decode_init(&b, alphabet, mode);
	b.codec = codec;
	must(right == decode(&b, s, piece, piece, &got));
	must(str_equal(buf_str(&want), buf_str(&got)));
	must(a.wrong == b.wrong && a.offset == b.offset);
	check_count(&a, want.len, codec, s, s.n + 1);
	check_count(&a, want.len, codec, s, piece);
	buf_free(&want);
	buf_free(&got);
}

/* The first three bytes choose, the others are the text. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct base64_codec *codec;
	enum base64_alphabet alphabet;
	struct str s;
	size_t i;

	if (size < 3)
		return 0;
	s = str_of((const char *)data + 3, size - 3);
	alphabet = (enum base64_alphabet)(data[0] & 1);
	for (i = 0; (codec = base64_codec(i)) != NULL; i++) {
		check_round(codec, s, data[1], alphabet, 1 + data[2]);
		check_decode(codec, s, alphabet,
		    (enum base64_mode)(data[0] % 3), 1 + data[2]);
	}
	return 0;
}
