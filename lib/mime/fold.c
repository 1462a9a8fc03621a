/* SPDX-License-Identifier: ISC */
#include "mime/fold.h"


static void
add(struct fold *f, struct str s)
{
	buf_add_str(f->b, s);
	f->column += s.n;
	if (f->column > FOLD_LINE_MAX)
		f->too_long = true;
}

void
fold_start(struct fold *f, struct buf *b, const char *name)
{
	f->b = b;
	f->column = 0;
	f->too_long = false;
	fold_glue(f, name);
	fold_glue(f, ":");
}

void
fold_blanks_word(struct fold *f, struct str blanks, struct str word)
{
	if (f->column + blanks.n + word.n > FOLD_COLUMNS) {
		buf_add_char(f->b, '\n');
		f->column = 0;
	}
	add(f, blanks);
	add(f, word);
}

void
fold_word(struct fold *f, struct str word)
{
	fold_blanks_word(f, STR(" "), word);
}

void
fold_glue(struct fold *f, const char *text)
{
	add(f, str_from(text));
}

size_t
fold_room(const struct fold *f)
{
	return f->column + 1 < FOLD_COLUMNS ? FOLD_COLUMNS - f->column - 1 : 0;
}

int
fold_end(struct fold *f)
{
	buf_add_char(f->b, '\n');
	f->column = 0;
	return f->too_long ? -1 : 0;
}
