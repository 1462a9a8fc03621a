/* SPDX-License-Identifier: ISC */
#include "mime/mimetypes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "mime/mediatype.h"

/* A larger file is none of this kind. */
#define FILE_MAX ((size_t)4 * 1024 * 1024)

/* Takes the first word off *line; empty at its end. */
static struct str
take_word(struct str *line)
{
	struct str word;
	size_t n = 0;

	*line = str_trim(*line);
	while (n < line->n && !ascii_is_space(line->p[n]))
		n++;
	word = str_of(line->p, n);
	*line = str_skip(*line, n);
	return word;
}

/* "type extension..." */
static bool
has_extension(struct str line, struct str ext)
{
	struct str word;

	while ((word = take_word(&line)).n > 0)
		if (str_case_equal(word, ext))
			return true;
	return false;
}

static char *
find_line(struct str text, struct str ext)
{
	struct str line, type;
	char *found;

	while (text.n > 0) {
		line = str_cut(&text, '\n');
		type = take_word(&line);
		if (type.n == 0 || type.p[0] == '#' ||
		    !has_extension(line, ext))
			continue;
		found = mem_copy(type.p, type.n);
		if (mediatype_is_valid(found) &&
		    !mediatype_starts(found, "multipart/"))
			return found;
		free(found);
	}
	return NULL;
}

char *
mimetypes_find(const char *path, struct str name)
{
	struct str ext = mediatype_extension(name);
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;
	char *type = NULL;

	if (ext.n > 0 && file_read(path, &text, FILE_MAX, &e) == 0)
		type = find_line(buf_str(&text), ext);
	buf_free(&text);
	return type;
}
