/* SPDX-License-Identifier: ISC */
#include "mime/columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/vis.h"
#include "mime/defect.h"
#include "mime/header.h"
#include "mime/value.h"

void
columns_init(struct columns *c, const char *names)
{
	struct str rest = str_from(names);

	c->list = NULL;
	c->n = 0;
	do {
		c->list = mem_resize(c->list, c->n + 1, sizeof(*c->list));
		memset(&c->list[c->n], 0, sizeof(*c->list));
		c->list[c->n++].name = str_cut(&rest, ':');
	} while (rest.p != NULL);
}

void
columns_free(struct columns *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		buf_free(&c->list[i].value);
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
take_field(struct columns *c, const struct field *f)
{
	struct column *column;
	unsigned int defects = 0;

	if (f->name.n == 0)
		return 0;
	for (column = c->list; column < c->list + c->n; column++) {
		if (!str_case_equal(f->name, column->name))
			continue;
		if (column->count++ > 0)
			buf_add_char(&column->value, '\n');
		defects |= value_add(f, &column->value);
	}
	return defects;
}

unsigned int
columns_row(struct columns *c, struct out *out, struct str fields)
{
	struct field f;
	unsigned int defects = 0;
	size_t i;

	for (i = 0; i < c->n; i++)
		c->list[i].count = c->list[i].value.len = 0;
	while (header_next(&fields, &f))
		defects |= take_field(c, &f);
	for (i = 0; i < c->n; i++) {
		if (c->list[i].count > 1 && header_is_single(c->list[i].name))
			defects |= DEFECT_REPEATED;
		vis_field(out, buf_str(&c->list[i].value));
		out_add_char(out, i + 1 < c->n ? '\t' : '\n');
	}
	return defects;
}
