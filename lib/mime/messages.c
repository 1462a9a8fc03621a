/* SPDX-License-Identifier: ISC */
#include "mime/messages.h"

#include <string.h>

#include "base/linescan.h"
#include "base/utf8.h"

static const char from_[] = "From ";

#define FROM_LENGTH (sizeof(from_) - 1)

void
messages_init(struct messages *m, struct in *in)
{
	memset(m, 0, sizeof(*m));
	m->in = in;
	m->ended = true;
}

struct str
messages_window(const struct messages *m)
{
	struct str window = in_window(m->in);

	if (m->is_mbox)
		window.n = m->ready;
	return window;
}

void
messages_take(struct messages *m, size_t n)
{
	in_take(m->in, n);
	if (m->is_mbox)
		m->ready -= n;
}

/* Whether s begins "From ", which an mbox quotes, From_ line or not: 1, 0, or
   -1 if too little of it is there to tell. */
static int
begins_from(struct str s, bool eof)
{
	size_t n = s.n < FROM_LENGTH ? s.n : FROM_LENGTH;

	if (n > 0 && memcmp(s.p, from_, n) != 0)
		return 0;
	if (n < FROM_LENGTH)
		return eof ? 0 : -1;
	return 1;
}

/* The length of an empty line at the front of s; 0 if there is none, -1 if
   it is not to be told yet. */
static int
empty_line(struct str s, bool eof)
{
	if (s.p[0] == '\n')
		return 1;
	if (s.p[0] != '\r')
		return 0;
	if (s.n == 1)
		return eof ? 0 : -1;
	return s.p[1] == '\n' ? 2 : 0;
}

/* The line at the front of s begins with an empty line or From_: 0 if more
   must be read before that can be judged. */
static int
judge_end(struct messages *m, struct str s, size_t empty)
{
	struct str next = str_skip(s, empty);
	int from = fromline_judge(next, m->in->eof);

	if (from < 0)
		return 0;
	if (from > 0 || next.n == 0) {
		m->ended = true;
		m->skip = empty;
	} else if (empty > 0) {
		m->ready += empty;
	} else {
		m->at_start = false;
	}
	return 1;
}

/* A line of >s, at s: a > goes away if From_ is behind them. */
static int
judge_quoted(struct messages *m, struct str s)
{
	size_t n = 0;
	int from;

	while (n < s.n && s.p[n] == '>')
		n++;
	from = begins_from(str_skip(s, n), m->in->eof);
	if (from == 0) {
		m->ready += n;
		m->at_start = false;
		return 1;
	}
	m->ready += n - 1;
	m->drop = from > 0;
	return 0;
}

/* The line that begins at s: what of it is the message's?  0 if that is
   not to be told before more is read, or before a > was dropped. */
static int
judge_line(struct messages *m, struct str s)
{
	int empty;

	if (s.p[0] == '>' && !m->passing)
		return judge_quoted(m, s);
	empty = empty_line(s, m->in->eof);
	if (empty < 0)
		return 0;
	if (empty > 0 || s.p[0] == 'F')
		return judge_end(m, s, (size_t)empty);
	m->at_start = false;
	return 1;
}

/* Where the empty line begins that stands before the line at n, or n if
   there is none.  The first byte of s is within a line. */
static size_t
before_empty(struct str s, size_t n)
{
	if (n >= 2 && s.p[n - 2] == '\n')
		return n - 1;
	if (n >= 3 && s.p[n - 2] == '\r' && s.p[n - 3] == '\n')
		return n - 2;
	return n;
}

/* Passes over the lines in s, the first of which has begun before, up to one
   that must be judged or may turn out to. */
static void
pass_lines(struct messages *m, struct str s)
{
	size_t n = linescan(s, 1, 'F', m->passing ? 'F' : '>');

	m->at_start = true;
	if (s.p[n - 1] == '\n')
		n = before_empty(s, n);
	else if (n >= 2 && s.p[n - 1] == '\r' && s.p[n - 2] == '\n')
		n--;
	else
		m->at_start = false;
	m->ready += n;
}

/* Moves ready on over all that is sure to be the message's. */
static void
scan(struct messages *m)
{
	struct str s;

	while (!m->ended && !m->drop) {
		s = str_skip(in_window(m->in), m->ready);
		if (s.n == 0)
			return;
		if (!m->at_start)
			pass_lines(m, s);
		else if (!judge_line(m, s))
			return;
	}
}

/* Takes the > out that stands behind ready, by moving what is before it. */
static void
drop(struct messages *m)
{
	char *p = m->in->data + m->in->pos;

	memmove(p + 1, p, m->ready);
	in_take(m->in, 1);
	m->drop = m->at_start = false;
}

static int
fill_mbox(struct messages *m, struct err *e)
{
	size_t before = m->ready;
	int got;

	while (!m->ended) {
		if (m->drop)
			drop(m);
		scan(m);
		if (m->ready > before)
			return 1;
		if (m->ended || m->drop)
			continue;
		got = in_fill(m->in, e);
		if (got < 0)
			return -1;
		if (got == 0 && !m->in->eof)
			return 0; /* the buffer is full */
		if (got == 0 && m->ready == in_window(m->in).n)
			m->ended = true;
	}
	return 0;
}

int
messages_fill(struct messages *m, struct err *e)
{
	int got;

	if (m->is_mbox)
		return fill_mbox(m, e);
	got = in_fill(m->in, e);
	if (m->in->eof)
		m->ended = true;
	return got;
}

/* The same for the input's first line, before which some editors put a byte
   order mark. */
static int
begins_mbox(struct str s, bool eof)
{
	if (s.n < UTF8_MARK_LENGTH && !eof)
		return -1;
	if (utf8_has_mark(s))
		s = str_skip(s, UTF8_MARK_LENGTH);
	return fromline_judge(s, eof);
}

/* Finds out what the input is.  1, 0 if it is empty, -1. */
static int
begin_input(struct messages *m, struct err *e)
{
	int got, from;

	while ((from = begins_mbox(in_window(m->in), m->in->eof)) < 0) {
		got = in_fill(m->in, e);
		if (got < 0)
			return -1;
	}
	m->is_mbox = from > 0;
	return in_window(m->in).n > 0;
}

/* Takes the From_ line, however long.  0 or -1. */
static int
take_from_line(struct messages *m, struct err *e)
{
	struct str window;
	size_t n;
	int got;

	while ((got = in_more(m->in, e)) > 0) {
		window = in_window(m->in);
		n = str_find(window, '\n');
		if (n < window.n) {
			in_take(m->in, n + 1);
			return 0;
		}
		in_take(m->in, n);
	}
	return got;
}

static int
pass_over(struct messages *m, struct err *e)
{
	int got;

	m->passing = true;
	do {
		messages_take(m, messages_window(m).n);
		got = messages_fill(m, e);
	} while (got > 0);
	m->passing = false;
	if (got == 0 && m->is_mbox) {
		in_take(m->in, m->skip);
		m->skip = 0;
	}
	return got;
}

int
messages_next(struct messages *m, struct err *e)
{
	int got = 1;

	if (m->count == 0)
		got = begin_input(m, e);
	else if (pass_over(m, e) < 0)
		return -1;
	else if (!m->is_mbox)
		got = 0;
	else
		got = in_more(m->in, e);
	if (got <= 0)
		return got;
	if (m->is_mbox && take_from_line(m, e) < 0)
		return -1;
	m->count++;
	m->ended = false;
	m->at_start = true;
	m->ready = 0;
	return 1;
}
