/* SPDX-License-Identifier: ISC */
/* format=flowed: the same however the text is cut, and only blanks, quote
   marks and line ends are added. */
#include <stdint.h>
#include <stdlib.h>

#include "mime/flow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static bool
is_added(char c)
{
	return c == ' ' || c == '>' || c == '\r' || c == '\n';
}

static void
check_same_text(struct str a, struct str b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a.n && is_added(a.p[i]))
			i++;
		while (k < b.n && is_added(b.p[k]))
			k++;
		if (i == a.n || k == b.n)
			break;
		must(a.p[i++] == b.p[k++]);
	}
	must(i == a.n && k == b.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_of((const char *)data, size);
	struct buf whole = BUF_INIT, cut = BUF_INIT;
	struct flow f;
	size_t i;

	flow_init(&f);
	flow_add(&f, text, &whole);
	flow_end(&f, &whole);
	flow_free(&f);
	flow_init(&f);
	for (i = 0; i < size; i++)
		flow_add(&f, str_of(text.p + i, 1), &cut);
	flow_end(&f, &cut);
	flow_free(&f);
	must(str_equal(buf_str(&whole), buf_str(&cut)));
	check_same_text(text, buf_str(&whole));
	buf_free(&whole);
	buf_free(&cut);
	return 0;
}
