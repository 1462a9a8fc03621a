/* SPDX-License-Identifier: ISC */
#include "mime/compose.h"

#include <string.h>

#include "base/ascii.h"
#include "mime/newboundary.h"
#include "mime/compose_part.h"
#include "mime/fold.h"
#include "mime/mediatype.h"
#include "mime/paramenc.h"
#include "mime/wordenc.h"

/* Mixed, alternative and related: one of each at most. */
#define MULTIPARTS 3

struct writer {
	struct compose *c;
	struct out *out;
	struct err *e;
	char boundary[MULTIPARTS][NEWBOUNDARY_SIZE];
	bool line_ended; /* by us, so it is no byte of a part */
};

enum multipart { MIXED, ALTERNATIVE, RELATED };

static bool
is_raw(enum content_encoding how)
{
	return how == CONTENT_7BIT || how == CONTENT_8BIT;
}

/* Whether a part that is not encoded holds the boundary: 1, 0, or -1. */
static int
is_taken(struct compose *c, const char *boundary, struct err *e)
{
	struct compose_part *part;
	int found = 0;

	for (part = c->parts; part < c->parts + c->n && found == 0; part++)
		if (is_raw(part->encoding) && part->content.scan.has_boundary)
			found = content_has(&part->content,
			    str_from(boundary), e);
	return found;
}

static int
make_boundaries(struct writer *w)
{
	int i, taken;

	for (i = 0; i < MULTIPARTS; i++) {
		do {
			if (newboundary(w->boundary[i], &w->c->seed,
			    w->e) < 0)
				return -1;
			taken = is_taken(w->c, w->boundary[i], w->e);
		} while (taken > 0);
		if (taken < 0)
			return -1;
	}
	return 0;
}

/* Ends the field and gives it out.  Nothing here can be too long: types are
   checked by the caller, all else is encoded. */
static void
end_field(struct writer *w, struct fold *f)
{
	fold_end(f);
	out_add_str(w->out, buf_str(f->b));
	f->b->len = 0;
}

static void
write_type(struct writer *w, struct buf *b, const struct compose_part *part)
{
	struct str rest = str_from(part->type), name = compose_name(part);
	struct fold f;

	fold_start(&f, b, "Content-Type");
	while (rest.n > 0)
		fold_word(&f, str_cut(&rest, ' '));
	if (part->charset != NULL)
		paramenc_add(&f, "charset", str_from(part->charset));
	if (part->content.flowed)
		paramenc_add(&f, "format", STR("flowed"));
	if (part->method != NULL)
		paramenc_add(&f, "method", str_from(part->method));
	if (part->role != COMPOSE_BODY && name.n > 0)
		paramenc_add_words(&f, "name", name);
	end_field(w, &f);
}

static void
write_encoding(struct writer *w, enum content_encoding how)
{
	static const char *const names[] = {"7bit", "8bit",
	    "quoted-printable", "base64", "base64"};

	out_printf(w->out, "Content-Transfer-Encoding: %s\n", names[how]);
}

static void
write_disposition(struct writer *w, struct buf *b,
    const struct compose_part *part)
{
	struct str name = compose_name(part);
	struct fold f;

	if (part->role == COMPOSE_BODY)
		return;
	fold_start(&f, b, "Content-Disposition");
	fold_word(&f, part->role == COMPOSE_INLINE ? STR("inline") :
	    STR("attachment"));
	if (name.n > 0)
		paramenc_add(&f, "filename", name);
	end_field(w, &f);
}

/* What a msg-id cannot hold (RFC 2392 2) is written as the cid URL has it. */
static void
write_cid(struct writer *w, struct buf *b, const struct compose_part *part)
{
	struct str cid = compose_cid(part);
	struct buf id = BUF_INIT;
	struct fold f;
	size_t i;

	if (cid.n == 0)
		return;
	buf_add_char(&id, '<');
	for (i = 0; i < cid.n; i++) {
		if (ascii_is_graph(cid.p[i]) &&
		    strchr("<>()\"\\,;:[]%", cid.p[i]) == NULL)
			buf_add_char(&id, cid.p[i]);
		else
			buf_printf(&id, "%%%02X", (unsigned int)
			    (unsigned char)cid.p[i]);
	}
	buf_add_char(&id, '>');
	fold_start(&f, b, "Content-ID");
	fold_word(&f, buf_str(&id));
	end_field(w, &f);
	buf_free(&id);
}

static void
write_description(struct writer *w, struct buf *b,
    const struct compose_part *part)
{
	struct fold f;

	if (part->description == NULL)
		return;
	fold_start(&f, b, "Content-Description");
	wordenc_text(&f, str_from(part->description), WORDENC_MAX);
	end_field(w, &f);
}

