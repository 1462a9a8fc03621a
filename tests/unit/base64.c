/* SPDX-License-Identifier: ISC */
/*
 * Every way to compute base64 that this machine has, held to the same: the
 * definition for the encoder, the decoder fed byte by byte for the decoder.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mime/base64.h"
#include "mime/base64_codec.h"

/* Behind what may be written stands what must not change. */
#define CANARY 64

static unsigned int seed = 1;

static unsigned int
pick(unsigned int n)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 8) % n;
}

static void
check_canary(const char *p)
{
	int i;

	for (i = 0; i < CANARY; i++)
		CHECK(p[i] == 0x55);
}

/* RFC 4648 section 4, bit by bit. */
static void
define(struct buf *b, struct str s, size_t columns, const char *digit)
{
	size_t bits = s.n * 8, i, k, column = 0, value;

	for (i = 0; i < (s.n + 2) / 3 * 24; i += 6) {
		for (value = 0, k = i; k < i + 6; k++)
			value = value << 1 | (k < bits &&
			    ((unsigned char)s.p[k / 8] >> (7 - k % 8) & 1));
		buf_add_char(b, i < bits ? digit[value] : '=');
		if (columns > 0 && ++column == columns) {
			buf_add_char(b, '\n');
			column = 0;
		}
	}
	if (column > 0)
		buf_add_char(b, '\n');
}

static void
encode_piece(struct base64_encoder *e, struct str s, size_t room,
    struct buf *b)
{
	char *to = malloc(room + CANARY);
	size_t n;

	while (s.n > 0) {
		memset(to, 0x55, room + CANARY);
		n = base64_encode(e, &s, to, room);
		CHECK(n <= room);
		check_canary(to + room);
		buf_add(b, to, n);
	}
	free(to);
}

static void
encode(const struct base64_codec *codec, enum base64_alphabet alphabet,
    size_t columns, struct str s, size_t cut, size_t room, struct buf *b)
{
	struct base64_encoder e;
	char end[BASE64_ROOM];

	base64_encode_init(&e, alphabet, columns);
	e.codec = codec;
	encode_piece(&e, str_of(s.p, cut), room, b);
	encode_piece(&e, str_skip(s, cut), room, b);
	buf_add(b, end, base64_encode_end(&e, end));
}

struct result {
	struct buf text;
	struct base64_decoder d;
	int end;
};

static void
decode_piece(struct result *r, struct str s, size_t room)
{
	char *to = malloc(room + CANARY);
	size_t n, before;

	while (s.n > 0 && r->d.wrong == NULL) {
		memset(to, 0x55, room + CANARY);
		before = s.n;
		n = base64_decode(&r->d, &s, to, room);
		CHECK(n <= room && n <= before);
		check_canary(to + room);
		buf_add(&r->text, to, n);
	}
	free(to);
}

static void
decode(const struct base64_codec *codec, enum base64_alphabet alphabet,
    enum base64_mode mode, struct str s, size_t piece, size_t room,
    struct result *r)
{
	struct err e;

	memset(r, 0, sizeof(*r));
	base64_decode_init(&r->d, alphabet, mode);
	if (codec != NULL)
		r->d.codec = codec;
	for (; s.n > 0; s = str_skip(s, piece))
		decode_piece(r, str_of(s.p, s.n < piece ? s.n : piece), room);
	r->end = base64_decode_end(&r->d, &e);
}

static void
check_same(const struct result *a, const struct result *b)
{
	CHECK(str_equal(buf_str(&a->text), buf_str(&b->text)));
	CHECK(a->end == b->end && a->d.wrong == b->d.wrong);
	CHECK(a->d.offset == b->d.offset);
	CHECK(a->d.garbage == b->d.garbage);
	CHECK(a->d.bad_padding == b->d.bad_padding);
	CHECK(a->d.ended == b->d.ended && a->d.joined == b->d.joined);
}

/* Counting in that way meets the same as decoding. */
static void
check_count(const struct base64_codec *codec, const struct result *want,
    struct str s, size_t piece)
{
	struct base64_decoder d;
	struct str part;
	struct err e;
	size_t n = 0;

