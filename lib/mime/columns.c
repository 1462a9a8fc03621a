/* SPDX-License-Identifier: ISC */
#include "mime/columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/vis.h"
#include "mime/defect.h"
#include "mime/header.h"
#include "mime/value.h"

bool
columns_is_name(struct str name)
{
	size_t i;

	for (i = 0; i < name.n; i++)
		if (!ascii_is_alnum(name.p[i]) && name.p[i] != '-' &&
		    name.p[i] != '_')
			return false;
	return name.n > 0;
}

void
columns_init(struct columns *c, const char *names)
{
	struct str rest = str_from(names);

	c->list = NULL;
	c->n = 0;
	c->singles = true;
	memset(&c->charset, 0, sizeof(c->charset));
	do {
		c->list = mem_resize(c->list, c->n + 1, sizeof(*c->list));
		memset(&c->list[c->n], 0, sizeof(*c->list));
		c->list[c->n].name = str_cut(&rest, ':');
		c->singles &= header_is_single(c->list[c->n++].name);
	} while (rest.p != NULL);
}

void
columns_free(struct columns *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		buf_free(&c->list[i].value);
	buf_free(&c->charset);
	free(c->list);
	c->list = NULL;
	c->n = 0;
}

void
columns_names(const struct columns *c, struct out *out)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		vis_field(out, c->list[i].name);
		out_add_char(out, i + 1 < c->n ? '\t' : '\n');
	}
}

static unsigned int
take_value(const struct columns *c, struct column *column,
    const struct field *f)
{
	if (column->count++ > 0)
		buf_add_char(&column->value, '\n');
	return value_add(f, buf_str(&c->charset), &column->value);
}

static unsigned int
take_field(struct columns *c, const struct field *f)
{
	struct column *column;
	unsigned int defects = 0;

	if (f->name.n == 0)
		return 0;
	for (column = c->list; column < c->list + c->n; column++)
		if (str_case_equal(f->name, column->name))
			defects |= take_value(c, column, f);
	return defects;
}

/* The fields are where the header says, or have to be searched. */
static unsigned int
take_fields(struct columns *c, const struct header *h)
{
	struct str rest = header_fields(h);
	struct field f;
	unsigned int defects = 0;
	size_t i;

	if (!c->singles || h->repeats) {
		while (header_next(&rest, &f))
			defects |= take_field(c, &f);
		return defects;
	}
	for (i = 0; i < c->n; i++)
		if (header_single(h, c->list[i].name, &f))
			defects |= take_value(c, &c->list[i], &f);
	return defects;
}

unsigned int
columns_take(struct columns *c, const struct header *h)
{
	unsigned int defects;
	size_t i;

	for (i = 0; i < c->n; i++)
		c->list[i].count = c->list[i].value.len = 0;
	c->charset.len = 0;
	if (str_has_8bit(header_fields(h)))
		value_charset(header_fields(h), &c->charset);
	defects = take_fields(c, h);
	for (i = 0; i < c->n; i++)
		if (c->list[i].count > 1 && header_is_single(c->list[i].name))
			defects |= DEFECT_REPEATED;
	return defects;
}

unsigned int
columns_row(struct columns *c, struct out *out, const struct header *h)
{
	unsigned int defects = columns_take(c, h);
	size_t i;

	for (i = 0; i < c->n; i++) {
		vis_field(out, buf_str(&c->list[i].value));
		out_add_char(out, i + 1 < c->n ? '\t' : '\n');
	}
	return defects;
}
