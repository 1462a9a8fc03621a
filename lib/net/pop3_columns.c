/* SPDX-License-Identifier: ISC */
#include "net/pop3_columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/vis.h"
#include "net/pop3_box.h"

/* The names but "taken", in small letters, with colons between them. */
static int
read_names(struct pop3_columns *c, const char *names, struct err *e)
{
	struct str rest = str_from(names), name;
	struct buf list = BUF_INIT;
	size_t i;

	do {
		name = str_cut(&rest, ',');
		if (!columns_is_name(name)) {
			buf_free(&list);
			return err_set(e, STATUS_USAGE, "\"%.*s\" is no name "
			    "of a header field", (int)name.n, name.p);
		}
		if (str_case_is(name, "taken")) {
			c->shows_taken = true;
			continue;
		}
		if (list.len > 0)
			buf_add_char(&list, ':');
		for (i = 0; i < name.n; i++)
			buf_add_char(&list, ascii_lower(name.p[i]));
	} while (rest.p != NULL);
	c->names = mem_string(buf_string(&list));
	if (list.len > 0)
		columns_init(&c->fields, c->names);
	buf_free(&list);
	return 0;
}

int
pop3_columns_init(struct pop3_columns *c, struct out *out, bool as_json,
    const char *names, struct err *e)
{
	memset(c, 0, sizeof(*c));
	c->out = out;
	c->as_json = as_json;
	json_init(&c->json, &c->text, out);
	return names != NULL ? read_names(c, names, e) : 0;
}

void
pop3_columns_free(struct pop3_columns *c)
{
	columns_free(&c->fields);
	buf_free(&c->text);
	free(c->names);
	c->names = NULL;
}

void
pop3_columns_header(struct pop3_columns *c)
{
	if (c->as_json)
		return;
	out_add_string(c->out, "number\toctets\tuidl");
	if (c->shows_taken)
		out_add_string(c->out, "\ttaken");
	if (c->fields.n == 0) {
		out_add_char(c->out, '\n');
		return;
	}
	out_add_char(c->out, '\t');
	columns_names(&c->fields, c->out);
}

/* More than JSON's readers can count is not told. */
static void
json_number(struct pop3_columns *c, const char *key, uint64_t n)
{
	if (n <= INT64_MAX)
		json_int(&c->json, key, (int64_t)n);
}

static void
end_object(struct pop3_columns *c)
{
	json_close(&c->json, '}');
	buf_add_char(&c->text, '\n');
	json_flush(&c->json);
	c->json.comma = false;
}

static void
row_json(struct pop3_columns *c, const struct pop3_listed *row,
    const struct header *header)
{
	struct buf name = BUF_INIT;
	size_t i;

	json_open(&c->json, NULL, '{');
	json_number(c, "number", row->number);
	json_number(c, "octets", row->octets);
	if (row->uidl.n > 0)
		json_string(&c->json, "uidl", row->uidl);
	if (c->shows_taken)
		json_bool(&c->json, "taken", row->is_taken);
	if (c->fields.n > 0)
		columns_take(&c->fields, header);
	for (i = 0; i < c->fields.n; i++) {
		if (c->fields.list[i].count == 0)
			continue;
		name.len = 0;
		buf_add_str(&name, c->fields.list[i].name);
		json_string(&c->json, buf_string(&name),
		    buf_str(&c->fields.list[i].value));
	}
	buf_free(&name);
	end_object(c);
}

static void
add_octets(struct out *out, uint64_t octets)
{
	if (octets != POP3_OCTETS_UNKNOWN)
		out_printf(out, "%llu", (unsigned long long)octets);
}

void
pop3_columns_row(struct pop3_columns *c, const struct pop3_listed *row,
    const struct header *header)
{
	if (c->as_json) {
		row_json(c, row, header);
		return;
	}
	out_printf(c->out, "%llu\t", (unsigned long long)row->number);
	add_octets(c->out, row->octets);
	out_add_char(c->out, '\t');
	vis_field(c->out, row->uidl);
	if (c->shows_taken)
		out_add_string(c->out, row->is_taken ? "\tyes" : "\t");
	if (c->fields.n == 0) {
		out_add_char(c->out, '\n');
		return;
	}
	out_add_char(c->out, '\t');
	columns_row(&c->fields, c->out, header);
}

void
pop3_columns_offer(struct pop3_columns *c, struct str name, struct str args)
{
	if (c->as_json) {
		json_open(&c->json, NULL, '{');
		json_string(&c->json, "capability", name);
		if (args.n > 0)
			json_string(&c->json, "parameters", args);
		end_object(c);
		return;
	}
	vis_field(c->out, name);
	out_add_char(c->out, '\t');
	vis_field(c->out, args);
	out_add_char(c->out, '\n');
}

void
pop3_columns_totals(struct pop3_columns *c, uint64_t messages,
    uint64_t octets)
{
	if (c->as_json) {
		json_open(&c->json, NULL, '{');
		json_number(c, "messages", messages);
		json_number(c, "octets", octets);
		end_object(c);
		return;
	}
	out_printf(c->out, "%llu\t", (unsigned long long)messages);
	add_octets(c->out, octets);
	out_add_char(c->out, '\n');
}
