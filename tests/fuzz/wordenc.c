/* SPDX-License-Identifier: ISC */
/* Header text: what is encoded and folded decodes to the same text, and no
   line is too long. */
#include <stdint.h>
#include <stdlib.h>

#include "mime/header.h"
#include "mime/worddec.h"
#include "mime/wordenc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_lines(struct str text)
{
	struct str line;

	while (text.n > 0) {
		line = str_cut(&text, '\n');
		must(line.n <= 78 && str_trim(line).n > 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_of((const char *)data, size);
	struct buf field = BUF_INIT, flat = BUF_INIT, back = BUF_INIT;
	struct fold f;

	if (str_has_line_end_or_nul(text))
		return 0;
	fold_start(&f, &field, "Subject");
	wordenc_text(&f, text, WORDENC_MAX - 10);
	must(fold_end(&f) == 0);
	must(!str_has_8bit(buf_str(&field)));
	check_lines(buf_str(&field));
	header_unfold(str_skip(buf_str(&field), 8), &flat);
	if (*wordenc_charset(text) == 'U') {
		must(worddec_add(buf_str(&flat), &back));
		must(str_equal(buf_str(&back), str_trim(text)));
	}
	buf_free(&field);
	buf_free(&flat);
	buf_free(&back);
	return 0;
}
