/* SPDX-License-Identifier: ISC */
#include "mime/base64.h"

#include "base/ascii.h"
#include "mime/base64_codec.h"

const char *
base64_digits(enum base64_alphabet alphabet)
{
	static const char digits[2][65] = {
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789+/",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-_",
	};

	return digits[alphabet];
}

const struct base64_codec *
base64_codec(size_t i)
{
	static const struct base64_codec *const all[] = {
		&base64_avx512, &base64_avx2, &base64_neon, &base64_plain,
	};
	size_t k;

	for (k = 0; k < sizeof(all) / sizeof(all[0]); k++)
		if (all[k]->is_usable() && i-- == 0)
			return all[k];
	return NULL;
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
