/* SPDX-License-Identifier: ISC */
#include "base/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"

void
words_free(struct words *w)
{
	free(w->v);
	buf_free(&w->bytes);
	w->v = NULL;
	w->n = 0;
}

/* What stands in quotes at the front of *line. */
static int
take_quoted(struct buf *b, struct str *line, struct err *e)
{
	char quote = line->p[0];

	for (*line = str_skip(*line, 1); line->n > 0 && line->p[0] != quote;
	    *line = str_skip(*line, 1)) {
		if (quote == '"' && line->p[0] == '\\' && line->n > 1 &&
		    (line->p[1] == '"' || line->p[1] == '\\'))
			*line = str_skip(*line, 1);
		buf_add_char(b, line->p[0]);
	}
	if (line->n == 0)
		return err_set(e, STATUS_USAGE, "a %c is not closed", quote);
	*line = str_skip(*line, 1);
	return 0;
}

static bool
is_stop(char c, const char *stop)
{
	return c != '\0' && strchr(stop, c) != NULL;
}

/* The word at the front of *line, its quotes undone, and a NUL. */
static int
take_word(struct buf *b, struct str *line, const char *stop, struct err *e)
{
	char c;

	while (line->n > 0 && !ascii_is_space(line->p[0]) &&
	    !is_stop(line->p[0], stop)) {
		c = line->p[0];
		if (c == '\'' || c == '"') {
			if (take_quoted(b, line, e) < 0)
				return -1;
			continue;
		}
		if (c == '\\') {
			*line = str_skip(*line, 1);
			if (line->n == 0)
				return err_set(e, STATUS_USAGE,
				    "nothing behind a backslash");
		}
		buf_add_char(b, line->p[0]);
		*line = str_skip(*line, 1);
	}
	buf_add_char(b, '\0');
	return 0;
}

int
words_read(struct words *w, struct str line, const char *stop,
    struct str *rest, struct err *e)
{
	size_t i;
	char *at;

	w->n = 0;
	w->bytes.len = 0;
	if (str_has(line, '\0'))
		return err_set(e, STATUS_USAGE, "a NUL in a line");
	for (;;) {
		while (line.n > 0 && ascii_is_space(line.p[0]))
			line = str_skip(line, 1);
		if (line.n == 0 || is_stop(line.p[0], stop))
			break;
		if (take_word(&w->bytes, &line, stop, e) < 0) {
			w->n = 0;
			return -1;
		}
		w->n++;
	}
	*rest = line;
	/* Only now do the bytes stay where they are. */
	w->v = mem_resize(w->v, w->n + 1, sizeof(*w->v));
	for (i = 0, at = w->bytes.data; i < w->n; i++) {
		w->v[i] = at;
		at += strlen(at) + 1;
	}
	w->v[w->n] = NULL;
	return 0;
}
