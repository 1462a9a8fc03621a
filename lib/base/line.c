/* SPDX-License-Identifier: ISC */
#include "base/line.h"

int
line_read(struct in *in, struct buf *line, size_t max, struct err *e)
{
	struct str window;
	size_t n;
	int got, ended = 0;

	line->len = 0;
	while (!ended && (got = in_more(in, e)) != 0) {
		if (got < 0)
			return -1;
		window = in_window(in);
		n = str_find(window, '\n');
		ended = n < window.n;
		if (n > max + 1 - line->len)
			n = max + 2 - line->len; /* one too many, with a CR */
		buf_add(line, window.p, n);
		if (line->len > max + 1)
			break;
		in_take(in, n + (size_t)ended);
	}
	if (!ended && line->len == 0)
		return 0;
	if (ended && line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
	if (line->len > max)
		return err_set(e, STATUS_DATA,
		    "%s: a line is longer than %zu bytes", in->name, max);
	return 1;
}
