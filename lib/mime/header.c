/* SPDX-License-Identifier: ISC */
#include "mime/header.h"

#include <string.h>

#include "base/ascii.h"
#include "base/block.h"
#include "base/linescan.h"
#include "base/utf8.h"

void
header_free(struct header *h)
{
	buf_free(&h->text);
	header_reset(h);
}

void
header_reset(struct header *h)
{
	h->text.len = 0;
	h->start = h->fields = h->body = h->line = h->bad = h->content = 0;
	h->end = HEADER_OPEN;
	h->has_bad = h->is_mixed = h->is_spaced = h->repeats = false;
	memset(h->single, 0, sizeof(h->single));
}

/* The length of a field's name at the front of a line, 0 if there is none:
   ftext of RFC 5322 2.2, then a colon, with blanks between (4.5). */
static size_t
name_length(struct str line, size_t *colon)
{
	size_t n = 0, i;

	while (line.n - n >= BLOCK_SHORT) {
		i = block_run(line.p + n, '!', '~', ':', ':');
		n += i;
		if (i < BLOCK_SHORT)
			break;
	}
	while (n < line.n && ascii_is_graph(line.p[n]) && line.p[n] != ':')
		n++;
	for (i = n; i < line.n && ascii_is_blank(line.p[i]);)
		i++;
	*colon = i;
	return i < line.n && line.p[i] == ':' ? n : 0;
}

/* A number for each field that a message may have but once; or -1. */
static int
single_number(struct str name)
{
	static const char *const once[HEADER_SINGLES] = {"To", "Cc", "Bcc",
	    "Date", "From", "Sender", "Subject", "Reply-To", "Message-ID",
	    "References", "In-Reply-To"};
	/* The first one that is so long, or longer. */
	static const int first[] = {0, 0, 0, 2, 3, 5, 5, 6, 7, 8, 8, 10, 11};
	int i;

	if (name.n > 11)
		return -1;
	for (i = first[name.n]; i < first[name.n + 1]; i++)
		if (str_case_equal(name, str_of(once[i], name.n)))
			return i;
	return -1;
}

bool
header_is_single(struct str name)
{
	return single_number(name) >= 0;
}

/* A field begins, at at in the text, with that name before its colon. */
static void
take_field(struct header *h, size_t at, struct str name, size_t colon)
{
	int i = single_number(name);

	h->is_mixed |= h->has_bad;
	h->has_bad = false;
	h->is_spaced |= colon > name.n;
	if (h->content == 0 && str_case_starts(name, "Content-"))
		h->content = at + 1;
	if (i >= 0 && h->single[i] > 0)
		h->repeats = true;
	else if (i >= 0)
		h->single[i] = at + 1;
}

/* Whether s begins with an empty line. */
static bool
begins_empty(struct str s)
{
	return s.p[0] == '\n' || (s.n > 1 && s.p[0] == '\r' && s.p[1] == '\n');
}

/* What some mail programs leave at the top: the From_ line of an mbox. */
static bool
is_mbox_line(struct str line)
{
	return str_starts(line, "From ") || str_starts(line, ">From ");
}

static void
end_section(struct header *h, enum header_end end, size_t fields,
    size_t body)
{
	h->end = end;
	h->fields = fields;
	h->body = body;
}

static void
take_bad_line(struct header *h, struct str line)
{
	if (h->has_bad) {
		end_section(h, HEADER_NO_BLANK, h->bad, h->bad);
	} else if (str_starts(line, "--")) {
		/* the first boundary of a multipart */
		end_section(h, HEADER_NO_BLANK, h->line, h->line);
	} else if (h->line == 0 && !is_mbox_line(line)) {
		end_section(h, HEADER_NO_BLANK, 0, 0);
	} else {
		h->has_bad = true;
		h->bad = h->line;
	}
}

/* Judges the line that is now whole, from h->line to the end of the text. */
static void
take_line(struct header *h)
{
	struct str line = str_skip(buf_str(&h->text), h->line);
	size_t n, colon;

	if (h->line == 0 && utf8_has_mark(line) &&
	    name_length(str_skip(line, UTF8_MARK_LENGTH), &colon) > 0) {
		h->start = UTF8_MARK_LENGTH;
		line = str_skip(line, h->start);
	}
	if (begins_empty(line)) {
		if (h->has_bad)
			end_section(h, HEADER_NO_BLANK, h->bad, h->bad);
		else
			end_section(h, HEADER_BLANK, h->line, h->text.len);
	} else if (ascii_is_blank(line.p[0])) {
		if (h->line == 0)
			h->has_bad = true; /* it continues nothing */
	} else if ((n = name_length(line, &colon)) > 0) {
		take_field(h, (size_t)(line.p - h->text.data),
		    str_of(line.p, n), colon);
	} else {
		take_bad_line(h, line);
	}
	h->line = h->text.len;
}

