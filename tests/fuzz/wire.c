/* SPDX-License-Identifier: ISC */
/*
 * What travels behind DATA, from any bytes cut in any way: it does not
 * depend on the cuts, CR and LF are never apart, CRLF.CRLF is its end alone,
 * and a server reads from it the lines of the text and nothing else.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "mime/eol.h"
#include "mime/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* Each piece goes to memory of exactly the room that was promised. */
static void
encode(struct wire *w, struct str text, struct buf *to)
{
	char *room = malloc(WIRE_ROOM(text.n) + (text.n == 0));
	char *copy = malloc(text.n + (text.n == 0));
	size_t n;

	memcpy(copy, text.p, text.n);
	n = wire_encode(w, str_of(copy, text.n), room);
	must(n <= WIRE_ROOM(text.n));
	buf_add(to, room, n);
	free(room);
	free(copy);
}

static void
encode_whole(struct str text, size_t piece, struct buf *to)
{
	struct wire w = WIRE_INIT;
	char end[WIRE_END_ROOM];
	size_t n;

	for (; text.n > 0; text = str_skip(text, piece))
		encode(&w, str_of(text.p, text.n < piece ? text.n : piece),
		    to);
	n = wire_end(&w, end);
	must(n <= sizeof(end));
	buf_add(to, end, n);
}

/* What a strict server takes from it: lines ended by LF. */
static void
decode(struct str wire, struct buf *text)
{
	struct str line;

	must(wire.n >= 3);
	for (;;) {
		line = str_cut(&wire, '\n');
		must(line.n > 0 && line.p[line.n - 1] == '\r');
		line.n--;
		must(!str_has(line, '\r'));
		if (line.n > 0 && line.p[0] == '.') {
			line = str_skip(line, 1);
			if (line.n == 0)
				break;
		}
		buf_add_str(text, line);
		buf_add_char(text, '\n');
	}
	must(wire.n == 0);
}

static void
normalise(struct str text, struct buf *to)
{
	struct str line;
	struct eol lines;

	eol_init(&lines, text, true);
	while (eol_next(&lines, &line)) {
		must(!str_has(line, '\r') && !str_has(line, '\n'));
		buf_add_str(to, line);
		buf_add_char(to, '\n');
	}
	must(lines.rest.n == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT, cut = BUF_INIT;
	struct buf text = BUF_INIT, wanted = BUF_INIT;
	struct str input;

	if (size < 1)
		return 0;
	input = str_of((const char *)data + 1, size - 1);
	encode_whole(input, size, &whole);
	encode_whole(input, 1 + data[0] % 9, &cut);
	must(str_equal(buf_str(&whole), buf_str(&cut)));
	decode(buf_str(&whole), &text);
	normalise(input, &wanted);
	must(str_equal(buf_str(&text), buf_str(&wanted)));
	buf_free(&whole);
	buf_free(&cut);
	buf_free(&text);
	buf_free(&wanted);
	return 0;
}
