/* SPDX-License-Identifier: ISC */
#include "net/dottext.h"

#include <string.h>

/* What stands at the beginning of a line. */
enum lead { LEAD_PLAIN, LEAD_DOT, LEAD_END, LEAD_UNKNOWN };

static enum lead
lead(const char *p, size_t n)
{
	static const char end[] = ".\r\n";

	if (n == 0 || p[0] != '.')
		return LEAD_PLAIN;
	if (n >= 3)
		return memcmp(p, end, 3) == 0 ? LEAD_END : LEAD_DOT;
	return memcmp(p, end, n) == 0 ? LEAD_UNKNOWN : LEAD_DOT;
}

/* How much of p[0..n) is text as it stands: up to a CRLF (*crlf), to behind
   a bare LF, or to a CR at the end, which may yet become a CRLF. */
static size_t
plain_length(const char *p, size_t n, bool *crlf)
{
	const char *lf = memchr(p, '\n', n);

	*crlf = lf != NULL && lf > p && lf[-1] == '\r';
	if (*crlf)
		return (size_t)(lf - p) - 1;
	if (lf != NULL)
		return (size_t)(lf - p) + 1;
	return n > 0 && p[n - 1] == '\r' ? n - 1 : n;
}

size_t
dottext_undo(struct dottext *t, char *p, size_t n, size_t *made)
{
	size_t at = 0, to = 0, len;
	enum lead begin;
	bool crlf;

	while (at < n && !t->ended) {
		begin = t->in_line ? LEAD_PLAIN : lead(p + at, n - at);
		if (begin == LEAD_UNKNOWN)
			break;
		if (begin == LEAD_END) {
			t->ended = true;
			at += 3;
			break;
		}
		if (begin == LEAD_DOT)
			at++;
		len = plain_length(p + at, n - at, &crlf);
		memmove(p + to, p + at, len);
		to += len;
		at += len;
		t->in_line = !crlf && (t->in_line || len > 0);
		if (crlf) {
			p[to++] = '\n';
			at += 2;
		} else if (len == 0) {
			break;
		}
	}
	*made = to;
	return at;
}
