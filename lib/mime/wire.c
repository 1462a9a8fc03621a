/* SPDX-License-Identifier: ISC */
#include "mime/wire.h"

#include <string.h>

#include "base/linescan.h"
#include "mime/crlf.h"
#include "mime/eol.h"

static char *
put(char *to, const char *p, size_t n)
{
	memcpy(to, p, n);
	return to + n;
}

/* A line, or the piece of one that there is. */
static char *
put_text(struct wire *w, struct str text, char *to)
{
	if (text.n == 0)
		return to;
	if (!w->in_line && !w->is_chunk && text.p[0] == '.')
		*to++ = '.';
	w->in_line = true;
	return put(to, text.p, text.n);
}

static char *
put_line_end(struct wire *w, char *to)
{
	w->in_line = false;
	return put(to, "\r\n", 2);
}

/* Lines that end in CRLF already: all but dots is as it has to be.  The first
   may be the rest of one. */
static char *
put_run(struct wire *w, struct str run, char *to)
{
	size_t n;

	while (run.n > 0) {
		if (!w->in_line && !w->is_chunk && run.p[0] == '.')
			*to++ = '.';
		w->in_line = false;
		n = w->is_chunk ? run.n : linescan(run, 1, '.', '.');
		to = put(to, run.p, n);
		run = str_skip(run, n);
	}
	return to;
}

size_t
wire_encode(struct wire *w, struct str text, char *to)
{
	char *at = to;
	struct str line;
	struct eol lines;
	size_t run;

	if (text.n == 0)
		return 0;
	if (w->after_cr && text.p[0] == '\n')
		text = str_skip(text, 1);
	w->after_cr = false;
	run = crlf_run(text);
	at = put_run(w, str_of(text.p, run), at);
	eol_init(&lines, str_skip(text, run), false);
	while (eol_next(&lines, &line))
		at = put_line_end(w, put_text(w, line, at));
	line = lines.rest;
	if (line.n > 0 && line.p[line.n - 1] == '\r') {
		line.n--;
		w->after_cr = true;
	}
	at = put_text(w, line, at);
	if (w->after_cr)
		at = put_line_end(w, at);
	return (size_t)(at - to);
}

size_t
wire_end(struct wire *w, char *to)
{
	char *at = w->in_line ? put_line_end(w, to) : to;

	if (!w->is_chunk)
		at = put(at, ".\r\n", 3);
	*w = (struct wire)WIRE_INIT;
	return (size_t)(at - to);
}
