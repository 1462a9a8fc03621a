/* SPDX-License-Identifier: ISC */
#include "net/imap_form.h"

#include "base/ascii.h"
#include "base/num.h"
#include "base/utf8.h"
#include "net/imap_name.h"
#include "net/imap_string.h"

/* The head of a literal, or of what stands like one: "{n}", "{n&}", "{n?}". */
struct head {
	size_t at;  /* where it begins in its line */
	char kind;  /* 0 for a literal */
	uint64_t n; /* bytes behind the line's end */
};

static bool
read_head(struct str line, struct head *h)
{
	size_t end = line.n, at;

	if (end < 3 || line.p[--end] != '}')
		return false;
	h->kind = '\0';
	if (line.p[end - 1] == IMAP_KIND_NAME ||
	    line.p[end - 1] == IMAP_KIND_OLD)
		h->kind = line.p[--end];
	for (at = end; at > 0 && line.p[at] != '{'; )
		at--;
	h->at = at;
	return line.p[at] == '{' && num_parse(str_of(line.p + at + 1,
	    end - at - 1), UINT64_MAX, &h->n) == 0;
}

bool
imap_form_ends_in_literal(struct str line, uint64_t *n, bool *binary)
{
	struct head h;

	if (!read_head(line, &h) || h.kind != '\0')
		return false;
	*n = h.n;
	*binary = h.at > 0 && line.p[h.at - 1] == '~';
	return true;
}

/* Whether a server would take the line's end for the head of a literal, and
   wait for its octets (RFC 9051 4.3). */
static bool
asks_for_literal(struct str line)
{
	size_t n = line.n;

	if (n == 0 || line.p[--n] != '}')
		return false;
	if (n > 0 && (line.p[n - 1] == '+' || line.p[n - 1] == '-'))
		n--;
	while (n > 0 && ascii_is_digit(line.p[n - 1]))
		n--;
	return n > 0 && line.p[n - 1] == '{';
}

static struct str
first_line(struct str text)
{
	return str_of(text.p, str_find_str(text, STR("\r\n")));
}

bool
imap_form_is_good(struct str command)
{
	struct str line;
	struct head h;

	for (;;) {
		line = first_line(command);
		if (str_has_line_end_or_nul(line))
			return false;
		if (line.n == command.n)
			return !asks_for_literal(line);
		command = str_skip(command, line.n + 2);
		if (!read_head(line, &h) || h.n > command.n)
			return false;
		command = str_skip(command, (size_t)h.n);
	}
}

static void
add_literal(struct buf *b, struct str s)
{
	buf_printf(b, "{%zu}\r\n", s.n);
	buf_add_str(b, s);
}

/* Quoted strings may hold UTF-8, and a literal may cost an exchange (RFC 9755
   3, RFC 9051 4.3). */
static void
add_utf8(struct buf *b, struct str s)
{
	if (s.n <= IMAP_QUOTED_MAX && utf8_is_valid(s) &&
	    !str_has_line_end_or_nul(s))
		buf_add_quoted(b, s);
	else
		add_literal(b, s);
}

static void
add_name(struct buf *b, struct str name, bool utf8)
{
	struct buf text = BUF_INIT;

	if (utf8) {
		imap_name_to_utf8(&text, name);
		add_utf8(b, buf_str(&text));
		buf_free(&text);
	} else if (!imap_add_string(b, name)) {
		add_literal(b, name);
	}
}

static void
add_bytes(struct buf *b, char kind, struct str bytes, bool utf8)
{
	if (kind == IMAP_KIND_NAME)
		add_name(b, bytes, utf8);
	else if (kind == IMAP_KIND_OLD)
		buf_add_str(b, utf8 ? STR("") : bytes);
	else if (utf8)
		add_utf8(b, bytes);
	else
		add_literal(b, bytes);
}

void
imap_form_write(struct buf *b, struct str commands, bool utf8)
{
	struct str line;
	struct head h;

	while (commands.n > 0) {
		line = first_line(commands);
		commands = str_skip(commands, line.n + 2);
		if (!read_head(line, &h) || h.n == 0 || h.n > commands.n) {
			buf_add_str(b, line);
			if (commands.p != line.p + line.n)
				buf_add_string(b, "\r\n");
			continue;
		}
		buf_add(b, line.p, h.at);
		add_bytes(b, h.kind, str_of(commands.p, (size_t)h.n), utf8);
		commands = str_skip(commands, (size_t)h.n);
	}
}
