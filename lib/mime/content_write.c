/* SPDX-License-Identifier: ISC */
#include "mime/content.h"

#include <string.h>

#include "mime/base64.h"
#include "mime/qp.h"

#define BLOCK_SIZE ((size_t)16 * 1024)

/* One part that is being written. */
struct writer {
	enum content_encoding how;
	struct out *out;
	struct base64_encoder base64;
	struct qp_encoder qp;
	bool cr; /* held back: it may belong to a LF */
};

static void
put(struct writer *w, struct str s)
{
	if (w->how == CONTENT_QP)
		qp_encode_out(&w->qp, s, w->out);
	else if (w->how == CONTENT_BASE64_TEXT || w->how == CONTENT_BASE64)
		base64_encode_out(&w->base64, s, w->out);
	else
		out_add_str(w->out, s);
}

/* Writes text, each LF and CRLF as the line end of the encoding. */
static void
put_lines(struct writer *w, struct str s)
{
	bool canonical = w->how == CONTENT_BASE64_TEXT;
	struct str line;
	size_t n;

	while (s.n > 0) {
		n = str_find(s, '\n');
		line = str_of(s.p, n);
		if (w->cr && n > 0)
			put(w, STR("\r"));
		if (n > 0)
			w->cr = line.p[n - 1] == '\r';
		if (n > 0 && w->cr)
			line.n--;
		put(w, line);
		s = str_skip(s, n);
		if (s.n == 0)
			break;
		put(w, canonical ? STR("\r\n") : STR("\n"));
		s = str_skip(s, 1);
		w->cr = false;
	}
}

static int
write_spool(struct writer *w, struct spool *spool, struct err *e)
{
	bool lines = w->how != CONTENT_BASE64 && w->how != CONTENT_QP;
	char block[BLOCK_SIZE];
	ssize_t got;

	spool_rewind(spool);
	while ((got = spool_read(spool, block, sizeof(block), e)) > 0) {
		struct str s = str_of(block, (size_t)got);

		if (lines)
			put_lines(w, s);
		else
			put(w, s);
	}
	if (w->cr)
		put(w, STR("\r"));
	return got < 0 ? -1 : 0;
}

static int
write_stream(struct writer *w, struct content *c, struct err *e)
{
	struct str window;
	int got;

	while ((got = content_more(c, e)) > 0 && !out_failed(w->out)) {
		window = in_window(&c->in);
		put(w, window);
		in_take(&c->in, window.n);
	}
	return got < 0 ? -1 : 0;
}

int
content_write(struct content *c, enum content_encoding how, struct out *out,
    struct err *e)
{
	struct writer w;
	int result;

	memset(&w, 0, sizeof(w));
	w.how = how;
	w.out = out;
	base64_encode_init(&w.base64, BASE64_STANDARD, BASE64_COLUMNS);
	qp_encode_init(&w.qp, QP_TEXT);
	result = c->spooled ? write_spool(&w, &c->spool, e) :
	    write_stream(&w, c, e);
	if (how == CONTENT_QP)
		qp_encode_end_out(&w.qp, out);
	else if (how == CONTENT_BASE64_TEXT || how == CONTENT_BASE64)
		base64_encode_end_out(&w.base64, out);
	return result;
}

int
content_has(struct content *c, struct str needle, struct err *e)
{
	char block[BLOCK_SIZE];
	size_t kept = 0, n;
	ssize_t got;

	spool_rewind(&c->spool);
	while ((got = spool_read(&c->spool, block + kept,
	    sizeof(block) - kept, e)) > 0) {
		n = kept + (size_t)got;
		if (str_find_str(str_of(block, n), needle) < n)
			return 1;
		/* It may begin at the end of this block. */
		kept = n < needle.n ? n : needle.n;
		memmove(block, block + n - kept, kept);
	}
	return got < 0 ? -1 : 0;
}
