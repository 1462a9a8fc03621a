/* SPDX-License-Identifier: ISC */
/* The text of a multi-line reply: whatever pieces the bytes come in, it is
   what a plain reading, line by line, gives. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "net/dottext.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static size_t
find_crlf(struct str s)
{
	return str_find_str(s, STR("\r\n"));
}

/* The text of the whole lines of wire up to the end; the bytes used up. */
static size_t
plainly(struct str wire, struct buf *text, bool *ended)
{
	struct str rest = wire, line;

	*ended = false;
	while (!*ended && find_crlf(rest) < rest.n) {
		line = str_of(rest.p, find_crlf(rest));
		rest = str_skip(rest, line.n + 2);
		if (str_is(line, ".")) {
			*ended = true;
			break;
		}
		buf_add_str(text, str_starts(line, ".") ? str_skip(line, 1)
		                                        : line);
		buf_add_char(text, '\n');
	}
	return wire.n - rest.n;
}

/* The pieces' sizes come from a generator that seed starts. */
static size_t
in_pieces(struct str wire, unsigned int seed, struct buf *text, bool *ended)
{
	struct dottext t = DOTTEXT_INIT;
	struct buf window = BUF_INIT;
	size_t at = 0, n, used = 0, taken, made;

	while (at < wire.n && !t.ended) {
		seed = seed * 1103515245u + 12345u;
		n = 1 + (seed >> 16) % 7;
		if (n > wire.n - at)
			n = wire.n - at;
		buf_add(&window, wire.p + at, n);
		at += n;
		taken = dottext_undo(&t, window.data, window.len, &made);
		must(taken <= window.len && made <= taken);
		must(t.ended || window.len - taken <= 2);
		buf_add(text, window.data, made);
		buf_drop(&window, taken);
		used += taken;
	}
	buf_free(&window);
	*ended = t.ended;
	return used;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str wire = str_of((const char *)data, size);
	struct buf want = BUF_INIT, got = BUF_INIT;
	bool want_end, got_end;
	size_t want_used = plainly(wire, &want, &want_end), got_used;
	unsigned int seed;

	for (seed = 0; seed < 3; seed++) {
		got.len = 0;
		got_used = in_pieces(wire, seed, &got, &got_end);
		must(want_end == got_end);
		must(!want_end || got_used == want_used);
		/* Without an end, a last line may have begun. */
		must(want_end ? got.len == want.len : got.len >= want.len);
		must(want.len == 0 ||
		    memcmp(got.data, want.data, want.len) == 0);
	}
	buf_free(&want);
	buf_free(&got);
	return 0;
}
