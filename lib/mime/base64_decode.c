/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/ascii.h"
#include "mime/base64.h"
#include "mime/base64_codec.h"

/* Bytes that are worth calling a codec for, and those that are taken one by
   one where it stopped before it is called again. */
#define CODEC_MIN 64
#define STRETCH 16

/* The table of an alphabet, made when it is first asked for. */
static const unsigned char *
table_of(enum base64_alphabet alphabet)
{
	static unsigned char tables[2][256];
	unsigned char *table = tables[alphabet];
	const char *digit = base64_digits(alphabet);
	unsigned int i;

	if (table['='] == BASE64_PAD)
		return table;
	for (i = 0; i < 256; i++)
		table[i] = i < 128 && ascii_is_space((char)i) ?
		    BASE64_SPACE : BASE64_GARBAGE;
	for (i = 0; i < 64; i++)
		table[(unsigned char)digit[i]] = (unsigned char)i;
	table['='] = BASE64_PAD;
	return table;
}

void
base64_decode_init(struct base64_decoder *d, enum base64_alphabet alphabet,
    enum base64_mode mode)
{
	memset(d, 0, sizeof(*d));
	d->codec = base64_codec(0);
	d->alphabet = alphabet;
	d->mode = mode;
	d->table = table_of(alphabet);
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
	d->ended = d->behind = true;
}

/* A character's six bits: how many bytes are full now, 0 or 1. */
static size_t
take_value(struct base64_decoder *d, unsigned int value, char *out)
{
	if (d->pad_due && !forgive_padding(d))
		return 0;
	d->joined = d->joined || d->ended;
	d->behind = false;
	d->bits = d->bits << 6 | value;
	d->chars++;
	if (d->chars == 1)
		return 0;
	*out = (char)(d->bits >> (8 - 2 * d->chars) & 0xff);
	d->chars &= 3;
	return 1;
}

static void
take_garbage(struct base64_decoder *d)
{
	d->garbage++;
	if (d->behind && !d->pad_due && d->mode == BASE64_MIME)
		d->stopped = true;
}

/* One byte of the input; how many bytes came out. */
static size_t
take(struct base64_decoder *d, char c, char *out)
{
	unsigned int value = d->table[(unsigned char)c];

	if (value < 64)
		return take_value(d, value, out);
	if (value == BASE64_PAD)
		take_padding(d);
	else if (value == BASE64_GARBAGE && d->mode == BASE64_STRICT)
		d->wrong = "not base64";
	else if (value == BASE64_GARBAGE)
		take_garbage(d);
	return 0;
}

/* Some bytes one by one, up to the end of a group if there is one. */
static size_t
take_stretch(struct base64_decoder *d, struct str *in, char *out,
    size_t room)
{
	size_t n = 0, i = 0;

	while (i < in->n && n < room && !d->stopped &&
	    (i < STRETCH || d->chars > 0)) {
		n += take(d, in->p[i], out + n);
		if (d->wrong != NULL)
			break;
		i++;
	}
	if (d->stopped)
		i = in->n;
	*in = str_skip(*in, i);
	d->offset += i;
	return n;
}

static size_t
take_groups(struct base64_decoder *d, struct str *in, char *out, size_t room)
{
	size_t fits = in->n < room ? in->n : room, used, n;

	if (fits < CODEC_MIN || d->chars > 0 || d->pad_due || d->stopped)
		return 0;
	n = d->codec->decode(d, in->p, fits, &used, out);
	d->joined = d->joined || (d->ended && n > 0);
	d->behind = d->behind && n == 0;
	*in = str_skip(*in, used);
	d->offset += used;
	return n;
}

size_t
base64_decode(struct base64_decoder *d, struct str *in, char *out,
    size_t room)
{
	size_t n = 0;

	while (in->n > 0 && n < room && d->wrong == NULL) {
		n += take_groups(d, in, out + n, room - n);
		n += take_stretch(d, in, out + n, room - n);
	}
	return n;
}

/* Counts the digits of whole groups and of one that may have begun: how many
   bytes they are.  Their values do not matter. */
static size_t
count_groups(struct base64_decoder *d, struct str *in)
{
	size_t before = d->chars * 6 / 8, digits, used;

	if (in->n < CODEC_MIN || d->pad_due || d->stopped)
		return 0;
	digits = d->codec->count(d, in->p, in->n, &used);
	d->joined = d->joined || (d->ended && digits > 0);
	d->behind = d->behind && digits == 0;
	*in = str_skip(*in, used);
	d->offset += used;
	digits += d->chars;
	d->chars = digits % 4;
	return digits / 4 * 3 + d->chars * 6 / 8 - before;
}

size_t
base64_count(struct base64_decoder *d, struct str *in)
{
	char room[CODEC_MIN];
	struct str piece;
	size_t sum = 0, n;

	while (in->n > 0 && d->wrong == NULL) {
		sum += count_groups(d, in);
		n = in->n < STRETCH ? in->n : STRETCH;
		piece = str_of(in->p, n);
		sum += take_stretch(d, &piece, room, sizeof(room));
		*in = str_skip(*in, n - piece.n);
	}
	return sum;
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
