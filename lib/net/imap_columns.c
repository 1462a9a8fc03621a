/* SPDX-License-Identifier: ISC */
#include "net/imap_columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/vis.h"
#include "mime/columns.h"
#include "mime/dateparse.h"
#include "mime/header.h"
#include "mime/value.h"

static const struct {
	const char *name, *item;
} columns[] = {
	[IMAP_COLUMN_UID] = {"uid", NULL}, /* it is always asked for */
	[IMAP_COLUMN_OCTETS] = {"octets", "RFC822.SIZE"},
	[IMAP_COLUMN_DATE] = {"date", "INTERNALDATE"},
	[IMAP_COLUMN_FLAGS] = {"flags", "FLAGS"},
};

void
imap_columns_free(struct imap_columns *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		free(c->v[i].name);
	free(c->v);
	buf_free(&c->text);
	memset(c, 0, sizeof(*c));
}

static void
add(struct imap_columns *c, struct str name)
{
	char *p = mem_copy(name.p, name.n);
	size_t i = 0;

	c->v = mem_more(c->v, c->n, &c->cap, sizeof(*c->v));
	while (i < IMAP_COLUMN_FIELD && !str_case_is(name, columns[i].name))
		i++;
	c->v[c->n].what = (enum imap_column)i;
	c->v[c->n++].name = p;
	for (; *p != '\0'; p++)
		*p = ascii_lower(*p);
}

int
imap_columns_read(struct imap_columns *c, const char *names, struct err *e)
{
	struct str rest = str_from(names), name;

	do {
		name = str_cut(&rest, ',');
		if (!columns_is_name(name))
			return err_set(e, STATUS_USAGE,
			    "-f %s: \"%.*s\" is no field", names,
			    (int)name.n, name.p);
		add(c, name);
	} while (rest.p != NULL);
	c->n_shown = c->n;
	return 0;
}

void
imap_columns_need(struct imap_columns *c, struct str name)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (str_case_is(name, c->v[i].name))
			return;
	add(c, name);
}

/* "sent" is the Date field; "date" is when the server got the message. */
static const char *
field_name(const char *column)
{
	return strcmp(column, "sent") == 0 ? "date" : column;
}

static bool
has(const struct imap_columns *c, enum imap_column what)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->v[i].what == what)
			return true;
	return false;
}

void
imap_columns_items(const struct imap_columns *c, struct buf *b)
{
	const char *before = " BODY.PEEK[HEADER.FIELDS (";
	bool has_field = has(c, IMAP_COLUMN_FIELD);
	size_t i;

	if (!has(c, IMAP_COLUMN_FLAGS) && !has_field &&
	    !has(c, IMAP_COLUMN_OCTETS) && !has(c, IMAP_COLUMN_DATE))
		return;
	buf_add_string(b, "(UID");
	for (i = IMAP_COLUMN_OCTETS; i < IMAP_COLUMN_FIELD; i++)
		if (has(c, (enum imap_column)i)) {
			buf_add_char(b, ' ');
			buf_add_string(b, columns[i].item);
		}
	for (i = 0; i < c->n; i++)
		if (c->v[i].what == IMAP_COLUMN_FIELD) {
			buf_add_string(b, before);
			buf_add_string(b, field_name(c->v[i].name));
			before = " ";
		}
	/* Flags are told of any message at any time. */
	if (!has_field && !has(c, IMAP_COLUMN_OCTETS) &&
	    !has(c, IMAP_COLUMN_DATE))
		buf_add_string(b, " INTERNALDATE");
	buf_add_string(b, has_field ? ")])" : ")");
}

static void
add_date(struct buf *b, const struct imap_row *row)
{
	struct dateparse d;

	if (imap_row_date(row, &d))
		dateparse_iso(&d, b);
	else if (row->has_date)
		buf_add_str(b, buf_str(&row->date));
}

static void
add_field(struct buf *b, const struct imap_row *row, const char *column)
{
	struct dateparse d;
	struct field f;

	if (!row->has_header || !header_find(buf_str(&row->header),
	    field_name(column), &f))
		return;
	if (strcmp(column, "sent") == 0 && dateparse_read(f.value, &d) == 0)
		dateparse_iso(&d, b);
	else
		(void)value_add(&f, STR(""), b);
}

/* The text of a column that is not a number. */
static struct str
value(struct imap_columns *c, size_t i, const struct imap_row *row)
{
	c->text.len = 0;
	if (c->v[i].what == IMAP_COLUMN_DATE)
		add_date(&c->text, row);
	else if (c->v[i].what == IMAP_COLUMN_FLAGS)
		buf_add_str(&c->text, buf_str(&row->flags));
	else
		add_field(&c->text, row, c->v[i].name);
	return buf_str(&c->text);
}

void
imap_columns_header(const struct imap_columns *c, struct out *out)
{
	size_t i;

	for (i = 0; i < c->n_shown; i++) {
		out_add_string(out, i > 0 ? "\t" : "");
		out_add_string(out, c->v[i].name);
	}
	out_add_char(out, '\n');
}

static void
write_uid(struct out *out, uint32_t uid, uint64_t validity)
{
	if (validity > 0)
		out_printf(out, "v%llu.", (unsigned long long)validity);
	out_printf(out, "%lu", (unsigned long)uid);
}

void
imap_columns_line(struct imap_columns *c, const struct imap_row *row,
    uint64_t validity, struct out *out)
{
	size_t i;

	for (i = 0; i < c->n_shown; i++) {
		if (i > 0)
			out_add_char(out, '\t');
		if (c->v[i].what == IMAP_COLUMN_UID)
			write_uid(out, row->uid, validity);
		else if (c->v[i].what != IMAP_COLUMN_OCTETS)
			vis_field(out, value(c, i, row));
		else if (row->has_octets)
			out_printf(out, "%llu",
			    (unsigned long long)row->octets);
	}
	out_add_char(out, '\n');
}

static void
flags_json(struct json *j, struct str flags)
{
	json_open(j, "flags", '[');
	while (flags.n > 0)
		json_string(j, NULL, str_cut(&flags, ' '));
	json_close(j, ']');
}

static void
value_json(struct imap_columns *c, size_t i, const struct imap_row *row,
    uint64_t validity, struct json *j)
{
	const char *name = c->v[i].name;
	struct str text;

	switch (c->v[i].what) {
	case IMAP_COLUMN_UID:
		json_int(j, name, row->uid);
		if (validity > 0)
			json_int(j, "uidvalidity", (int64_t)validity);
		break;
	case IMAP_COLUMN_OCTETS:
		if (row->has_octets)
			json_int(j, name, (int64_t)row->octets);
		break;
	case IMAP_COLUMN_FLAGS:
		if (row->has_flags)
			flags_json(j, buf_str(&row->flags));
		break;
	default:
		text = value(c, i, row);
		if (text.n > 0)
			json_string(j, name, text);
	}
}

void
imap_columns_json(struct imap_columns *c, const struct imap_row *row,
    uint64_t validity, struct json *j)
{
	size_t i;

	j->comma = false;
	json_open(j, NULL, '{');
	for (i = 0; i < c->n_shown; i++)
		value_json(c, i, row, validity, j);
	json_close(j, '}');
	buf_add_char(j->b, '\n');
	json_flush(j);
}
