/* SPDX-License-Identifier: ISC */
#include "base/pour.h"

#include "base/vis.h"

#define BLOCK ((size_t)64 * 1024)

int
pour(struct spool *spool, struct out *out, struct err *e)
{
	ssize_t got;

	spool_rewind(spool);
	while (!out_failed(out)) {
		got = spool_read(spool, out_reserve(out, OUT_SIZE), OUT_SIZE,
		    e);
		if (got <= 0)
			return (int)got;
		out_commit(out, (size_t)got);
	}
	return 0;
}

int
pour_visible(struct spool *spool, struct out *out, struct err *e)
{
	struct buf text = BUF_INIT;
	ssize_t got;

	spool_rewind(spool);
	while ((got = spool_read(spool, buf_reserve(&text, BLOCK), BLOCK,
	    e)) > 0) {
		text.len += (size_t)got;
		vis_lines(out, &text);
	}
	vis_lines_end(out, &text);
	buf_free(&text);
	return got < 0 ? -1 : 0;
}

int
pour_redirect(struct spool *spool, struct redirect *to, struct err *e)
{
	if (pour(spool, &to->out, e) == 0)
		return redirect_close(to, e);
	redirect_drop(to);
	return -1;
}