static int
write_leaf(struct writer *w, struct compose_part *part)
{
	struct buf b = BUF_INIT;
	uint64_t before;
	int result;

	write_type(w, &b, part);
	write_encoding(w, part->encoding);
	write_disposition(w, &b, part);
	write_cid(w, &b, part);
	write_description(w, &b, part);
	buf_free(&b);
	out_add_char(w->out, '\n');
	before = w->out->total;
	result = content_write(&part->content, part->encoding, w->out, w->e);
	w->line_ended = w->out->total > before &&
	    (part->encoding == CONTENT_BASE64 ||
	    part->encoding == CONTENT_BASE64_TEXT);
	return result;
}

/* Writes the header of a multipart, up to its first delimiter. */
static void
begin(struct writer *w, enum multipart kind)
{
	static const char *const types[] = {"mixed", "alternative",
	    "related; type=\"text/html\""};

	out_printf(w->out, "Content-Type: multipart/%s;\n boundary=\"%s\"\n",
	    types[kind], w->boundary[kind]);
	/* RFC 2045 6.4: the label of a part holds for what is around it. */
	if (w->c->has_8bit)
		write_encoding(w, CONTENT_8BIT);
	out_printf(w->out, "\n--%s\n", w->boundary[kind]);
}

/* The line end before a delimiter is part of it: RFC 2046 5.1.1. */
static void
delimit(struct writer *w, enum multipart kind, const char *tail)
{
	out_printf(w->out, "%s--%s%s\n", w->line_ended ? "" : "\n",
	    w->boundary[kind], tail);
}

static void
next(struct writer *w, enum multipart kind)
{
	delimit(w, kind, "");
}

static void
end(struct writer *w, enum multipart kind)
{
	delimit(w, kind, "--");
	w->line_ended = true;
}

static size_t
count(const struct compose *c, enum compose_role role)
{
	size_t i, n = 0;

	for (i = 0; i < c->n; i++)
		n += c->parts[i].role == role;
	return n;
}

/* Writes the parts of that role, each behind a delimiter. */
static int
write_all(struct writer *w, enum compose_role role, enum multipart kind)
{
	struct compose *c = w->c;
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (c->parts[i].role != role)
			continue;
		next(w, kind);
		if (write_leaf(w, &c->parts[i]) < 0)
			return -1;
	}
	return 0;
}

static int
write_body(struct writer *w, struct compose_part *part)
{
	if (count(w->c, COMPOSE_INLINE) == 0 || part != compose_html(w->c))
		return write_leaf(w, part);
	begin(w, RELATED);
	if (write_leaf(w, part) < 0 ||
	    write_all(w, COMPOSE_INLINE, RELATED) < 0)
		return -1;
	end(w, RELATED);
	return 0;
}

/* RFC 2046 5.1.4: the plainest comes first; and calendars are looked for at
   the end. */
static int
rank(const struct compose_part *part)
{
	if (mediatype_is(part->type, "text/plain"))
		return 0;
	return mediatype_is(part->type, "text/calendar") ? 2 : 1;
}

static int
write_alternatives(struct writer *w)
{
	struct compose_part *part, *end_of_parts = w->c->parts + w->c->n;
	bool first = true;
	int turn;

	for (turn = 0; turn <= 2; turn++) {
		for (part = w->c->parts; part < end_of_parts; part++) {
			if (part->role != COMPOSE_BODY || rank(part) != turn)
				continue;
			if (!first)
				next(w, ALTERNATIVE);
			first = false;
			if (write_body(w, part) < 0)
				return -1;
		}
	}
	return 0;
}

static int
write_bodies(struct writer *w)
{
	bool many = count(w->c, COMPOSE_BODY) > 1;

	if (many)
		begin(w, ALTERNATIVE);
	if (write_alternatives(w) < 0)
		return -1;
	if (many)
		end(w, ALTERNATIVE);
	return 0;
}

int
compose_write(struct compose *c, struct out *out, struct err *e)
{
	struct writer w = {c, out, e, {"", "", ""}, false};

	if (make_boundaries(&w) < 0)
		return -1;
	out_add_string(out, "MIME-Version: 1.0\n");
	if (count(c, COMPOSE_ATTACHMENT) == 0)
		return write_bodies(&w);
	begin(&w, MIXED);
	if (write_bodies(&w) < 0 ||
	    write_all(&w, COMPOSE_ATTACHMENT, MIXED) < 0)
		return -1;
	end(&w, MIXED);
	return 0;
}