/* The fields of which all lines are at the front of s, and the byte behind
   them: how long they are.  All but the last of a piece are such. */
static size_t
take_whole_fields(struct header *h, struct str s)
{
	size_t at = 0, n, colon, end;

	if (h->line < h->text.len)
		return 0;
	while ((n = name_length(str_skip(s, at), &colon)) > 0) {
		end = linescan_other(s, at + colon, ' ', '\t');
		if (end == s.n)
			break;
		take_field(h, h->line + at, str_of(s.p + at, n), colon);
		at = end;
	}
	buf_add(&h->text, s.p, at);
	h->line = h->text.len;
	return at;
}

/* A line, or what is there of it. */
static size_t
take_some(struct header *h, struct str s)
{
	size_t n = str_find(s, '\n');

	n += n < s.n;
	buf_add(&h->text, s.p, n);
	if (s.p[n - 1] == '\n')
		take_line(h);
	return n;
}

size_t
header_feed(struct header *h, struct str s)
{
	size_t at = 0, room, n;
	struct str piece;

	while (h->end == HEADER_OPEN && at < s.n) {
		room = HEADER_MAX - h->text.len;
		if (room == 0) {
			h->is_mixed |= h->has_bad;
			end_section(h, HEADER_LIMIT, h->line, h->line);
			break;
		}
		piece = str_skip(s, at);
		if (piece.n > room)
			piece.n = room;
		n = take_whole_fields(h, piece);
		at += n > 0 ? n : take_some(h, piece);
	}
	return at;
}

void
header_finish(struct header *h)
{
	if (h->end == HEADER_OPEN && h->line < h->text.len)
		take_line(h);
	if (h->end != HEADER_OPEN)
		return;
	if (h->has_bad)
		end_section(h, HEADER_NO_BLANK, h->bad, h->bad);
	else
		end_section(h, HEADER_EOF, h->text.len, h->text.len);
}

int
header_read(struct header *h, struct in *in, struct err *e)
{
	int got;

	while (h->end == HEADER_OPEN) {
		got = in_more(in, e);
		if (got < 0)
			return -1;
		if (got == 0)
			header_finish(h);
		else
			in_take(in, header_feed(h, in_window(in)));
	}
	return 0;
}

struct str
header_fields(const struct header *h)
{
	return str_skip(str_of(h->text.data, h->fields), h->start);
}

struct str
header_content(const struct header *h)
{
	if (h->content == 0)
		return str_of(NULL, 0);
	return str_skip(str_of(h->text.data, h->fields), h->content - 1);
}

bool
header_has_control(const struct header *h)
{
	struct str s = header_fields(h);
	size_t n;

	if (str_has(s, '\0'))
		return true;
	for (n = str_find(s, '\r'); n < s.n;
	    n += 2 + str_find(str_skip(s, n + 2), '\r'))
		if (n + 1 == s.n || s.p[n + 1] != '\n')
			return true;
	return false;
}

struct str
header_body(const struct header *h)
{
	return str_skip(buf_str(&h->text), h->body);
}

/* The length of the first line of s, its LF included. */
static size_t
line_length(struct str s)
{
	size_t n = str_find(s, '\n');

	return n < s.n ? n + 1 : n;
}

static struct str
without_line_end(struct str s)
{
	if (s.n > 0 && s.p[s.n - 1] == '\n') {
		s.n--;
		if (s.n > 0 && s.p[s.n - 1] == '\r')
			s.n--;
	}
	return s;
}

static void
split(struct field *f)
{
	struct str rest = f->raw;
	size_t colon;

	f->name = str_of(rest.p, name_length(rest, &colon));
	f->spaced = f->name.n > 0 && colon > f->name.n;
	if (f->name.n > 0)
		rest = str_skip(rest, colon + 1);
	f->value = without_line_end(rest);
}

bool
header_next(struct str *rest, struct field *f)
{
	size_t n;

	if (rest->n == 0 || begins_empty(*rest))
		return false;
	n = linescan_other(*rest, 1, ' ', '\t');
	f->raw = str_of(rest->p, n);
	*rest = str_skip(*rest, n);
	split(f);
	return true;
}

bool
header_single(const struct header *h, struct str name, struct field *f)
{
	int i = single_number(name);
	struct str rest;

	if (i < 0 || h->single[i] == 0)
		return false;
	rest = str_of(h->text.data, h->fields);
	rest = str_skip(rest, h->single[i] - 1);
	return header_next(&rest, f);
}

bool
header_find(struct str fields, const char *name, struct field *f)
{
	while (header_next(&fields, f))
		if (str_case_is(f->name, name))
			return true;
	return false;
}

void
header_unfold(struct str value, struct buf *b)
{
	size_t n;

	value = str_trim(value);
	buf_reserve(b, value.n);
	while (value.n > 0) {
		n = line_length(value);
		buf_add_str(b, without_line_end(str_of(value.p, n)));
		value = str_skip(value, n);
	}
}