	base64_decode_init(&d, want->d.alphabet, want->d.mode);
	d.codec = codec;
	for (; s.n > 0; s = str_skip(s, piece)) {
		part = str_of(s.p, s.n < piece ? s.n : piece);
		n += base64_count(&d, &part);
		CHECK(part.n == 0 || d.wrong != NULL);
	}
	CHECK(base64_decode_end(&d, &e) == want->end);
	CHECK(n == want->text.len && d.wrong == want->d.wrong);
	CHECK(d.offset == want->d.offset && d.garbage == want->d.garbage);
	CHECK(d.bad_padding == want->d.bad_padding);
	CHECK(d.ended == want->d.ended && d.joined == want->d.joined);
}

/* A codec is only called with 64 characters or more: one by one they are
   never. */
static void
check_decode(const struct base64_codec *codec, enum base64_alphabet alphabet,
    enum base64_mode mode, struct str s)
{
	struct result want, got;
	size_t piece = 1 + pick(400), room = 1 + pick(400);

	decode(NULL, alphabet, mode, s, 1, 1, &want);
	decode(codec, alphabet, mode, s, s.n, s.n + 1, &got);
	check_same(&want, &got);
	buf_free(&got.text);
	decode(codec, alphabet, mode, s, piece, room, &got);
	check_same(&want, &got);
	check_count(codec, &want, s, s.n);
	check_count(codec, &want, s, piece);
	buf_free(&got.text);
	buf_free(&want.text);
}

static void
check_round(const struct base64_codec *codec, enum base64_alphabet alphabet,
    size_t columns, struct str s)
{
	struct buf want = BUF_INIT, got = BUF_INIT;
	struct result back;

	define(&want, s, columns, base64_digits(alphabet));
	encode(codec, alphabet, columns, s, s.n, 3 * s.n + 16, &got);
	CHECK(str_equal(buf_str(&want), buf_str(&got)));
	got.len = 0;
	encode(codec, alphabet, columns, s, pick((unsigned int)s.n + 1),
	    16 + pick(300), &got);
	CHECK(str_equal(buf_str(&want), buf_str(&got)));
	decode(codec, alphabet, BASE64_STRICT, buf_str(&got), got.len + 1,
	    got.len + 1, &back);
	CHECK(back.end == 0 && str_equal(buf_str(&back.text), s));
	buf_free(&back.text);
	buf_free(&want);
	buf_free(&got);
}

/* Every text of one and two bytes, which no codec is asked for. */
static void
test_short(void)
{
	const struct base64_codec *codec = base64_codec(0);
	char text[2];
	unsigned int i;

	check_round(codec, BASE64_STANDARD, 76, str_of(NULL, 0));
	for (i = 0; i < 0x10000; i++) {
		text[0] = (char)(i >> 8);
		text[1] = (char)i;
		check_round(codec, BASE64_STANDARD, 76, str_of(text, 2));
		if (i < 0x100)
			check_round(codec, BASE64_URL, 0, str_of(text + 1, 1));
	}
}

/* Every length, in lines of many widths; all 64 digits in every place. */
static void
test_long(const struct base64_codec *codec)
{
	static const size_t widths[] = {0, 1, 4, 31, 32, 60, 64, 75, 76, 77,
	    100, 128, 4000};
	char text[700];
	size_t n, i;

	for (n = 0; n < sizeof(text); n++) {
		for (i = 0; i < n; i++)
			text[i] = (char)pick(256);
		i = n % (sizeof(widths) / sizeof(widths[0]));
		check_round(codec, BASE64_STANDARD, 76, str_of(text, n));
		check_round(codec, BASE64_URL, widths[i], str_of(text, n));
	}
}

/* All cuts of one text in two, in the smallest room and in plenty. */
static void
test_cuts(const struct base64_codec *codec)
{
	struct buf want = BUF_INIT, got = BUF_INIT;
	char text[260];
	size_t i;

	for (i = 0; i < sizeof(text); i++)
		text[i] = (char)pick(256);
	define(&want, str_of(text, sizeof(text)), 76,
	    base64_digits(BASE64_STANDARD));
	for (i = 0; i <= sizeof(text); i++) {
		got.len = 0;
		encode(codec, BASE64_STANDARD, 76,
		    str_of(text, sizeof(text)), i, i % 2 ? 16 : 1000, &got);
		CHECK(str_equal(buf_str(&want), buf_str(&got)));
	}
	buf_free(&want);
	buf_free(&got);
}

