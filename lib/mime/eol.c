/* SPDX-License-Identifier: ISC */
#include "mime/eol.h"

#include <string.h>

/* Where c stands first in s; its end if nowhere. */
static const char *
seek(struct str s, char c)
{
	return s.p + str_find(s, c);
}

void
eol_init(struct eol *l, struct str text, bool final)
{
	l->rest = text.p != NULL ? text : STR("");
	l->cr = seek(l->rest, '\r');
	l->lf = seek(l->rest, '\n');
	l->final = final;
}

/* Each byte is searched once for CR and once for LF, however they mix. */
static void
take(struct eol *l, size_t n)
{
	l->rest = str_skip(l->rest, n);
	if (l->cr < l->rest.p)
		l->cr = seek(l->rest, '\r');
	if (l->lf < l->rest.p)
		l->lf = seek(l->rest, '\n');
}

bool
eol_next(struct eol *l, struct str *line)
{
	const char *stop = l->rest.p + l->rest.n;
	const char *end = l->cr < l->lf ? l->cr : l->lf;
	size_t n = (size_t)(end - l->rest.p);

	if (l->rest.n == 0 || (!l->final &&
	    (end == stop || (*end == '\r' && end + 1 == stop))))
		return false;
	*line = str_of(l->rest.p, n);
	if (end == stop)
		take(l, n);
	else if (*end == '\r' && end + 1 == l->lf && l->lf < stop)
		take(l, n + 2);
	else
		take(l, n + 1);
	return true;
}
