/* SPDX-License-Identifier: ISC */
/* Laws of the MIME reader: the events hold all bytes of the message, in
   order, and do not depend on how the input is cut. */
#include <stdint.h>
#include <stdlib.h>

#include "../unit/partdump.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A byte order mark may stand before the From_ line. */
static bool
is_mbox(struct str text)
{
	if (utf8_has_mark(text))
		text = str_skip(text, UTF8_MARK_LENGTH);
	return fromline_judge(text, true) > 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT, raw = BUF_INIT;
	struct buf cut = BUF_INIT, raw_cut = BUF_INIT;
	struct str text;
	size_t piece;

	if (size < 1 || size > 4000)
		return 0;
	text = str_of((const char *)data + 1, size - 1);
	piece = (size_t)data[0] % 32 + 1;
	if (text.n / piece > 100)
		piece = text.n / 100;
	dump(text, size, &whole, &raw);
	dump(text, piece, &cut, &raw_cut);
	if (!str_equal(buf_str(&whole), buf_str(&cut)))
		abort();
	if (!str_equal(buf_str(&raw), buf_str(&raw_cut)))
		abort();
	if (!is_mbox(text) && !str_equal(buf_str(&raw), text))
		abort();
	buf_free(&whole);
	buf_free(&raw);
	buf_free(&cut);
	buf_free(&raw_cut);
	return 0;
}