/* Every byte in every place of a text of some lines. */
static void
test_one_byte(const struct base64_codec *codec)
{
	char bytes[160], spoilt[260];
	struct buf text = BUF_INIT;
	unsigned int byte;
	size_t i;

	memset(bytes, 0xfb, sizeof(bytes));
	define(&text, str_of(bytes, sizeof(bytes)), 76,
	    base64_digits(BASE64_STANDARD));
	for (i = 0; i < text.len; i++)
		for (byte = 0; byte < 256; byte++) {
			memcpy(spoilt, text.data, text.len);
			spoilt[i] = (char)byte;
			check_decode(codec, BASE64_STANDARD,
			    (enum base64_mode)(byte % 3),
			    str_of(spoilt, text.len));
		}
	buf_free(&text);
}

/* Text with more and more that should not be there. */
static void
test_malformed(const struct base64_codec *codec)
{
	static const char odd[] = "\n\n\r= \t-_+/\0\x80\xff!A";
	char text[500];
	size_t i, n;
	unsigned int round, rare;

	for (round = 0; round < 6000; round++) {
		n = pick(sizeof(text));
		rare = 2 + pick(300);
		for (i = 0; i < n; i++)
			text[i] = pick(rare) > 0 ?
			    base64_digits(BASE64_STANDARD)[pick(64)] :
			    odd[pick(sizeof(odd) - 1)];
		check_decode(codec, (enum base64_alphabet)(round % 2),
		    (enum base64_mode)(round % 3), str_of(text, n));
	}
}

/* What a reader of mail is told about a body. */
static void
test_judgement(void)
{
	struct result r;

	decode(NULL, BASE64_STANDARD, BASE64_MIME, STR("QQ==\r\nQUI="), 3,
	    9, &r);
	CHECK(r.end == 0 && str_is(buf_str(&r.text), "AAB"));
	CHECK(r.d.ended && r.d.joined);
	CHECK(r.d.garbage == 0 && r.d.bad_padding == 0);
	buf_free(&r.text);
	decode(NULL, BASE64_STANDARD, BASE64_MIME, STR("Q!U J:D====\n"), 3,
	    9, &r);
	CHECK(r.end == 0 && str_is(buf_str(&r.text), "ABC"));
	CHECK(r.d.ended && !r.d.joined);
	CHECK(r.d.garbage == 2 && r.d.bad_padding == 4);
	buf_free(&r.text);
	decode(NULL, BASE64_STANDARD, BASE64_MIME, STR("QUJDQ=QQ=QUI"), 3,
	    9, &r);
	CHECK(r.end == 0 && str_is(buf_str(&r.text), "ABCAAB"));
	CHECK(r.d.garbage == 0 && r.d.bad_padding == 3);
	buf_free(&r.text);
}

static void
check_get(const char *text, const char *want)
{
	struct buf b = BUF_INIT;

	buf_add_char(&b, '>');
	CHECK(base64_get(&b, str_from(text)) == (want != NULL ? 0 : -1));
	CHECK(b.data[0] == '>');
	CHECK(str_is(str_skip(buf_str(&b), 1), want != NULL ? want : ""));
	buf_free(&b);
}

static void
test_add_get(void)
{
	struct buf b = BUF_INIT;

	base64_add(&b, STR(""));
	CHECK(b.len == 0);
	base64_add(&b, STR("\0user\0password-that-is-longer-than-a-line-of-"
	    "base64-in-mail-may-be"));
	CHECK(str_is(buf_str(&b), "AHVzZXIAcGFzc3dvcmQtdGhhdC1pcy1sb25nZXIt"
	    "dGhhbi1hLWxpbmUtb2YtYmFzZTY0LWluLW1haWwtbWF5LWJl"));
	buf_free(&b);
	check_get("", "");
	check_get("QUI=", "AB");
	check_get("QUI", "AB");
	check_get("Q", NULL);
	check_get("QUI=\n", NULL);
	check_get("QU I=", NULL);
	check_get("Q*I=", NULL);
	check_get("QUI==", NULL);
}

int
main(void)
{
	const struct base64_codec *codec;
	size_t i;

	test_short();
	for (i = 0; (codec = base64_codec(i)) != NULL; i++) {
		test_long(codec);
		test_cuts(codec);
		test_one_byte(codec);
		test_malformed(codec);
		if (check_failures > 0) {
			fprintf(stderr, "with %s\n", codec->name);
			break;
		}
	}
	CHECK(i > 0 && base64_codec(i) == NULL);
	test_judgement();
	test_add_get();
	return check_failures > 0;
}
