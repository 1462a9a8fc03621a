/* SPDX-License-Identifier: ISC */
#include "mime/view.h"

#include <inttypes.h>
#include <string.h>

#include "base/vis.h"
#include "mime/defect.h"
#include "mime/summary.h"
#include "mime/value.h"

static void
put_out(void *to, struct str s)
{
	out_add_str(to, s);
}

void
view_init(struct view *v, struct out *out)
{
	memset(v, 0, sizeof(*v));
	v->out = out;
	body_init(&v->body);
	v->body.for_people = v->body.visible = true;
	v->body.sink.put = put_out;
	v->body.sink.to = out;
	decode_init(&v->decode);
	spool_init(&v->lines);
}

void
view_free(struct view *v)
{
	body_free(&v->body);
	decode_free(&v->decode);
	spool_free(&v->lines);
	buf_free(&v->line);
}

void
view_begin(struct view *v)
{
	if (v->messages++ > 0)
		out_add_string(v->out, "\n\n");
	v->defects = 0;
	v->in_attachment = false;
	body_begin(&v->body);
}

/* "[2] Subject", for a message that is attached as part 2. */
static int
add_message(struct view *v, const struct part_reader *r, struct err *e)
{
	struct buf value = BUF_INIT;
	struct field f;
	struct str number = r->number;

	while (number.n > 0 && number.p[number.n - 1] != '.')
		number.n--;
	v->line.len = 0;
	buf_printf(&v->line, "[%.*s] message", (int)number.n - 1, number.p);
	if (header_find(header_fields(&r->header), "Subject", &f)) {
		buf_add_string(&v->line, ": ");
		v->defects |= value_add(&f, buf_str(&r->entity.charset),
		    &value);
		vis_buf(&v->line, buf_str(&value), VIS_LINE);
	}
	buf_add_char(&v->line, '\n');
	buf_free(&value);
	return spool_add(&v->lines, v->line.data, v->line.len, e);
}

static int
begin_part(struct view *v, const struct part_reader *r, struct err *e)
{
	const struct sink none = {NULL, NULL};

	if (r->depth == 0) {
		v->defects |= summary_write(v->out,
		    header_fields(&r->header), buf_str(&r->entity.charset));
		out_add_char(v->out, '\n');
	} else if (r->is_body && add_message(v, r, e) < 0) {
		return -1;
	}
	if (r->kind != PART_LEAF || !entity_is_attachment(&r->entity))
		return 0;
	v->in_attachment = true;
	v->line.len = 0;
	buf_printf(&v->line, "[%.*s] ", (int)r->number.n, r->number.p);
	if (r->entity.name.len > 0) {
		vis_buf(&v->line, buf_str(&r->entity.name), VIS_LINE);
		buf_add_char(&v->line, ' ');
	}
	buf_add_char(&v->line, '(');
	vis_buf(&v->line, buf_str(&r->entity.type), VIS_LINE);
	decode_begin(&v->decode, r->entity.encoding, none);
	return 0;
}

static int
end_attachment(struct view *v, struct err *e)
{
	v->in_attachment = false;
	if (!decode_end(&v->decode))
		v->defects |= DEFECT_CODED;
	buf_printf(&v->line, ", %" PRIu64 " bytes)\n", v->decode.size);
	return spool_add(&v->lines, v->line.data, v->line.len, e);
}

/* The message is over: the lines about attachments follow the body. */
static int
end_message(struct view *v, struct err *e)
{
	char block[4096];
	ssize_t n = 0;

	if (v->lines.size > 0 && v->body.found)
		out_add_char(v->out, '\n');
	spool_rewind(&v->lines);
	while ((n = spool_read(&v->lines, block, sizeof(block), e)) > 0)
		out_add(v->out, block, (size_t)n);
	spool_free(&v->lines);
	spool_init(&v->lines);
	v->defects |= v->body.defects;
	return n < 0 ? -1 : 0;
}

int
view_event(struct view *v, const struct part_reader *r, int event,
    struct err *e)
{
	if (event == PART_BEGIN && begin_part(v, r, e) < 0)
		return -1;
	if (body_event(&v->body, r, event, e) < 0)
		return -1;
	if (event == PART_DATA && v->in_attachment)
		decode_add(&v->decode, r->raw);
	if (event != PART_END)
		return 0;
	if (v->in_attachment && end_attachment(v, e) < 0)
		return -1;
	return r->depth == 0 ? end_message(v, e) : 0;
}
