/* SPDX-License-Identifier: ISC */
/* A command of a name and a text, with a line end between the two, or of any
   bytes: what travels is one too, with nothing left that stands for something
   else, and in the old form just what it says. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "net/imap_form.h"
#include "net/imap_string.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* Outside of its literals it is one line of ASCII, or of UTF-8. */
static void
check_lines(struct str text, bool utf8)
{
	struct str line;
	uint64_t n;
	bool binary;

	for (;;) {
		line = str_of(text.p, str_find_str(text, STR("\r\n")));
		must(!str_has_line_end_or_nul(line));
		must(utf8 ? utf8_is_valid(line) : !str_has_8bit(line));
		if (line.n == text.n)
			return;
		must(imap_form_ends_in_literal(line, &n, &binary));
		text = str_skip(text, line.n + 2);
		must(n <= text.n);
		text = str_skip(text, (size_t)n);
	}
}

static void
check(struct str command, bool utf8, struct buf *out)
{
	struct buf again = BUF_INIT;

	imap_form_write(out, command, utf8);
	must(imap_form_is_good(buf_str(out)));
	check_lines(buf_str(out), utf8);
	imap_form_write(&again, buf_str(out), utf8);
	must(str_equal(buf_str(out), buf_str(&again)));
	buf_free(&again);
}

static void
check_built(struct str name, struct str text)
{
	struct buf command = BUF_INIT, plain = BUF_INIT, out = BUF_INIT;

	buf_add_string(&command, "X ");
	buf_add_string(&plain, "X ");
	if (imap_add_mailbox(&command, name)) {
		must(imap_add_astring(&plain, name));
		buf_add_string(&command, " (");
		buf_add_string(&plain, " (");
		must(imap_add_string(&command, text) ==
		    imap_add_string(&plain, text));
		must(imap_form_is_good(buf_str(&command)));
		check(buf_str(&command), false, &out);
		must(str_equal(buf_str(&out), buf_str(&plain)));
		out.len = 0;
		check(buf_str(&command), true, &out);
	}
	buf_free(&out);
	buf_free(&plain);
	buf_free(&command);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_of((const char *)data, size), name;
	struct buf out = BUF_INIT;

	imap_form_write(&out, text, size % 2 != 0);
	if (imap_form_is_good(text))
		must(!str_has_line_end_or_nul(str_of(text.p,
		    str_find_str(text, STR("\r\n")))));
	buf_free(&out);
	name = str_cut(&text, '\n');
	check_built(name, text);
	return 0;
}
