/* SPDX-License-Identifier: ISC */
/* A line of imapsh: each command of it is one line on the wire, but for
   literals, and the line gets shorter. */
#include <stdint.h>
#include <stdlib.h>

#include "net/imap_form.h"
#include "net/imap_script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* A CR or LF stands behind "{n}" alone, as CRLF, or is one of the n octets. */
static void
check_command(struct str s)
{
	size_t at, n, factor;

	while ((at = str_find_str(s, STR("\r\n"))) < s.n) {
		must(!str_has_line_end_or_nul(str_of(s.p, at)));
		must(at > 2 && s.p[at - 1] == '}');
		n = 0;
		for (factor = 1, at -= 2; s.p[at] != '{'; at--, factor *= 10)
			n += factor * (size_t)(s.p[at] - '0');
		s = str_skip(s, str_find_str(s, STR("\r\n")) + 2);
		must(n <= s.n);
		s = str_skip(s, n);
	}
	must(!str_has_line_end_or_nul(s));
}

static void
check_written(struct str command, bool utf8)
{
	struct buf b = BUF_INIT;

	imap_form_write(&b, command, utf8);
	check_command(buf_str(&b));
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str line = str_of((const char *)data, size);
	struct imap_script s;
	struct err e = ERR_INIT;
	size_t before;

	imap_script_init(&s);
	while (line.n > 0) {
		before = line.n;
		if (imap_script_read(&s, &line, &e) < 0) {
			must(e.status == STATUS_USAGE && line.n == 0);
			break;
		}
		must(line.n < before);
		must(imap_form_is_good(buf_str(&s.command)));
		check_written(buf_str(&s.command), false);
		check_written(buf_str(&s.command), true);
		must(!str_has_line_end_or_nul(buf_str(&s.box)));
	}
	imap_script_free(&s);
	return 0;
}
