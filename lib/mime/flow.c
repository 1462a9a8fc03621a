/* SPDX-License-Identifier: ISC */
#include "mime/flow.h"

#include <string.h>

/* What no line can hold is written as it comes. */
#define WORD_MAX 998

void
flow_init(struct flow *f)
{
	memset(f, 0, sizeof(*f));
}

void
flow_free(struct flow *f)
{
	buf_free(&f->word);
}

/* Begins the text of a line, with its quotes.  RFC 3676 4.4: what would be
   read as something else is stuffed; behind quotes, readers take one blank
   for that anyway, and people write it. */
static void
begin_text(struct flow *f, struct buf *b, char first)
{
	size_t i;

	for (i = 0; i < f->quotes; i++)
		buf_add_char(b, '>');
	f->column = f->quotes;
	f->dashes = 0;
	f->in_text = true;
	f->can_break = false;
	if (f->quotes > 0)
		return;
	if (first == ' ' || first == '>' ||
	    str_is(buf_str(&f->word), "From")) {
		buf_add_char(b, ' ');
		f->column++;
	}
}

static void
break_line(struct flow *f, struct buf *b)
{
	buf_add_char(b, '\n');
	begin_text(f, b, f->word.data[0]);
	if (f->quotes > 0) {
		buf_add_char(b, ' ');
		f->column++;
	}
}

/* Not behind "-- ", which would become the line before a signature: RFC 3676
   4.3. */
static bool
breaks_here(const struct flow *f)
{
	return f->can_break && f->column + f->width > FLOW_COLUMNS &&
	    (f->dashes == 0 || f->column > f->dashes + 1);
}

static void
end_word(struct flow *f, struct buf *b)
{
	bool is_first;

	if (f->word.len == 0)
		return;
	if (!f->in_text)
		begin_text(f, b, f->word.data[0]);
	else if (breaks_here(f))
		break_line(f, b);
	is_first = f->column <= f->quotes + 1;
	buf_add_str(b, buf_str(&f->word));
	f->column += f->width;
	if (is_first && str_is(buf_str(&f->word), "--"))
		f->dashes = f->column;
	f->can_break = false;
	f->word.len = 0;
	f->width = 0;
}

static void
add_blank(struct flow *f, struct buf *b)
{
	end_word(f, b);
	if (!f->in_text)
		begin_text(f, b, ' ');
	buf_add_char(b, ' ');
	f->column++;
	f->can_break = true;
}

static void
end_line(struct flow *f, struct buf *b)
{
	end_word(f, b);
	if (!f->in_text && f->quotes > 0)
		begin_text(f, b, '\0');
	buf_add_char(b, '\n');
	f->column = f->quotes = 0;
	f->in_text = f->can_break = false;
}

static void
add_byte(struct flow *f, char c, struct buf *b)
{
	if (!f->in_text && f->word.len == 0 && c == '>') {
		f->quotes++;
		return;
	}
	buf_add_char(&f->word, c);
	/* A byte that goes on a UTF-8 character takes no column. */
	f->width += ((unsigned char)c & 0xc0) != 0x80;
	if (f->word.len >= WORD_MAX)
		end_word(f, b);
}

void
flow_add(struct flow *f, struct str text, struct buf *b)
{
	size_t i;

	for (i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (f->cr && c != '\n')
			add_byte(f, '\r', b);
		f->cr = c == '\r';
		if (c == '\n')
			end_line(f, b);
		else if (c == ' ')
			add_blank(f, b);
		else if (!f->cr)
			add_byte(f, c, b);
	}
}

void
flow_end(struct flow *f, struct buf *b)
{
	if (f->cr)
		add_byte(f, '\r', b);
	f->cr = false;
	end_word(f, b);
	if (!f->in_text && f->quotes > 0)
		begin_text(f, b, '\0');
}
