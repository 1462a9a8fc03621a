/* SPDX-License-Identifier: ISC */
#include "mime/recode.h"

#include <string.h>

#include "mime/header.h"
#include "mime/outbody.h"
#include "mime/param.h"
#include "mime/qp.h"
#include "mime/textscan.h"

#define BLOCK ((size_t)8 * 1024)

/* A field's value without comments and parameters, and how many fields of
   that name there are. */
static size_t
find(struct str fields, const char *name, struct buf *value)
{
	struct buf text = BUF_INIT;
	struct field f;
	size_t n = 0;

	while (header_next(&fields, &f))
		if (str_case_is(f.name, name) && n++ == 0)
			header_unfold(f.value, &text);
	buf_add_str(value, param_main(buf_str(&text)));
	buf_free(&text);
	return n;
}

static bool
is_text(struct str fields)
{
	struct buf type = BUF_INIT;
	size_t n = find(fields, "Content-Type", &type);
	bool yes = n == 0 ||
	    (n == 1 && str_case_starts(buf_str(&type), "text/"));

	buf_free(&type);
	return yes;
}

static bool
is_encoded(struct str fields)
{
	struct buf encoding = BUF_INIT;
	size_t n = find(fields, "Content-Transfer-Encoding", &encoding);
	struct str s = buf_str(&encoding);
	bool no = n == 0 || (n == 1 &&
	    (str_case_is(s, "7bit") || str_case_is(s, "8bit")));

	buf_free(&encoding);
	return !no;
}

bool
recode_is_possible(const struct outgoing *o)
{
	struct str fields = buf_str(&o->header);
	struct field f;

	return is_text(fields) && !is_encoded(fields) &&
	    !header_find(fields, "DKIM-Signature", &f);
}

/* A body that is being rewritten. */
struct rewrite {
	struct spool to;
	struct qp_encoder qp;
	struct textscan scan;
	uint64_t lines;
};

static int
add(struct rewrite *r, const char *p, size_t n, struct err *e)
{
	size_t i;

	for (i = 0; i < n; i++)
		r->lines += p[i] == '\n';
	return spool_add(&r->to, p, n, e);
}

static int
rewrite(struct rewrite *r, struct outgoing *from, struct err *e)
{
	char block[BLOCK], room[BLOCK];
	struct str rest;
	ssize_t got;

	outgoing_rewind(from);
	while ((got = outbody_read(from, block, BLOCK, e)) > 0) {
		rest = str_of(block, (size_t)got);
		textscan_add(&r->scan, rest);
		while (rest.n > 0)
			if (add(r, room, qp_encode(&r->qp, &rest, room,
			    BLOCK), e) < 0)
				return -1;
	}
	textscan_end(&r->scan);
	if (got < 0)
		return -1;
	return add(r, room, qp_encode_end(&r->qp, room), e);
}

/* What the text is if nobody has said it (RFC 2045 5.2, RFC 1428). */
static const char *
charset(const struct textscan *scan)
{
	if (!scan->has_8bit)
		return "us-ascii";
	return scan->is_utf8 ? "utf-8" : "unknown-8bit";
}

static void
relabel(struct outgoing *o, const struct textscan *scan)
{
	static const char encoding[] = "Content-Transfer-Encoding";
	struct str rest = buf_str(&o->header);
	struct buf header = BUF_INIT;
	struct field f;

	while (header_next(&rest, &f))
		if (!str_case_is(f.name, encoding))
			buf_add_str(&header, f.raw);
	rest = buf_str(&o->header);
	if (!header_find(rest, "MIME-Version", &f))
		buf_add_string(&header, "MIME-Version: 1.0\n");
	if (!header_find(rest, "Content-Type", &f))
		buf_printf(&header, "Content-Type: text/plain; charset=%s\n",
		    charset(scan));
	buf_printf(&header, "%s: quoted-printable\n", encoding);
	buf_free(&o->header);
	o->header = header;
}

int
recode_body(struct outgoing *o, struct err *e)
{
	struct rewrite r;

	spool_init(&r.to);
	qp_encode_init(&r.qp, QP_TEXT);
	textscan_init(&r.scan);
	r.lines = 0;
	if (rewrite(&r, o, e) < 0) {
		spool_free(&r.to);
		return -1;
	}
	relabel(o, &r.scan);
	spool_free(&o->body);
	o->body = r.to;
	o->body_lines = r.lines;
	o->body_crs = 0;
	o->has_8bit_body = false;
	o->long_line = o->nul_line = 0;
	return 0;
}
