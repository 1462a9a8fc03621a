/* SPDX-License-Identifier: ISC */
/* Words, with a bar between two: whatever they are, what goes into a command is one
   command, with nothing in it but keys, strings and balanced parentheses. */
#include <stdint.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/num.h"
#include "base/utf8.h"
#include "net/imap_criteria.h"
#include "net/imap_form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define WORDS_MAX 200

static void
must(int held)
{
	if (!held)
		abort();
}

/* Behind the opening quote: what stands behind the closing one. */
static struct str
skip_quoted(struct str s, bool utf8)
{
	struct str begin = s;

	while (s.n > 0 && s.p[0] != '"')
		s = str_skip(s, s.p[0] == '\\' ? 2 : 1);
	must(s.n > 0);
	begin.n -= s.n;
	must(!str_has_line_end_or_nul(begin));
	must(utf8 ? utf8_is_valid(begin) : !str_has_8bit(begin));
	return str_skip(s, 1);
}

static struct str
skip_literal(struct str s)
{
	uint64_t n;

	must(num_parse(str_cut(&s, '}'), s.n, &n) == 0);
	must(str_starts(s, "\r\n"));
	s = str_skip(s, 2);
	must(s.n >= n && !str_has_line_end_or_nul(str_of(s.p, (size_t)n)));
	return str_skip(s, (size_t)n);
}

static void
check_command(struct str s, bool utf8)
{
	size_t depth = 0;
	char c;

	must(s.n > 0);
	must(!utf8 || !str_starts(s, "CHARSET"));
	while (s.n > 0) {
		c = s.p[0];
		must(ascii_is_graph(c) || c == ' ');
		s = str_skip(s, 1);
		if (c == '"')
			s = skip_quoted(s, utf8);
		else if (c == '{')
			s = skip_literal(s);
		depth += c == '(';
		must(c != ')' || depth-- > 0);
	}
	must(depth == 0);
}

static void
check_written(struct str criteria, bool utf8)
{
	struct buf b = BUF_INIT;

	must(imap_form_is_good(criteria));
	imap_form_write(&b, criteria, utf8);
	check_command(buf_str(&b), utf8);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf copy = BUF_INIT, b = BUF_INIT;
	struct err e = ERR_INIT;
	char *words[WORDS_MAX], *at, *end;
	size_t n = 0;

	buf_add(&copy, data, size);
	for (at = buf_string(&copy); n < WORDS_MAX; at = end + 1) {
		words[n++] = at;
		end = strchr(at, '|');
		if (end == NULL)
			break;
		*end = '\0';
	}
	if (imap_criteria_add(&b, words, n, &e) == 0) {
		check_written(buf_str(&b), false);
		check_written(buf_str(&b), true);
	} else {
		must(e.status == STATUS_USAGE && b.len == 0);
	}
	buf_free(&b);
	buf_free(&copy);
	return 0;
}
