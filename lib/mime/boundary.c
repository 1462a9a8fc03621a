/* SPDX-License-Identifier: ISC */
#include "mime/boundary.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/linescan.h"
#include "base/mem.h"

void
boundaries_free(struct boundaries *b)
{
	buf_free(&b->text);
	free(b->list);
	b->list = NULL;
	b->n = b->cap = 0;
}

void
boundaries_push(struct boundaries *b, struct str boundary)
{
	struct boundary new = {b->text.len, boundary.n, false, false};

	b->list = mem_more(b->list, b->n, &b->cap, sizeof(*b->list));
	b->list[b->n++] = new;
	buf_add_str(&b->text, boundary);
}

void
boundaries_pop(struct boundaries *b)
{
	b->n--;
	b->text.len = b->list[b->n].at;
}

static bool
begins(const struct boundaries *b, const struct boundary *boundary,
    struct str line)
{
	return line.n >= boundary->n && str_equal(str_of(line.p, boundary->n),
	    str_of(b->text.data + boundary->at, boundary->n));
}

/* Whether a line, without its -- and the blanks at its end, is a delimiter
   of one of the boundaries. */
static bool
match_any(struct boundaries *b, struct str line, struct delimiter *d)
{
	struct boundary *boundary;
	struct str tail;
	bool near = false;
	size_t i;

	for (i = b->n; i-- > 0;) {
		boundary = &b->list[i];
		if (!begins(b, boundary, line))
			continue;
		tail = str_skip(line, boundary->n);
		d->close = str_is(tail, "--");
		if (tail.n > 0 && !d->close) {
			near |= !boundary->closed;
			continue;
		}
		if (boundary->closed) {
			boundary->after_close = true;
			continue;
		}
		d->which = i;
		d->found = true;
		return true;
	}
	b->near |= near;
	return false;
}

/* The text begins with -- as far as it goes. */
static bool
begins_dashes(struct str text)
{
	return text.n == 0 || (text.p[0] == '-' &&
	    (text.n == 1 || text.p[1] == '-'));
}

int
boundary_judge(struct boundaries *b, struct str text, bool last,
    struct delimiter *d)
{
	struct str line = text;
	size_t n;

	if (!begins_dashes(text))
		return 0;
	if (line.n > BOUNDARY_LINE_MAX)
		line.n = BOUNDARY_LINE_MAX;
	n = str_find(line, '\n');
	if (n == line.n && (n == BOUNDARY_LINE_MAX || !last))
		return n == BOUNDARY_LINE_MAX ? 0 : -1;
	d->length = n < line.n ? n + 1 : n;
	line.n = n;
	while (line.n > 0 && ascii_is_space(line.p[line.n - 1]))
		line.n--;
	if (line.n < 2 || !match_any(b, str_skip(line, 2), d))
		return 0;
	if (d->close)
		d->length = n - (n > 0 && text.p[n - 1] == '\r');
	return 1;
}

/* The next line start behind at that has a - or is the text's end; past the
   end if there is none. */
static size_t
next_line(struct str text, size_t at)
{
	size_t next = linescan(text, at + 1, '-', '-');

	if (next < text.n || (at < text.n && text.p[text.n - 1] == '\n'))
		return next;
	return text.n + 1;
}

/* Where the line end before the line at n begins. */
static size_t
before_line(struct str text, size_t n)
{
	if (n > 0)
		n--;
	if (n > 0 && text.p[n - 1] == '\r')
		n--;
	return n;
}

void
boundary_find(struct boundaries *b, struct str text, bool at_start,
    bool last, struct delimiter *d)
{
	size_t at = 0;
	int judged;

	d->found = false;
	d->data = text.n;
	if (b->n == 0)
		return;
	for (;;) {
		if (at > 0 || !at_start)
			at = next_line(text, at);
		if (at > text.n)
			break;
		at_start = false;
		judged = boundary_judge(b, str_skip(text, at), last, d);
		if (judged == 0)
			continue;
		d->data = before_line(text, at);
		if (judged > 0)
			d->length += at - d->data;
		return;
	}
	/* The LF behind it may be that of a delimiter. */
	if (!last && text.n > 0 && text.p[text.n - 1] == '\r')
		d->data--;
}
