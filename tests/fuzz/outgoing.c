/* SPDX-License-Identifier: ISC */
/*
 * Messages of any bytes, made ready to leave.  What comes out has no Bcc in
 * its header, as anybody could read it, no CR and no NUL, no line that is too
 * long, and has the body that came in.  Recipients from its header are
 * addresses that fit into a command.  It is the same however the bytes come:
 * all at once, some at a time, line by line, or from a file that is not
 * copied.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mime/addrcheck.h"
#include "mime/envelope.h"
#include "mime/eol.h"
#include "mime/outgoing.h"
#include "mime/outhead.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static int
read_message(struct outgoing *o, struct str text)
{
	struct err e = ERR_INIT;
	struct str line;
	struct eol lines;
	int done = 0;

	eol_init(&lines, text, true);
	while (done == 0 && eol_next(&lines, &line))
		done = outgoing_line(o, line, &e);
	if (done == 0)
		done = outgoing_end(o, &e);
	if (done == 0)
		done = outgoing_check(o, &e);
	must(done == 0 || e.status == STATUS_DATA);
	return done;
}

static void
write_message(struct outgoing *o, struct buf *to)
{
	struct err e = ERR_INIT;
	char piece[7];
	ssize_t n;

	outgoing_rewind(o);
	while ((n = outgoing_text(o, piece, sizeof(piece), &e)) > 0)
		buf_add(to, piece, (size_t)n);
	must(n == 0);
}

/* A file that has the text. */
static int
file_of(struct str text)
{
	static FILE *file;

	if (file == NULL)
		file = tmpfile();
	must(file != NULL && ftruncate(fileno(file), 0) == 0 &&
	    pwrite(fileno(file), text.p, text.n, 0) == (ssize_t)text.n);
	return fileno(file);
}

/* The same in pieces of n bytes. */
static int
feed_message(struct outgoing *o, struct str text, size_t n)
{
	struct buf window = BUF_INIT;
	struct err e = ERR_INIT;
	ssize_t taken = 0;

	do {
		if (n > text.n)
			n = text.n;
		buf_add(&window, text.p, n);
		text = str_skip(text, n);
		taken = outgoing_feed(o, buf_str(&window), text.n == 0, &e);
		if (taken > 0)
			buf_drop(&window, (size_t)taken);
		o->source_at += (off_t)taken;
	} while (taken >= 0 && text.n > 0);
	buf_free(&window);
	if (taken < 0 || outgoing_end(o, &e) < 0 || outgoing_check(o, &e) < 0)
		return -1;
	return 0;
}

static void
check_same(struct outgoing *a, struct outgoing *b)
{
	struct buf x = BUF_INIT, y = BUF_INIT;

	must(a->lines == b->lines && a->is_empty == b->is_empty &&
	    a->is_truncated == b->is_truncated &&
	    a->has_8bit_body == b->has_8bit_body &&
	    outgoing_size(a) == outgoing_size(b));
	write_message(a, &x);
	write_message(b, &y);
	must(outgoing_length(b) == y.len);
	must(str_equal(buf_str(&x), buf_str(&y)));
	buf_free(&x);
	buf_free(&y);
}

/* Only who sees the line ends can refuse CR CR LF. */
static void
check_pieces(struct str input, size_t n)
{
	struct outgoing lines, whole, pieces, lent;
	int by_line, at_once, bit_by_bit, in_place;

	outgoing_init(&lines);
	outgoing_init(&whole);
	outgoing_init(&pieces);
	outgoing_init(&lent);
	lines.dot_ends = whole.dot_ends = pieces.dot_ends = n % 2 == 0;
	lent.dot_ends = lines.dot_ends;
	lent.source = file_of(input);
	by_line = read_message(&lines, input);
	at_once = feed_message(&whole, input, input.n);
	bit_by_bit = feed_message(&pieces, input, n);
	in_place = feed_message(&lent, input, n);
	must(at_once == bit_by_bit && (by_line == 0 || at_once < 0));
	must(at_once == in_place);
	must(whole.nul_line == pieces.nul_line);
	must(whole.long_line == pieces.long_line);
	if (at_once == 0) {
		check_same(&lines, &whole);
		check_same(&whole, &pieces);
		check_same(&whole, &lent);
	}
	outgoing_free(&lines);
	outgoing_free(&whole);
	outgoing_free(&pieces);
	outgoing_free(&lent);
}

/* As lenient a reader as there is: any line with a colon is a field. */
static void
check_field(struct str line)
{
	struct str name = str_trim(str_cut(&line, ':'));

	must(!str_case_is(name, "Bcc") && !str_case_is(name, "Resent-Bcc"));
}

static void
check_message(struct outgoing *o, struct str text)
{
	uint64_t size = 0;
	bool in_header = true;
	struct str line;

	must(!str_has(text, '\r') && !str_has(text, '\0'));
	while (text.n > 0) {
		line = str_cut(&text, '\n');
		must(line.n <= OUTGOING_LINE_MAX);
		size += line.n + 2;
		in_header = in_header && line.n > 0;
		if (in_header && line.p[0] != ' ' && line.p[0] != '\t')
			check_field(line);
	}
	must(!in_header && size == outgoing_size(o));
}

/* The body is the input's end, its line ends made LF. */
static void
check_body(struct str input, struct str text)
{
	struct buf plain = BUF_INIT;
	struct str line, body = str_skip(text,
	    str_find_str(text, STR("\n\n")) + 2);
	struct eol lines;

	eol_init(&lines, input, true);
	while (eol_next(&lines, &line)) {
		buf_add_str(&plain, line);
		buf_add_char(&plain, '\n');
	}
	must(body.n <= plain.len && (body.n == 0 ||
	    memcmp(plain.data + plain.len - body.n, body.p, body.n) == 0));
	buf_free(&plain);
}

static void
check_envelope(struct str header)
{
	struct envelope v = ENVELOPE_INIT;
	struct buf author = BUF_INIT;
	struct err e = ERR_INIT;
	struct str address;
	size_t i;

	if (envelope_add_header(&v, header, &e) == 0)
		envelope_unique(&v);
	for (i = 0; i < v.n; i++) {
		address = str_from(v.rcpts[i]);
		must(address.n > 0 && !str_has_line_end_or_nul(address));
		must(addr_check_envelope(&address, &e) == 0);
		must(address.n == strlen(v.rcpts[i]));
	}
	if (envelope_author(header, &author))
		must(!str_has_line_end_or_nul(buf_str(&author)) &&
		    str_has(buf_str(&author), '@'));
	buf_free(&author);
	envelope_free(&v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str input = str_of((const char *)data, size);
	struct outhead head = {STR("me@a.example"), STR("x@y.example"),
	    STR("a.example")};
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;
	struct outgoing o;

	outgoing_init(&o);
	if (read_message(&o, input) == 0 && !o.is_empty) {
		check_envelope(buf_str(&o.header));
		if (outhead_complete(&o, &head, &e) == 0) {
			write_message(&o, &text);
			check_message(&o, buf_str(&text));
			check_body(input, buf_str(&text));
		}
	}
	buf_free(&text);
	outgoing_free(&o);
	if (size > 0)
		check_pieces(input, data[size - 1] + (size_t)1);
	return 0;
}
