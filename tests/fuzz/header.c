/* SPDX-License-Identifier: ISC */
/* Laws of header sections: nothing is lost, nothing depends on pieces. */
#include <stdint.h>
#include <stdlib.h>

#include "mime/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
feed(struct header *h, struct str text, size_t piece, struct buf *rest)
{
	size_t at = 0, n;

	while (at < text.n && h->end == HEADER_OPEN) {
		n = text.n - at < piece ? text.n - at : piece;
		at += header_feed(h, str_of(text.p + at, n));
	}
	header_finish(h);
	buf_add_str(rest, header_body(h));
	buf_add_str(rest, str_skip(text, at));
}

/* The fields are the whole of their section, in order. */
static void
check_fields(struct str fields)
{
	struct str rest = fields;
	struct field f;
	struct buf b = BUF_INIT;
	size_t n = 0;

	while (header_next(&rest, &f)) {
		must(f.raw.p == fields.p + n && f.raw.n > 0);
		n += f.raw.n;
		header_unfold(f.value, &b);
		must(!str_has(buf_str(&b), '\n'));
		b.len = 0;
	}
	must(n == fields.n);
	buf_free(&b);
}

/* The fields of MIME are all there, the first one at the front. */
static void
check_content(const struct header *h)
{
	struct str rest = header_fields(h), content = header_content(h), from;
	struct field f;

	for (from = rest; header_next(&rest, &f); from = rest)
		if (str_case_starts(f.name, "Content-")) {
			must(content.p == from.p && content.n == from.n);
			return;
		}
	must(content.n == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct header whole = HEADER_INIT, cut = HEADER_INIT;
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct str text;
	size_t blank;

	if (size == 0)
		return 0;
	text = str_of((const char *)data + 1, size - 1);
	feed(&whole, text, text.n + 1, &a);
	feed(&cut, text, (size_t)data[0] % 16 + 1, &b);
	must(whole.end == cut.end && whole.end != HEADER_OPEN);
	must(str_equal(header_fields(&whole), header_fields(&cut)));
	must(str_equal(buf_str(&a), buf_str(&b)));
	blank = text.n - header_fields(&whole).n - whole.start - a.len;
	must(whole.end == HEADER_BLANK ? blank == 1 || blank == 2 :
	    blank == 0);
	check_fields(header_fields(&whole));
	check_content(&whole);
	check_content(&cut);
	header_free(&whole);
	header_free(&cut);
	buf_free(&a);
	buf_free(&b);
	return 0;
}
