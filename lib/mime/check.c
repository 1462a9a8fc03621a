/* SPDX-License-Identifier: ISC */
#include "mime/check.h"

#include <string.h>

#include "mime/dateparse.h"
#include "mime/defect.h"
#include "mime/value.h"

void
check_init(struct check *c)
{
	memset(c, 0, sizeof(*c));
	text_init(&c->text);
	decode_init(&c->decode);
}

void
check_free(struct check *c)
{
	text_free(&c->text);
	decode_free(&c->decode);
	buf_free(&c->value);
}

unsigned int
check_field(const struct field *f, struct str charset, struct buf *value)
{
	struct dateparse date;
	unsigned int defects;

	value->len = 0;
	defects = value_add(f, charset, value);
	if (str_case_is(f->name, "Date") &&
	    dateparse_read(f->value, &date) < 0)
		defects |= DEFECT_DATE;
	return defects;
}

static unsigned int
check_header(struct check *c, const struct part_reader *r)
{
	struct str fields = header_fields(&r->header);
	struct field f;
	unsigned int defects = 0;

	while (header_next(&fields, &f))
		if (f.name.n > 0)
			defects |= check_field(&f,
			    buf_str(&r->entity.charset), &c->value);
	return defects;
}

static void
begin_part(struct check *c, const struct part_reader *r)
{
	const struct sink none = {NULL, NULL};

	c->header[r->depth] = r->is_body && !c->bodies_only ?
	    check_header(c, r) : 0;
	if (r->kind != PART_LEAF)
		return;
	c->in_text = entity_is_a(&r->entity, "text/");
	if (c->in_text)
		text_begin(&c->text, &r->entity, false, none);
	else
		decode_begin(&c->decode, r->entity.encoding, none);
}

static void
end_part(struct check *c, const struct part_reader *r)
{
	c->defects = r->defects | c->header[r->depth];
	if (r->kind != PART_LEAF)
		return;
	if (c->in_text) {
		c->defects |= text_end(&c->text);
		c->size = c->text.decode.size;
	} else {
		if (!decode_end(&c->decode))
			c->defects |= DEFECT_CODED;
		c->size = c->decode.size;
	}
}

void
check_event(struct check *c, const struct part_reader *r, int event)
{
	if (event == PART_BEGIN)
		begin_part(c, r);
	else if (event == PART_END)
		end_part(c, r);
	else if (event == PART_DATA && c->in_text)
		text_add(&c->text, r->raw);
	else if (event == PART_DATA)
		decode_add(&c->decode, r->raw);
}
