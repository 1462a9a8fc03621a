/* SPDX-License-Identifier: ISC */
/* Words, with a bar between two: whatever they are, what goes into a command is one
   command, with nothing in it but keys, strings and balanced parentheses. */
#include <stdint.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/num.h"
#include "net/imap_criteria.h"

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
skip_quoted(struct str s)
{
	while (s.n > 0 && s.p[0] != '"') {
		must(s.p[0] != '\r' && s.p[0] != '\n' &&
		    (unsigned char)s.p[0] < 0x80);
		s = str_skip(s, s.p[0] == '\\' ? 2 : 1);
	}
	must(s.n > 0);
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
check_command(struct str s)
{
	size_t depth = 0;
	char c;

	must(s.n > 0);
	while (s.n > 0) {
		c = s.p[0];
		must(ascii_is_graph(c) || c == ' ');
		s = str_skip(s, 1);
		if (c == '"')
			s = skip_quoted(s);
		else if (c == '{')
			s = skip_literal(s);
		depth += c == '(';
		must(c != ')' || depth-- > 0);
	}
	must(depth == 0);
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
	if (imap_criteria_add(&b, words, n, &e) == 0)
		check_command(buf_str(&b));
	else
		must(e.status == STATUS_USAGE && b.len == 0);
	buf_free(&b);
	buf_free(&copy);
	return 0;
}
