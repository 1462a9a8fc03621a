/* SPDX-License-Identifier: ISC */
#include "mime/base64.h"

#include <string.h>

#include "base/ascii.h"

static const char digits[2][65] = {
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
};

void
base64_encode_init(struct base64_encoder *e, enum base64_alphabet alphabet,
    size_t columns)
{
	memset(e, 0, sizeof(*e));
	e->alphabet = alphabet;
	e->columns = columns;
}

/* One character, and the line end behind a full line. */
static size_t
put_char(struct base64_encoder *e, char c, char *out)
{
	*out++ = c;
	if (e->columns == 0 || ++e->column < e->columns)
		return 1;
	*out = '\n';
	e->column = 0;
	return 2;
}

/* The group of three bytes at in; at most eight characters come out. */
static size_t
put_group(struct base64_encoder *e, const unsigned char *in, char *out)
{
	const char *digit = digits[e->alphabet];
	size_t n = 0;

	n += put_char(e, digit[in[0] >> 2], out + n);
	n += put_char(e, digit[(in[0] & 3) << 4 | in[1] >> 4], out + n);
	n += put_char(e, digit[(in[1] & 15) << 2 | in[2] >> 6], out + n);
	n += put_char(e, digit[in[2] & 63], out + n);
	return n;
}

size_t
base64_encode(struct base64_encoder *e, struct str *in, char *out,
    size_t room)
{
	size_t n = 0;

	while (in->n > 0 && room - n >= 8) {
		e->held[e->nheld++] = (unsigned char)in->p[0];
		*in = str_skip(*in, 1);
		if (e->nheld == 3) {
			n += put_group(e, e->held, out + n);
			e->nheld = 0;
		}
	}
	return n;
}

size_t
base64_encode_end(struct base64_encoder *e, char *out)
{
	const char *digit = digits[e->alphabet];
	const unsigned char *in = e->held;
	size_t n = 0;

	if (e->nheld > 0) {
		memset(e->held + e->nheld, 0, 3 - e->nheld);
		n += put_char(e, digit[in[0] >> 2], out + n);
		n += put_char(e, digit[(in[0] & 3) << 4 | in[1] >> 4],
		    out + n);
		n += put_char(e, e->nheld == 2 ? digit[(in[1] & 15) << 2] :
		    '=', out + n);
		n += put_char(e, '=', out + n);
		e->nheld = 0;
	}
	if (e->column > 0)
		out[n++] = '\n';
	e->column = 0;
	return n;
}

void
base64_encode_out(struct base64_encoder *e, struct str in, struct out *out)
{
	char *to;

	while (in.n > 0) {
		to = out_reserve(out, OUT_SIZE);
		out_commit(out, base64_encode(e, &in, to, OUT_SIZE));
	}
}

void
base64_encode_end_out(struct base64_encoder *e, struct out *out)
{
	char *to = out_reserve(out, BASE64_ROOM);

	out_commit(out, base64_encode_end(e, to));
}

void
base64_decode_init(struct base64_decoder *d, enum base64_alphabet alphabet,
    enum base64_mode mode)
{
	memset(d, 0, sizeof(*d));
	d->alphabet = alphabet;
	d->mode = mode;
}

/* The six bits of a character, -1 for one outside the alphabet. */
static int
value_of(enum base64_alphabet alphabet, char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_is_digit(c))
		return c - '0' + 52;
	if (c == digits[alphabet][62])
		return 62;
	return c == digits[alphabet][63] ? 63 : -1;
}

/* Wrong padding: the decoder stops, or takes it for the end of a piece. */
static bool
forgive_padding(struct base64_decoder *d)
{
	if (d->mode != BASE64_MIME) {
		d->wrong = "wrong padding";
		return false;
	}
	d->bad_padding++;
	d->chars = 0;
	d->pad_due = false;
	return true;
}

static void
take_padding(struct base64_decoder *d)
{
	if (d->chars == 2) {
		d->pad_due = true;
	} else if (d->pad_due) {
		d->pad_due = false;
	} else if (d->chars != 3 && !forgive_padding(d)) {
		return;
	}
	d->chars = 0;
	d->ended = true;
}

/* A character's six bits: how many bytes are full now, 0 or 1. */
static size_t
take_value(struct base64_decoder *d, int value, char *out)
{
	if (d->pad_due && !forgive_padding(d))
		return 0;
	d->joined = d->joined || d->ended;
	d->bits = d->bits << 6 | (unsigned int)value;
	d->chars++;
	if (d->chars == 1)
		return 0;
	*out = (char)(d->bits >> (8 - 2 * d->chars) & 0xff);
	d->chars &= 3;
	return 1;
}

/* One byte of the input; how many bytes came out. */
static size_t
take(struct base64_decoder *d, char c, char *out)
{
	int value = value_of(d->alphabet, c);

	if (value >= 0)
		return take_value(d, value, out);
	if (c == '=')
		take_padding(d);
	else if (!ascii_is_space(c) && d->mode == BASE64_STRICT)
		d->wrong = "not base64";
	else if (!ascii_is_space(c))
		d->garbage++;
	return 0;
}

size_t
base64_decode(struct base64_decoder *d, struct str *in, char *out,
    size_t room)
{
	size_t n = 0;

	while (in->n > 0 && n < room && d->wrong == NULL) {
		n += take(d, in->p[0], out + n);
		if (d->wrong == NULL) {
			*in = str_skip(*in, 1);
			d->offset++;
		}
	}
	return n;
}

int
base64_decode_end(struct base64_decoder *d, struct err *e)
{
	if (d->wrong == NULL && (d->chars == 1 || d->pad_due))
		forgive_padding(d);
	else if (d->wrong == NULL && d->chars > 0)
		d->bad_padding++;
	if (d->wrong == NULL)
		return 0;
	return err_set(e, STATUS_DATA, "offset %llu: %s",
	    (unsigned long long)d->offset, d->wrong);
}

void
base64_add(struct buf *b, struct str s)
{
	struct base64_encoder e;
	size_t room = s.n / 3 * 4 + BASE64_ROOM;

	base64_encode_init(&e, BASE64_STANDARD, 0);
	b->len += base64_encode(&e, &s, buf_reserve(b, room), room);
	b->len += base64_encode_end(&e, buf_reserve(b, BASE64_ROOM));
}

int
base64_get(struct buf *b, struct str s)
{
	struct base64_decoder d;
	struct err e;
	size_t i, n;

	for (i = 0; i < s.n; i++)
		if (ascii_is_space(s.p[i]))
			return -1;
	base64_decode_init(&d, BASE64_STANDARD, BASE64_STRICT);
	n = base64_decode(&d, &s, buf_reserve(b, s.n + 1), s.n + 1);
	if (base64_decode_end(&d, &e) < 0)
		return -1;
	b->len += n;
	return 0;
}
