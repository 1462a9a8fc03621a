/* SPDX-License-Identifier: ISC */
#include "mime/record.h"

#include <string.h>

#include "mime/defect.h"
#include "mime/recordhead.h"

/* Takes as much of the body as may be kept, whole characters of it. */
static void
take_body(void *to, struct str s)
{
	struct record *j = to;
	size_t room = RECORD_BODY_MAX - j->shown.len;

	if (j->cut)
		return;
	if (s.n > room) {
		j->cut = true;
		s.n = room;
		while (s.n > 0 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
			s.n--;
	}
	buf_add_str(&j->shown, s);
}

void
record_init(struct record *j, struct out *out)
{
	memset(j, 0, sizeof(*j));
	j->out = out;
	json_init(&j->json, &j->text, out);
	json_init(&j->defect_json, &j->defect_text, NULL);
	check_init(&j->check);
	j->check.bodies_only = true;
	body_init(&j->body);
	j->body.for_people = true;
	j->body.sink.put = take_body;
	j->body.sink.to = j;
	spool_init(&j->defect_list);
}

void
record_free(struct record *j)
{
	check_free(&j->check);
	body_free(&j->body);
	spool_free(&j->defect_list);
	buf_free(&j->text);
	buf_free(&j->shown);
	buf_free(&j->defect_text);
}

void
record_begin(struct record *j)
{
	j->json.comma = j->defect_json.comma = j->cut = false;
	j->shown.len = 0;
	j->passed = 0;
	body_begin(&j->body);
}

static void
add_given(struct json *json, const char *key, const struct buf *value)
{
	if (value->len > 0)
		json_string(json, key, buf_str(value));
}

static void
begin_part(struct record *j, const struct part_reader *r)
{
	struct json *json = &j->json;
	const struct entity *en = &r->entity;
	struct str fields = header_fields(&r->header);

	if (r->depth == 0) {
		json_open(json, NULL, '{');
		recordhead_add(json, &r->header, buf_str(&en->charset));
	}
	j->header[r->depth] = 0;
	if (r->is_body) {
		j->header[r->depth] = recordhead_add_all(json, fields,
		    buf_str(&en->charset));
		json_open(json, "parts", '[');
	}
	json_open(json, NULL, '{');
	json_string(json, "part", r->number);
	json_string(json, "type", buf_str(&en->type));
	add_given(json, "charset", &en->charset);
	add_given(json, "encoding", &en->encoding_name);
	add_given(json, "disposition", &en->disposition);
	add_given(json, "name", &en->name);
	add_given(json, "cid", &en->cid);
	if (r->kind == PART_MULTIPART)
		json_close(json, '}');
	j->start[r->depth] = j->passed;
}

/* The part's defects, for the list at the end of the message. */
static int
add_defects(struct record *j, const struct part_reader *r, struct err *e)
{
	struct json *json = &j->defect_json;
	int bit;

	j->defect_text.len = 0;
	for (bit = 0; bit < DEFECT_COUNT; bit++) {
		if ((j->defects & 1U << bit) == 0)
			continue;
		json_open(json, NULL, '{');
		json_string(json, "part", r->number);
		json_string(json, "defect", str_from(defect_name(bit)));
		json_string(json, "text", str_from(defect_text(bit)));
		json_close(json, '}');
	}
	return spool_add(&j->defect_list, j->defect_text.data,
	    j->defect_text.len, e);
}

static int
write_defects(struct record *j, struct err *e)
{
	char block[4096];
	ssize_t n;

	if (j->defect_list.size == 0)
		return 0;
	json_open(&j->json, "defects", '[');
	json_flush(&j->json);
	spool_rewind(&j->defect_list);
	while ((n = spool_read(&j->defect_list, block, sizeof(block), e)) > 0)
		out_add(j->out, block, (size_t)n);
	json_close(&j->json, ']');
	spool_free(&j->defect_list);
	spool_init(&j->defect_list);
	return n < 0 ? -1 : 0;
}

static int
end_part(struct record *j, const struct part_reader *r, struct err *e)
{
	struct json *json = &j->json;
	uint64_t size = j->check.size;

	if (r->kind == PART_MESSAGE) {
		json_close(json, ']');
		size = j->passed - j->start[r->depth];
	}
	if (r->kind != PART_MULTIPART) {
		json_int(json, "size", (int64_t)size);
		json_close(json, '}');
	}
	j->defects = j->check.defects | j->header[r->depth];
	if (r->depth == 0 && j->cut)
		j->defects |= DEFECT_BODY_LIMIT;
	if (add_defects(j, r, e) < 0)
		return -1;
	if (r->depth > 0)
		return 0;
	json_close(json, ']');
	if (j->body.found)
		json_string(json, "body", buf_str(&j->shown));
	if (write_defects(j, e) < 0)
		return -1;
	json_close(json, '}');
	buf_add_char(&j->text, '\n');
	return 0;
}

int
record_event(struct record *j, const struct part_reader *r, int event,
    struct err *e)
{
	check_event(&j->check, r, event);
	if (body_event(&j->body, r, event, e) < 0)
		return -1;
	if (event != PART_END)
		j->passed += r->raw.n;
	if (event == PART_BEGIN)
		begin_part(j, r);
	else if (event == PART_END && end_part(j, r, e) < 0)
		return -1;
	json_flush(&j->json);
	return 0;
}
