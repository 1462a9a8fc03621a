/* SPDX-License-Identifier: ISC */
#include "net/smtp_reply.h"

#include <string.h>

#include "base/ascii.h"

void
smtp_reply_init(struct smtp_reply *r)
{
	memset(r, 0, sizeof(*r));
}

void
smtp_reply_free(struct smtp_reply *r)
{
	buf_free(&r->text);
	smtp_reply_init(r);
}

void
smtp_reply_clear(struct smtp_reply *r)
{
	r->code = 0;
	r->lines = 0;
	r->text.len = 0;
}

/* The code, or -1.  The second digit is not held to RFC 5321's 0 to 5: 571
   and the like are in use. */
static int
code_of(struct str line)
{
	if (line.n < 3 || line.p[0] < '2' || line.p[0] > '5' ||
	    !ascii_is_digit(line.p[1]) || !ascii_is_digit(line.p[2]))
		return -1;
	if (line.n > 3 && line.p[3] != ' ' && line.p[3] != '-')
		return -1;
	return (line.p[0] - '0') * 100 + (line.p[1] - '0') * 10 +
	    line.p[2] - '0';
}

static int
bad(struct err *e, const char *why, struct str line)
{
	return err_set(e, STATUS_PROTOCOL, "%s: %.*s", why,
	    (int)(line.n < 80 ? line.n : 80), line.n > 0 ? line.p : "");
}

int
smtp_reply_add(struct smtp_reply *r, struct str line, struct err *e)
{
	int code = code_of(line);

	if (code < 0 || str_has_line_end_or_nul(line))
		return bad(e, "no reply of SMTP", line);
	if (r->lines > 0 && code != r->code)
		return bad(e, "the server's reply changed its code", line);
	if (r->lines == SMTP_REPLY_LINES ||
	    line.n > SMTP_REPLY_MAX - r->text.len)
		return bad(e, "the server's reply has no end", line);
	r->code = code;
	r->lines++;
	buf_add_str(&r->text, str_skip(line, 4));
	buf_add_char(&r->text, '\n');
	return line.n > 3 && line.p[3] == '-';
}

int
smtp_reply_class(const struct smtp_reply *r)
{
	return r->code / 100;
}

static size_t
count_digits(struct str s)
{
	size_t n = 0;

	while (n < s.n && ascii_is_digit(s.p[n]))
		n++;
	return n;
}

/* class "." subject "." detail, and then a blank or the end (RFC 2034 4). */
static size_t
enhanced_length(struct str line, int class)
{
	size_t subject, detail, n;

	if (line.n < 2 || line.p[0] != '0' + class || line.p[1] != '.')
		return 0;
	subject = count_digits(str_skip(line, 2));
	n = 2 + subject;
	if (subject < 1 || subject > 3 || n == line.n || line.p[n] != '.')
		return 0;
	detail = count_digits(str_skip(line, n + 1));
	n += 1 + detail;
	if (detail < 1 || detail > 3 || (n < line.n && line.p[n] != ' '))
		return 0;
	return n;
}

struct str
smtp_reply_enhanced(const struct smtp_reply *r)
{
	struct str rest = buf_str(&r->text);
	struct str line = str_cut(&rest, '\n');

	return str_of(line.p, enhanced_length(line, smtp_reply_class(r)));
}

void
smtp_reply_text(const struct smtp_reply *r, struct buf *b)
{
	struct str rest = buf_str(&r->text), line;
	bool first = true;

	while (rest.n > 0) {
		line = str_cut(&rest, '\n');
		line = str_trim(str_skip(line,
		    enhanced_length(line, smtp_reply_class(r))));
		if (line.n == 0)
			continue;
		if (!first)
			buf_add_char(b, ' ');
		buf_add_str(b, line);
		first = false;
	}
}

void
smtp_reply_line(const struct smtp_reply *r, struct buf *b)
{
	struct str enhanced = smtp_reply_enhanced(r);
	size_t end;

	buf_printf(b, "%d", r->code);
	if (enhanced.n > 0) {
		buf_add_char(b, ' ');
		buf_add_str(b, enhanced);
	}
	end = b->len;
	buf_add_char(b, ' ');
	smtp_reply_text(r, b);
	if (b->len == end + 1)
		b->len = end;
}
