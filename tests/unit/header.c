/* SPDX-License-Identifier: ISC */
/* Header sections: where they end, whatever the pieces they come in. */
#include <string.h>
#include <unistd.h>

#include "base/proc.h"
#include "check.h"
#include "mime/header.h"

/* Feeds text in pieces of n bytes; checks what is fields and what is body. */
static void
check_pieces(struct str text, size_t n, const char *fields, const char *body,
    enum header_end end)
{
	struct header h = HEADER_INIT;
	struct buf rest = BUF_INIT;
	size_t at = 0, take;

	while (at < text.n && h.end == HEADER_OPEN) {
		take = text.n - at < n ? text.n - at : n;
		at += header_feed(&h, str_of(text.p + at, take));
	}
	header_finish(&h);
	CHECK(h.end == end);
	CHECK(str_is(header_fields(&h), fields));
	buf_add_str(&rest, header_body(&h));
	buf_add_str(&rest, str_skip(text, at));
	CHECK(str_is(buf_str(&rest), body));
	buf_free(&rest);
	header_free(&h);
}

static void
check_section(const char *text, const char *fields, const char *body,
    enum header_end end)
{
	size_t n;

	for (n = 1; n <= strlen(text) + 1; n++)
		check_pieces(str_from(text), n, fields, body, end);
}

static void
test_ends(void)
{
	check_section("A: b\n\nbody\n", "A: b\n", "body\n", HEADER_BLANK);
	check_section("A: b\r\n\r\nx", "A: b\r\n", "x", HEADER_BLANK);
	check_section("\nbody", "", "body", HEADER_BLANK);
	check_section("", "", "", HEADER_EOF);
	check_section("A: b", "A: b", "", HEADER_EOF);
	check_section("A: b\n c\n", "A: b\n c\n", "", HEADER_EOF);
	check_section("hello\nA: b\n", "", "hello\nA: b\n", HEADER_NO_BLANK);
	check_section("A: b\nhello\n\nx", "A: b\n", "hello\n\nx",
	    HEADER_NO_BLANK);
	check_section("A: b\nbad\nworse\nC: d\n\n", "A: b\n",
	    "bad\nworse\nC: d\n\n", HEADER_NO_BLANK);
	check_section("A: b\nbad\nC: d\n\nx", "A: b\nbad\nC: d\n", "x",
	    HEADER_BLANK);
	check_section("A: b\nbad\n more\nC: d\n\nx",
	    "A: b\nbad\n more\nC: d\n", "x", HEADER_BLANK);
	check_section("From me\nA: b\n\nx", "From me\nA: b\n", "x",
	    HEADER_BLANK);
	check_section(" in\nA: b\n\nx", " in\nA: b\n", "x", HEADER_BLANK);
	check_section(" in\nout\n", "", " in\nout\n", HEADER_NO_BLANK);
	check_section("A: b\nbad", "A: b\n", "bad", HEADER_NO_BLANK);
}

static void
test_limit(void)
{
	struct buf text = BUF_INIT;
	struct header h = HEADER_INIT;
	size_t at;

	buf_add_string(&text, "A: b\nC: ");
	memset(buf_reserve(&text, HEADER_MAX), 'x', HEADER_MAX);
	text.len += HEADER_MAX - 8;
	CHECK(header_feed(&h, buf_str(&text)) == HEADER_MAX);
	CHECK(h.end == HEADER_OPEN);
	text.len++;
	at = header_feed(&h, STR("x"));
	CHECK(at == 0 && h.end == HEADER_LIMIT);
	CHECK(str_is(header_fields(&h), "A: b\n"));
	CHECK(header_body(&h).n == HEADER_MAX - 5);
	header_free(&h);
	buf_free(&text);
}

static void
test_fields(void)
{
	struct str rest = STR("A: b\nbad\n more\nC :\r\n d\r\n\nE: f\n");
	struct buf b = BUF_INIT;
	struct field f;

	CHECK(header_next(&rest, &f) && str_is(f.name, "A") && !f.spaced);
	CHECK(str_is(f.value, " b") && str_is(f.raw, "A: b\n"));
	CHECK(header_next(&rest, &f) && f.name.n == 0);
	CHECK(str_is(f.value, "bad\n more"));
	CHECK(header_next(&rest, &f) && str_is(f.name, "C") && f.spaced);
	CHECK(str_is(f.value, "\r\n d"));
	header_unfold(f.value, &b);
	header_unfold(STR(" x\r\n\ty \n z\r\n"), &b);
	CHECK(str_is(buf_str(&b), "dx\ty  z"));
	buf_free(&b);
	CHECK(!header_next(&rest, &f) && str_is(rest, "\nE: f\n"));
	CHECK(header_find(STR("A: 1\nSUBJECT: 2\nsubject: 3\n"), "Subject",
	    &f) && str_is(f.value, " 2"));
	CHECK(!header_find(STR("A: 1\n"), "B", &f));
	CHECK(!header_find(STR(""), "B", &f));
}

static void
test_read(void)
{
	struct header h = HEADER_INIT;
	struct err e = ERR_INIT;
	struct in in;
	size_t cap;
	int fd[2];

	for (cap = 1; cap < 12; cap++) {
		CHECK(proc_pipe(fd, &e) == 0);
		CHECK(write(fd[1], "A: b\n\nbody", 10) == 10);
		close(fd[1]);
		in_init(&in, fd[0], "pipe", cap);
		header_reset(&h);
		CHECK(header_read(&h, &in, &e) == 0);
		CHECK(h.end == HEADER_BLANK && header_body(&h).n == 0);
		CHECK(in_more(&in, &e) == 1 && in_window(&in).p[0] == 'b');
		in_free(&in);
		close(fd[0]);
	}
	header_free(&h);
}

int
main(void)
{
	test_ends();
	test_limit();
	test_fields();
	test_read();
	return check_failures > 0;
}
