/* SPDX-License-Identifier: ISC */
/* What is known of a text does not depend on how it is cut. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "mime/textscan.h"

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
	struct str text = str_of((const char *)data, size);
	struct textscan whole, cut;
	size_t i;

	textscan_init(&whole);
	textscan_add(&whole, text);
	textscan_end(&whole);
	textscan_init(&cut);
	for (i = 0; i < size; i++)
		textscan_add(&cut, str_of(text.p + i, 1));
	textscan_end(&cut);
	must(whole.size == size && cut.size == size);
	must(whole.lines == cut.lines);
	must(whole.longest == cut.longest && whole.qp_size == cut.qp_size);
	must(whole.has_8bit == cut.has_8bit);
	must(whole.has_8bit == str_has_8bit(text));
	must(whole.has_nul == cut.has_nul);
	must(whole.has_nul == str_has(text, '\0'));
	must(whole.has_bare_cr == cut.has_bare_cr);
	must(whole.is_utf8 == cut.is_utf8 && whole.is_utf8 == utf8_is_valid(text));
	must(whole.has_boundary == cut.has_boundary);
	return 0;
}
