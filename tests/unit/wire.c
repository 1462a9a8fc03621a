/* SPDX-License-Identifier: ISC */
#include "mime/wire.h"

#include <string.h>

#include "base/buf.h"
#include "check.h"

static void
add(struct wire *w, struct str piece, struct buf *to)
{
	to->len += wire_encode(w, piece,
	    buf_reserve(to, WIRE_ROOM(piece.n)));
}

/* Whether text becomes wire, in one piece and cut in two at every byte. */
static int
becomes(struct str text, struct str wire)
{
	struct buf got = BUF_INIT;
	struct wire w = WIRE_INIT;
	size_t cut;
	int same = 1;

	for (cut = 0; cut <= text.n; cut++) {
		got.len = 0;
		add(&w, str_of(text.p, cut), &got);
		add(&w, str_skip(text, cut), &got);
		got.len += wire_end(&w, buf_reserve(&got, WIRE_END_ROOM));
		same &= str_equal(buf_str(&got), wire);
	}
	buf_free(&got);
	return same;
}

#define BECOMES(text, wire) CHECK(becomes(STR(text), STR(wire)))

static void
test_line_ends(void)
{
	BECOMES("", ".\r\n");
	BECOMES("\n", "\r\n.\r\n");
	BECOMES("a", "a\r\n.\r\n");
	BECOMES("a\nb\n", "a\r\nb\r\n.\r\n");
	BECOMES("a\r\nb\r\n", "a\r\nb\r\n.\r\n");
	BECOMES("a\rb\r", "a\r\nb\r\n.\r\n");
	BECOMES("a\r\rb\r\r\n", "a\r\n\r\nb\r\n\r\n.\r\n");
	BECOMES("a\n\rb", "a\r\n\r\nb\r\n.\r\n");
}

static void
test_dots(void)
{
	BECOMES(".", "..\r\n.\r\n");
	BECOMES("..", "...\r\n.\r\n");
	BECOMES(".x\n.\n..y.\n", "..x\r\n..\r\n...y.\r\n.\r\n");
	BECOMES("a.\n", "a.\r\n.\r\n");
	BECOMES(".\r\n..\r\n\r\n.a", "..\r\n...\r\n\r\n..a\r\n.\r\n");
}

/* The stray line ends by which receivers were led to see a second message
   (threats S1), each followed by what would be its first command. */
static void
test_smuggling(void)
{
	static const struct str ends[] = {
	    {"\n.\n", 3}, {"\n.\r\n", 4}, {"\n.\r", 3}, {"\r.\r", 3},
	    {"\r.\n", 3}, {"\r.\r\n", 4}, {"\r\n.\r", 4}, {"\r\n.\n", 4},
	    {"\r\n.\r\r\n", 6}, {"\r\r\n.\r\n", 6}, {"\n\n.\n\n", 5},
	    {"\n\r.\n\r", 5}, {"\r\n.\r\n", 5}};
	struct buf text = BUF_INIT, wire = BUF_INIT;
	struct wire w;
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		text.len = wire.len = 0;
		w = (struct wire)WIRE_INIT;
		buf_add_string(&text, "a");
		buf_add_str(&text, ends[i]);
		buf_add_string(&text, "MAIL FROM:<x@y>\r\n");
		add(&w, buf_str(&text), &wire);
		CHECK(str_find_str(buf_str(&wire), STR("\n..\r\n")) <
		    wire.len);
		CHECK(str_find_str(buf_str(&wire), STR("\n.\r")) == wire.len);
		CHECK(str_find_str(buf_str(&wire), STR("\n.\n")) == wire.len);
		CHECK(str_find_str(buf_str(&wire), STR("\r.")) == wire.len);
	}
	buf_free(&text);
	buf_free(&wire);
}

int
main(void)
{
	test_line_ends();
	test_dots();
	test_smuggling();
	return check_failures > 0;
}
