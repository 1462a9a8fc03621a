/* SPDX-License-Identifier: ISC */
/* A text with dots, however the bytes arrive. */
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "check.h"
#include "net/dottext.h"

/* Feeds wire in pieces of step bytes; what was not used up stays in front.
   Returns how many bytes of wire were used up. */
static size_t
feed(struct str wire, size_t step, struct buf *text, bool *ended)
{
	struct dottext t = DOTTEXT_INIT;
	struct buf window = BUF_INIT;
	size_t at = 0, n, used = 0, taken, made;

	while (at < wire.n && !t.ended) {
		n = step < wire.n - at ? step : wire.n - at;
		buf_add(&window, wire.p + at, n);
		at += n;
		do {
			taken = dottext_undo(&t, window.data, window.len,
			    &made);
			buf_add(text, window.data, made);
			buf_drop(&window, taken);
			used += taken;
		} while (taken > 0 && !t.ended);
		CHECK(t.ended || window.len <= 2);
	}
	buf_free(&window);
	*ended = t.ended;
	return used;
}

static void
check_text(struct str wire, struct str want, size_t rest, bool end)
{
	struct buf text = BUF_INIT;
	size_t step, used;
	bool ended;

	for (step = 1; step <= wire.n; step++) {
		text.len = 0;
		used = feed(wire, step, &text, &ended);
		CHECK(str_equal(buf_str(&text), want));
		CHECK(ended == end);
		if (ended)
			CHECK(used == wire.n - rest);
	}
	buf_free(&text);
}

int
main(void)
{
	/* The end: CRLF.CRLF, or .CRLF first. */
	check_text(STR(".\r\n"), STR(""), 0, true);
	check_text(STR("a\r\n.\r\n+OK"), STR("a\n"), 3, true);
	check_text(STR("\r\n.\r\n"), STR("\n"), 0, true);
	check_text(STR("a\r\n.\r\n.\r\n"), STR("a\n"), 3, true);
	/* Nothing else is an end. */
	check_text(STR("a\n.\r\n"), STR("a\n.\n"), 0, false);
	check_text(STR("a\r\n.\n"), STR("a\n\n"), 0, false);
	check_text(STR("a\r\n.\r"), STR("a\n"), 0, false);
	check_text(STR("a\r.\r\n"), STR("a\r.\n"), 0, false);
	check_text(STR("a.\r\n"), STR("a.\n"), 0, false);
	check_text(STR("a\r\r\n.\r\n"), STR("a\r\n"), 0, true);
	check_text(STR("\n.\r\n.\r\n"), STR("\n.\n"), 0, true);
	check_text(STR(".\r\r\n.\r\n"), STR("\r\n"), 0, true);
	check_text(STR(".\rx\r\n.\r\n"), STR("\rx\n"), 0, true);
	/* One dot is taken away, at the beginning of a line alone. */
	check_text(STR("..\r\n...\r\n..a.\r\n.\r\n"),
	    STR(".\n..\n.a.\n"), 0, true);
	check_text(STR(".a\r\n.\r\n"), STR("a\n"), 0, true);
	check_text(STR("a\n..b\r\n..c\r\n.\r\n"),
	    STR("a\n..b\n.c\n"), 0, true);
	/* All bytes pass. */
	check_text(STR("\0\xff\r\r\n\0\n\x80\r\n.\r\n"),
	    STR("\0\xff\r\n\0\n\x80\n"), 0, true);
	return check_failures > 0;
}
