/* SPDX-License-Identifier: ISC */
/* base64 with the NEON of 64-bit ARM, which every such machine has. */
#include "mime/base64_codec.h"

#if defined(__aarch64__) && defined(__GNUC__)

#include <arm_neon.h>

#include "base/ascii.h"

#define BYTES 48
#define CHARS 64

static bool
always(void)
{
	return true;
}

static inline uint8x16x4_t
load_table(const unsigned char *p)
{
	uint8x16x4_t t;

	t.val[0] = vld1q_u8(p);
	t.val[1] = vld1q_u8(p + 16);
	t.val[2] = vld1q_u8(p + 32);
	t.val[3] = vld1q_u8(p + 48);
	return t;
}

/* 16 groups: the loads and stores part the bytes of a group by themselves. */
static inline void
encode_block(const char *in, uint8x16x4_t digits, char *out)
{
	const uint8x16_t six_bits = vdupq_n_u8(63);
	uint8x16x3_t x = vld3q_u8((const unsigned char *)in);
	uint8x16x4_t y;

	y.val[0] = vshrq_n_u8(x.val[0], 2);
	y.val[1] = vandq_u8(vsliq_n_u8(vshrq_n_u8(x.val[1], 4), x.val[0], 4),
	    six_bits);
	y.val[2] = vandq_u8(vsliq_n_u8(vshrq_n_u8(x.val[2], 6), x.val[1], 2),
	    six_bits);
	y.val[3] = vandq_u8(x.val[2], six_bits);
	y.val[0] = vqtbl4q_u8(digits, y.val[0]);
	y.val[1] = vqtbl4q_u8(digits, y.val[1]);
	y.val[2] = vqtbl4q_u8(digits, y.val[2]);
	y.val[3] = vqtbl4q_u8(digits, y.val[3]);
	vst4q_u8((unsigned char *)out, y);
}

/* The last vectors of a row go over some characters a second time. */
static void
encode(enum base64_alphabet alphabet, const char *in, size_t row,
    size_t rows, bool line_ends, char *out)
{
	const uint8x16x4_t digits =
	    load_table((const unsigned char *)base64_digits(alphabet));
	size_t columns = row / 3 * 4, i;

	for (; rows > 0; rows--) {
		for (i = 0; i + BYTES < row; i += BYTES)
			encode_block(in + i, digits, out + i / 3 * 4);
		encode_block(in + row - BYTES, digits, out + columns - CHARS);
		in += row;
		out += columns;
		if (line_ends)
			*out++ = '\n';
	}
}

/* The values of 16 characters by the decoder's table; a byte over 0x7f has
   no entry and is garbage. */
static inline uint8x16_t
values(uint8x16_t c, uint8x16x4_t low, uint8x16x4_t high)
{
	uint8x16_t value = vdupq_n_u8(BASE64_GARBAGE);

	value = vqtbx4q_u8(value, low, c);
	return vqtbx4q_u8(value, high, vsubq_u8(c, vdupq_n_u8(64)));
}

/* 64 characters: 48 bytes, or 0 if one of them is no digit. */
static inline size_t
decode_block(const char *in, uint8x16x4_t low, uint8x16x4_t high, char *out)
{
	uint8x16x4_t x = vld4q_u8((const unsigned char *)in);
	uint8x16x3_t y;
	uint8x16_t a = values(x.val[0], low, high);
	uint8x16_t b = values(x.val[1], low, high);
	uint8x16_t c = values(x.val[2], low, high);
	uint8x16_t d = values(x.val[3], low, high);

	if (vmaxvq_u8(vorrq_u8(vorrq_u8(a, b), vorrq_u8(c, d))) >= 64)
		return 0;
	y.val[0] = vorrq_u8(vshlq_n_u8(a, 2), vshrq_n_u8(b, 4));
	y.val[1] = vorrq_u8(vshlq_n_u8(b, 4), vshrq_n_u8(c, 2));
	y.val[2] = vorrq_u8(vshlq_n_u8(c, 6), d);
	vst3q_u8((unsigned char *)out, y);
	return BYTES;
}

/* What stands before a line end, in a line that ends within 64 characters,
   is done in plain C. */
static size_t
decode(const struct base64_decoder *d, const char *in, size_t n,
    size_t *used, char *out)
{
	const uint8x16x4_t low = load_table(d->table);
	const uint8x16x4_t high = load_table(d->table + 64);
	size_t i = 0, o = 0, got, rest, some;

	while (n - i >= CHARS) {
		got = decode_block(in + i, low, high, out + o);
		o += got;
		i += got > 0 ? CHARS : 0;
		if (got > 0)
			continue;
		for (rest = 0; rest < CHARS; rest++)
			if (ascii_is_space(in[i + rest]))
				break;
		if (rest == CHARS)
			break;
		while (rest < n - i && ascii_is_space(in[i + rest]))
			rest++;
		o += base64_plain.decode(d, in + i, rest, &some, out + o);
		i += some;
		if (some < rest)
			break;
	}
	*used = i;
	return o;
}

const struct base64_codec base64_neon = {"NEON", BYTES, always, encode,
    decode, base64_plain_count};

#else

static bool
never(void)
{
	return false;
}

const struct base64_codec base64_neon = {"NEON", 0, never, NULL, NULL,
    NULL};

#endif
