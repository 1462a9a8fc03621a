/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "mime/base64.h"
#include "mime/base64_codec.h"

/* A stretch inside a line that the codecs are given, in bytes and columns. */
#define STRETCH 48
#define STRETCH_COLUMNS 64

void
base64_encode_init(struct base64_encoder *e, enum base64_alphabet alphabet,
    size_t columns)
{
	memset(e, 0, sizeof(*e));
	e->codec = base64_codec(0);
	e->alphabet = alphabet;
	e->columns = columns;
}

static size_t
min(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void
encode_rows(const struct base64_encoder *e, struct str *in, size_t row,
    size_t rows, bool line_ends, char *out)
{
	const struct base64_codec *codec =
	    row >= e->codec->row_min ? e->codec : &base64_plain;

	codec->encode(e->alphabet, in->p, row, rows, line_ends, out);
	*in = str_skip(*in, row * rows);
}

/* Whole lines of whole groups, as many as there are. */
static size_t
put_lines(struct base64_encoder *e, struct str *in, char *out, size_t room)
{
	size_t row = e->columns / 4 * 3, rows;

	if (e->column > 0 || row == 0 || e->columns % 4 != 0 ||
	    in->n < row || room <= e->columns)
		return 0;
	rows = min(in->n / row, room / (e->columns + 1));
	encode_rows(e, in, row, rows, true, out);
	return rows * (e->columns + 1);
}

/* A part of a line that does not reach its end. */
static size_t
put_stretches(struct base64_encoder *e, struct str *in, char *out,
    size_t room)
{
	size_t rows = min(in->n / STRETCH, room / STRETCH_COLUMNS);

	if (e->columns > 0)
		rows = min(rows,
		    (e->columns - e->column - 1) / STRETCH_COLUMNS);
	if (rows == 0)
		return 0;
	encode_rows(e, in, STRETCH, rows, false, out);
	if (e->columns > 0)
		e->column += rows * STRETCH_COLUMNS;
	return rows * STRETCH_COLUMNS;
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

/* The group of three bytes that is held; at most eight characters come out. */
static size_t
put_group(struct base64_encoder *e, char *out)
{
	const char *digit = base64_digits(e->alphabet);
	const unsigned char *in = e->held;
	size_t n = 0;

	n += put_char(e, digit[in[0] >> 2], out + n);
	n += put_char(e, digit[(in[0] & 3) << 4 | in[1] >> 4], out + n);
	n += put_char(e, digit[(in[1] & 15) << 2 | in[2] >> 6], out + n);
	n += put_char(e, digit[in[2] & 63], out + n);
	e->nheld = 0;
	return n;
}

size_t
base64_encode(struct base64_encoder *e, struct str *in, char *out,
    size_t room)
{
	size_t n = 0;

	while (in->n > 0 && room - n >= 8) {
		if (e->nheld == 0) {
			n += put_lines(e, in, out + n, room - n);
			n += put_stretches(e, in, out + n, room - n);
		}
		if (in->n == 0 || room - n < 8)
			break;
		e->held[e->nheld++] = (unsigned char)in->p[0];
		*in = str_skip(*in, 1);
		if (e->nheld == 3)
			n += put_group(e, out + n);
	}
	return n;
}

size_t
base64_encode_end(struct base64_encoder *e, char *out)
{
	const char *digit = base64_digits(e->alphabet);
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
	size_t room;
	char *to;

	while (in.n > 0) {
		to = out_reserve_all(out, BASE64_ROOM, &room);
		out_commit(out, base64_encode(e, &in, to, room));
	}
}

void
base64_encode_end_out(struct base64_encoder *e, struct out *out)
{
	char *to = out_reserve(out, BASE64_ROOM);

	out_commit(out, base64_encode_end(e, to));
}
