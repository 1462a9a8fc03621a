/* SPDX-License-Identifier: ISC */
#include "mime/base64_codec.h"

static bool
always(void)
{
	return true;
}

static char *
encode_row(const char *digit, const char *in, size_t row, char *out)
{
	const unsigned char *p = (const unsigned char *)in;
	size_t i;

	for (i = 0; i < row; i += 3) {
		*out++ = digit[p[i] >> 2];
		*out++ = digit[(p[i] & 3) << 4 | p[i + 1] >> 4];
		*out++ = digit[(p[i + 1] & 15) << 2 | p[i + 2] >> 6];
		*out++ = digit[p[i + 2] & 63];
	}
	return out;
}

static void
encode(enum base64_alphabet alphabet, const char *in, size_t row,
    size_t rows, bool line_ends, char *out)
{
	const char *digit = base64_digits(alphabet);

	for (; rows > 0; rows--) {
		out = encode_row(digit, in, row, out);
		in += row;
		if (line_ends)
			*out++ = '\n';
	}
}

/* One group of four: 3 bytes, or 0 if it holds anything else. */
static size_t
decode_group(const unsigned char *table, const unsigned char *p, char *out)
{
	unsigned int a = table[p[0]], b = table[p[1]], c = table[p[2]],
	    d = table[p[3]];

	if ((a | b | c | d) >= 64)
		return 0;
	out[0] = (char)(a << 2 | b >> 4);
	out[1] = (char)((b & 15) << 4 | c >> 2);
	out[2] = (char)((c & 3) << 6 | d);
	return 3;
}

static size_t
decode(const struct base64_decoder *d, const char *in, size_t n,
    size_t *used, char *out)
{
	const unsigned char *p = (const unsigned char *)in;
	size_t i = 0, o = 0, got;

	while (n - i >= 4) {
		got = decode_group(d->table, p + i, out + o);
		o += got;
		if (got > 0)
			i += 4;
		else if (d->table[p[i]] == BASE64_SPACE)
			i++;
		else
			break;
	}
	*used = i;
	return o;
}

size_t
base64_plain_count(const struct base64_decoder *d, const char *in, size_t n,
    size_t *used)
{
	size_t i, digits = 0;
	unsigned int value;

	for (i = 0; i < n; i++) {
		value = d->table[(unsigned char)in[i]];
		if (value > BASE64_SPACE)
			break;
		digits += value < BASE64_SPACE;
	}
	*used = i;
	return digits;
}

const struct base64_codec base64_plain = {"plain C", 3, always, encode,
    decode, base64_plain_count};
