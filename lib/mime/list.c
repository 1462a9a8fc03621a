/* SPDX-License-Identifier: ISC */
#include "mime/list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/vis.h"
#include "mime/defect.h"

void
list_init(struct list *l, struct out *out)
{
	memset(l, 0, sizeof(*l));
	l->out = out;
	decode_init(&l->decode);
	spool_init(&l->rows);
}

void
list_free(struct list *l)
{
	decode_free(&l->decode);
	buf_free(&l->row);
	buf_free(&l->name);
	spool_free(&l->rows);
	free(l->sizes);
}

void
list_header(struct out *out)
{
	out_add_string(out, "part\ttype\tcharset\tencoding\tdisposition\t"
	    "size\tname\n");
}

static void
add_field(struct buf *row, struct str s)
{
	vis_field_buf(row, s);
	buf_add_char(row, '\t');
}

static void
begin_row(struct list *l, const struct part_reader *r)
{
	const struct entity *en = &r->entity;

	l->row.len = l->name.len = 0;
	add_field(&l->row, r->number);
	add_field(&l->row, buf_str(&en->type));
	add_field(&l->row, buf_str(&en->charset));
	add_field(&l->row, buf_str(&en->encoding_name));
	add_field(&l->row, buf_str(&en->disposition));
	vis_field_buf(&l->name, buf_str(&en->name));
}

/* A row is whole: it is written, or waits for the size of the message that
   it is in. */
static int
end_row(struct list *l, struct err *e)
{
	buf_add_char(&l->row, '\t');
	buf_add_str(&l->row, buf_str(&l->name));
	buf_add_char(&l->row, '\n');
	if (l->nopen == 0) {
		out_add_str(l->out, buf_str(&l->row));
		return 0;
	}
	return spool_add(&l->rows, l->row.data, l->row.len, e);
}

static int
begin_message(struct list *l, struct err *e)
{
	if (l->nsizes == l->cap) {
		l->cap = l->cap > 0 ? 2 * l->cap : 16;
		l->sizes = mem_resize(l->sizes, l->cap, sizeof(*l->sizes));
	}
	buf_add_char(&l->row, '\0');
	buf_printf(&l->row, "%08zx", l->nsizes);
	l->sizes[l->nsizes].start = l->passed;
	l->open[l->nopen++] = l->nsizes++;
	return end_row(l, e);
}

static int
begin_part(struct list *l, const struct part_reader *r, struct err *e)
{
	const struct sink none = {NULL, NULL};

	begin_row(l, r);
	switch (r->kind) {
	case PART_LEAF:
		l->at_leaf = true;
		decode_begin(&l->decode, r->entity.encoding, none);
		return 0;
	case PART_MULTIPART:
		return end_row(l, e);
	case PART_MESSAGE:
		break;
	}
	return begin_message(l, e);
}

/* Writes the rows in block, each late size in its place. */
static void
write_rows(struct list *l, struct str block)
{
	size_t n, index;

	for (;;) {
		n = str_find(block, '\0');
		out_add(l->out, block.p, n);
		block = str_skip(block, n);
		if (block.n == 0)
			break;
		index = (size_t)strtoul(block.p + 1, NULL, 16);
		out_printf(l->out, "%" PRIu64, l->sizes[index].size);
		block = str_skip(block, 9);
	}
}

/* Where the last whole row ends, so that no index is cut; 0 if none ends in
   the last n bytes. */
static size_t
last_row_end(struct str rows, size_t n)
{
	for (; n > 0; n--, rows.n--)
		if (rows.p[rows.n - 1] == '\n')
			return rows.n;
	return 0;
}

/* The outermost message has ended: all sizes are known. */
static int
flush_rows(struct list *l, struct err *e)
{
	struct buf rows = BUF_INIT;
	const size_t block = 4096;
	ssize_t n;
	size_t whole;

	spool_rewind(&l->rows);
	while ((n = spool_read(&l->rows, buf_reserve(&rows, block), block,
	    e)) > 0) {
		rows.len += (size_t)n;
		whole = last_row_end(buf_str(&rows), (size_t)n);
		write_rows(l, str_of(rows.data, whole));
		buf_drop(&rows, whole);
	}
	buf_free(&rows);
	spool_free(&l->rows);
	spool_init(&l->rows);
	l->nsizes = 0;
	return n < 0 ? -1 : 0;
}

static int
end_part(struct list *l, const struct part_reader *r, struct err *e)
{
	size_t index;

	if (r->kind == PART_LEAF) {
		l->at_leaf = false;
		if (!decode_end(&l->decode))
			l->defects |= DEFECT_CODED;
		buf_add_number(&l->row, l->decode.size);
		return end_row(l, e);
	}
	if (r->kind == PART_MULTIPART)
		return 0;
	index = l->open[--l->nopen];
	l->sizes[index].size = l->passed - l->sizes[index].start;
	return l->nopen == 0 ? flush_rows(l, e) : 0;
}

int
list_event(struct list *l, const struct part_reader *r, int event,
    struct err *e)
{
	if (event != PART_END)
		l->passed += r->raw.n;
	switch (event) {
	case PART_BEGIN:
		return begin_part(l, r, e);
	case PART_DATA:
		if (l->at_leaf)
			decode_add(&l->decode, r->raw);
		return 0;
	case PART_END:
		return end_part(l, r, e);
	default:
		return 0;
	}
}
