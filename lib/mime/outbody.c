/* SPDX-License-Identifier: ISC */
#include "mime/outbody.h"

#include <string.h>

#include "base/linefacts.h"
#include "base/linescan.h"
#include "mime/crlf.h"

/* Few and large writes to the spool. */
#define PENDING ((size_t)64 * 1024)

int
outbody_flush(struct outgoing *o, struct err *e)
{
	int done = spool_add(&o->body, o->pending.data, o->pending.len, e);

	o->pending.len = 0;
	return done;
}

/* Whether it is the delimiter that ends the multipart (RFC 2046 5.1.1). */
static bool
is_closing(const struct outgoing *o, struct str line)
{
	size_t n = o->closing.len;

	return n > 0 && line.n >= n && line.p[0] == '-' &&
	    memcmp(line.p, o->closing.data, n) == 0 &&
	    str_trim(str_skip(line, n)).n == 0;
}

int
outbody_text(struct outgoing *o, struct str text, struct err *e)
{
	if (!o->has_8bit_body)
		o->has_8bit_body = str_has_8bit(text);
	if (o->nul_line == 0 && str_has(text, '\0'))
		o->nul_line = o->lines;
	if (o->long_line == 0 && text.n > OUTGOING_LINE_MAX)
		o->long_line = o->lines;
	if (o->pending.len + text.n >= PENDING && outbody_flush(o, e) < 0)
		return -1;
	buf_add_str(&o->pending, text);
	return 0;
}

int
outbody_line(struct outgoing *o, struct str line, struct err *e)
{
	if (o->is_truncated && !o->in_line && is_closing(o, line))
		o->is_truncated = false;
	o->in_line = false;
	o->body_lines++;
	if (outbody_text(o, line, e) < 0)
		return -1;
	buf_add_char(&o->pending, '\n');
	return 0;
}

/* The whole lines at the front that end in CRLF, all of them or none; else
   those before the first CR. */
static struct str
plain_lines(struct str text, bool *is_crlf)
{
	size_t run = crlf_run(text);

	*is_crlf = run > 0;
	if (run > 0)
		return str_of(text.p, run);
	text.n = str_find(text, '\r');
	while (text.n > 0 && text.p[text.n - 1] != '\n')
		text.n--;
	return text;
}

/* Looks at the lines that begin with a dash or a dot: one may be the closing
   boundary, or end the message, at which text is cut. */
static struct str
watch_lines(struct outgoing *o, struct str text)
{
	size_t at = 0;
	struct str line;

	while (at < text.n) {
		line = str_skip(text, at);
		line.n = str_find(line, '\n');
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (o->dot_ends && str_is(line, "."))
			return str_of(text.p, at);
		if (o->is_truncated && is_closing(o, line))
			o->is_truncated = false;
		at = linescan(text, at + 1, '-', '.');
	}
	return text;
}

/* Puts lines into the spool: where they stand in the file, with their CRs, or
   a copy without. */
static int
keep_lines(struct outgoing *o, struct str text, size_t at, size_t crs,
    struct err *e)
{
	off_t place = o->source_at + (off_t)at;
	bool cr = false;

	if (outbody_flush(o, e) < 0)
		return -1;
	if (o->source >= 0 && spool_can_lend(&o->body, o->source, place)) {
		o->body_crs += crs;
		return spool_lend(&o->body, o->source, place, text.n, e);
	}
	if (crs == 0)
		return spool_add(&o->body, text.p, text.n, e);
	crlf_add_as_lf(&o->pending, text, &cr);
	return outbody_flush(o, e);
}

ssize_t
outbody_lines(struct outgoing *o, struct str text, size_t at, struct err *e)
{
	struct linefacts facts;
	bool is_crlf;

	if (o->in_line)
		return 0;
	text = watch_lines(o, plain_lines(text, &is_crlf));
	facts = linefacts(text, OUTGOING_LINE_MAX + is_crlf);
	/* Which line it is, is found one by one. */
	if (text.n == 0 || facts.has_nul || facts.has_long)
		return 0;
	o->lines += facts.lines;
	o->body_lines += facts.lines;
	o->has_8bit_body = o->has_8bit_body || facts.has_8bit;
	if (keep_lines(o, text, at, is_crlf ? facts.lines : 0, e) < 0)
		return -1;
	return (ssize_t)text.n;
}

ssize_t
outbody_read(struct outgoing *o, char *p, size_t n, struct err *e)
{
	ssize_t got;
	bool strips;

	do {
		strips = o->body_crs > 0 && o->body.at < o->body.lent;
		got = spool_read(&o->body, p, n, e);
		if (got > 0 && strips)
			got = (ssize_t)crlf_strip(p, (size_t)got);
	} while (got == 0 && o->body.at < o->body.size);
	return got;
}
