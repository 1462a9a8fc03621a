/* SPDX-License-Identifier: ISC */
#include "mime/textscan.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "mime/newboundary.h"
#include "mime/qp.h"

void
textscan_init(struct textscan *scan)
{
	memset(scan, 0, sizeof(*scan));
	scan->is_utf8 = true;
}

/* Goes on with a character that an earlier piece began. */
static struct str
finish_character(struct textscan *scan, struct str s)
{
	struct str tail;

	while (scan->ntail > 0 && s.n > 0) {
		scan->tail[scan->ntail++] = s.p[0];
		s = str_skip(s, 1);
		tail = str_of(scan->tail, scan->ntail);
		if (utf8_is_begun(tail))
			continue;
		if (utf8_length(tail) == 0)
			scan->is_utf8 = false;
		scan->ntail = 0;
	}
	return s;
}

static void
scan_utf8(struct textscan *scan, struct str s)
{
	size_t n;

	s = finish_character(scan, s);
	while (s.n > 0 && scan->is_utf8) {
		n = utf8_length(s);
		if (n == 0 && utf8_is_begun(s)) {
			memcpy(scan->tail, s.p, s.n);
			scan->ntail = s.n;
			return;
		}
		if (n == 0)
			scan->is_utf8 = false;
		s = str_skip(s, n);
	}
}

static void
end_line(struct textscan *scan)
{
	uint64_t encoded = scan->line + 2 * scan->escapes;

	if (scan->line > scan->longest)
		scan->longest = scan->line;
	if (encoded > QP_COLUMNS)
		encoded += (encoded - 1) / (QP_COLUMNS - 1) * 2;
	scan->qp_size += encoded + 1;
	scan->line = scan->escapes = 0;
	scan->matched = 0;
}

/* A byte that belongs to a line, a CR too unless it ends it. */
static void
add_to_line(struct textscan *scan, char c)
{
	static const char start[] = "--" NEWBOUNDARY_START;
	size_t n = strlen(start);

	if (scan->line < n && c == start[scan->line])
		scan->matched++;
	if (scan->line == n - 1 && scan->matched == n)
		scan->has_boundary = true;
	scan->line++;
	if ((unsigned char)c > 0x7f)
		scan->has_8bit = true;
	if (c == '\0')
		scan->has_nul = true;
	if (c == '=' || (!ascii_is_graph(c) && !ascii_is_blank(c)))
		scan->escapes++;
}

void
textscan_add(struct textscan *scan, struct str text)
{
	size_t i;

	scan->size += text.n;
	scan_utf8(scan, text);
	for (i = 0; i < text.n; i++) {
		if (scan->cr && text.p[i] != '\n') {
			scan->has_bare_cr = true;
			add_to_line(scan, '\r');
		}
		scan->cr = text.p[i] == '\r';
		scan->lines += text.p[i] == '\n';
		if (text.p[i] == '\n')
			end_line(scan);
		else if (!scan->cr)
			add_to_line(scan, text.p[i]);
	}
}

void
textscan_end(struct textscan *scan)
{
	if (scan->cr) {
		scan->has_bare_cr = true;
		add_to_line(scan, '\r');
	}
	if (scan->line > 0)
		end_line(scan);
	if (scan->ntail > 0)
		scan->is_utf8 = false;
}
