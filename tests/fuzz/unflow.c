/* SPDX-License-Identifier: ISC */
/* Reading format=flowed: the same however the text is cut; nothing but blanks,
   quote marks and line ends comes or goes; and what was made of a plain text
   gives that text again. */
#include <stdint.h>
#include <stdlib.h>

#include "mime/flow.h"
#include "mime/unflow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
join(struct str text, size_t piece, bool delsp, struct buf *b)
{
	struct unflow u;
	size_t n;

	unflow_begin(&u, delsp);
	for (; text.n > 0; text = str_skip(text, n)) {
		n = text.n < piece ? text.n : piece;
		unflow_add(&u, str_of(text.p, n), b);
	}
	unflow_end(&u, b);
}

static bool
is_added(char c)
{
	return c == ' ' || c == '>' || c == '\n';
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

/* Lines that are neither flowed nor quoted nor a signature's. */
static bool
is_plain(struct str text)
{
	struct str line;

	while (text.n > 0) {
		line = str_cut(&text, '\n');
		if (line.n > 0 && (line.p[0] == '>' ||
		    line.p[line.n - 1] == ' ' || str_has(line, '\r')))
			return false;
	}
	return true;
}

static void
check_back(struct str text)
{
	struct buf flowed = BUF_INIT, back = BUF_INIT;
	struct flow f;

	flow_init(&f);
	flow_add(&f, text, &flowed);
	flow_end(&f, &flowed);
	flow_free(&f);
	join(buf_str(&flowed), flowed.len, false, &back);
	if (text.n > 0 && text.p[text.n - 1] != '\n')
		back.len--;
	must(str_equal(buf_str(&back), text));
	buf_free(&flowed);
	buf_free(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_of((const char *)data, size);
	struct buf whole = BUF_INIT, cut = BUF_INIT;
	bool delsp = size > 0 && data[0] % 2 == 0;

	join(text, size, delsp, &whole);
	join(text, size % 5 + 1, delsp, &cut);
	must(str_equal(buf_str(&whole), buf_str(&cut)));
	check_same_text(text, buf_str(&whole));
	must(size == 0 || whole.data[whole.len - 1] == '\n');
	if (is_plain(text))
		check_back(text);
	buf_free(&whole);
	buf_free(&cut);
	return 0;
}
