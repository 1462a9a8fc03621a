/* SPDX-License-Identifier: ISC */
/* File names: both forms that are written are read as the same name. */
#include <stdint.h>
#include <stdlib.h>

#include "mime/header.h"
#include "mime/param.h"
#include "mime/paramenc.h"
#include "mime/wordenc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check(struct str value, int words)
{
	struct buf field = BUF_INIT, flat = BUF_INIT, back = BUF_INIT;
	struct str lines;
	struct param p = PARAM_INIT;
	struct fold f;

	fold_start(&f, &field, "X");
	fold_word(&f, STR("attachment"));
	(words ? paramenc_add_words : paramenc_add)(&f, "filename", value);
	must(fold_end(&f) == 0);
	must(!str_has_8bit(buf_str(&field)));
	for (lines = buf_str(&field); lines.n > 0; )
		must(str_cut(&lines, '\n').n <= 78);
	header_unfold(str_skip(buf_str(&field), 2), &flat);
	must(param_find(&p, buf_str(&flat), "filename") && !p.bad);
	must(param_text(&p, &back));
	must(str_equal(buf_str(&back), value));
	param_free(&p);
	buf_free(&field);
	buf_free(&flat);
	buf_free(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str value = str_of((const char *)data, size);

	if (size == 0 || str_has_line_end_or_nul(value) ||
	    *wordenc_charset(value) != 'U')
		return 0;
	check(value, 0);
	check(value, 1);
	return 0;
}
