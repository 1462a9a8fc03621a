/* SPDX-License-Identifier: ISC */
/* Laws of From_ lines: what is said of a beginning holds for the whole, and
   a line end changes nothing. */
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "mime/fromline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_of((const char *)data, size), line = text;
	struct buf b = BUF_INIT;
	size_t n;
	int all = fromline_judge(text, true), part;

	if (size > 2000)
		return 0;
	must(all == 0 || all == 1);
	for (n = 0; n <= size; n++) {
		part = fromline_judge(str_of(text.p, n), false);
		must(part == -1 || part == all);
	}
	line.n = str_find(text, '\n');
	must(all == (line.n <= FROMLINE_MAX && fromline_is(line)));
	buf_add_str(&b, line);
	buf_add_string(&b, "\r\n");
	must(fromline_is(buf_str(&b)) == fromline_is(line));
	must(!fromline_is(line) || str_starts(line, "From "));
	buf_free(&b);
	return 0;
}
