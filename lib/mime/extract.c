/* SPDX-License-Identifier: ISC */
#include "mime/extract.h"

#include <string.h>

#include "mime/defect.h"

void
extract_init(struct extract *x, struct out *out, const char *which, bool raw)
{
	memset(x, 0, sizeof(*x));
	x->out = out;
	x->which = str_from(which);
	x->raw = raw;
	decode_init(&x->decode);
}

void
extract_free(struct extract *x)
{
	decode_free(&x->decode);
}

void
extract_begin(struct extract *x)
{
	x->found = x->reading = false;
	x->defects = 0;
}

static void
put_out(void *to, struct str s)
{
	out_add_str(to, s);
}

static bool
is_wanted(const struct extract *x, const struct part_reader *r)
{
	if (str_starts(x->which, "="))
		return r->entity.name.len > 0 &&
		    str_equal(str_skip(x->which, 1), buf_str(&r->entity.name));
	if (str_has(x->which, '/'))
		return str_case_equal(x->which, buf_str(&r->entity.type));
	return str_equal(x->which, r->number);
}

static void
begin_part(struct extract *x, const struct part_reader *r)
{
	struct sink sink = {put_out, x->out};

	if (x->found || !is_wanted(x, r))
		return;
	x->found = x->reading = true;
	x->depth = r->depth;
	x->as_is = x->raw || r->kind != PART_LEAF;
	if (x->raw)
		out_add_str(x->out, r->raw);
	if (!x->as_is)
		decode_begin(&x->decode, r->entity.encoding, sink);
}

static void
end_part(struct extract *x, const struct part_reader *r)
{
	x->defects |= r->defects;
	if (r->depth != x->depth)
		return;
	x->reading = false;
	if (!x->as_is && !decode_end(&x->decode))
		x->defects |= DEFECT_CODED;
}

void
extract_event(struct extract *x, const struct part_reader *r, int event)
{
	if (!x->reading) {
		if (event == PART_BEGIN)
			begin_part(x, r);
		return;
	}
	if (event == PART_END)
		end_part(x, r);
	else if (x->as_is)
		out_add_str(x->out, r->raw);
	else
		decode_add(&x->decode, r->raw);
}
