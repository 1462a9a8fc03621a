/* SPDX-License-Identifier: ISC */
#include "mime/parse.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mime/defect.h"
#include "mime/messages.h"

/* Defects that may hide a part. */
#define HIDING (DEFECT_UNCLOSED | DEFECT_NO_PARTS | DEFECT_BOUNDARY | \
	DEFECT_AFTER_CLOSE | DEFECT_HEADER_LIMIT | DEFECT_DEPTH_LIMIT | \
	DEFECT_COUNT_LIMIT | DEFECT_NEAR)

static void
put_out(void *to, struct str s)
{
	out_add_str(to, s);
}

static void
init_body(struct parse *p)
{
	body_init(&p->body);
	p->body.html_first = p->options->mode == PARSE_HTML;
	p->body.visible = true;
	p->body.sink.put = put_out;
	p->body.sink.to = p->out;
}

int
parse_init(struct parse *p, const struct parse_options *options,
    struct out *out, struct err *e)
{
	memset(p, 0, sizeof(*p));
	p->options = options;
	p->out = out;
	switch (options->mode) {
	case PARSE_VIEW:
		view_init(&p->view, out);
		break;
	case PARSE_LIST:
		list_init(&p->list, out);
		if (options->header)
			list_header(out);
		break;
	case PARSE_FIELDS:
		columns_init(&p->columns, options->argument);
		if (options->header)
			columns_names(&p->columns, out);
		break;
	case PARSE_PLAIN:
	case PARSE_HTML:
		init_body(p);
		break;
	case PARSE_PART:
		extract_init(&p->extract, out, options->argument,
		    options->raw);
		break;
	case PARSE_SAVE:
		return unpack_init(&p->unpack, out, options->argument, NULL,
		    e);
	case PARSE_RUN:
		return unpack_init(&p->unpack, out, NULL, options->argument,
		    e);
	case PARSE_JSON:
		record_init(&p->record, out);
		break;
	case PARSE_CHECK:
		check_init(&p->check);
		if (options->header)
			out_add_string(out, "message\tpart\tdefect\ttext\n");
		break;
	case PARSE_REPORT:
		report_init(&p->report, out);
		if (options->header)
			report_names(out);
		break;
	}
	return 0;
}

void
parse_free(struct parse *p)
{
	switch (p->options->mode) {
	case PARSE_VIEW:
		view_free(&p->view);
		break;
	case PARSE_LIST:
		list_free(&p->list);
		break;
	case PARSE_FIELDS:
		columns_free(&p->columns);
		header_free(&p->header);
		break;
	case PARSE_PLAIN:
	case PARSE_HTML:
		body_free(&p->body);
		break;
	case PARSE_PART:
		extract_free(&p->extract);
		break;
	case PARSE_SAVE:
	case PARSE_RUN:
		unpack_free(&p->unpack);
		break;
	case PARSE_JSON:
		record_free(&p->record);
		break;
	case PARSE_CHECK:
		check_free(&p->check);
		break;
	case PARSE_REPORT:
		report_free(&p->report);
		break;
	}
}

static void
begin_message(struct parse *p)
{
	if (p->options->mode == PARSE_VIEW)
		view_begin(&p->view);
	record_begin(&p->record);
	body_begin(&p->body);
	extract_begin(&p->extract);
	report_begin(&p->report);
	part_begin(&p->reader);
}

/* The defects of the part that has ended, a line each. */
static void
list_defects(struct parse *p)
{
	int bit;

	for (bit = 0; bit < DEFECT_COUNT; bit++) {
		if ((p->check.defects & 1U << bit) == 0)
			continue;
		out_printf(p->out, "%" PRIu64 "\t", p->messages);
		out_add_str(p->out, p->reader.number);
		out_printf(p->out, "\t%s\t%s\n", defect_name(bit),
		    defect_text(bit));
	}
}

/* Gives the event to what is done with it. */
static int
take_event(struct parse *p, int event, struct err *e)
{
	const struct part_reader *r = &p->reader;

	switch (p->options->mode) {
	case PARSE_VIEW:
		return view_event(&p->view, r, event, e);
	case PARSE_LIST:
		return list_event(&p->list, r, event, e);
	case PARSE_FIELDS:
		break;
	case PARSE_PLAIN:
	case PARSE_HTML:
		return body_event(&p->body, r, event, e);
	case PARSE_PART:
		extract_event(&p->extract, r, event);
		break;
	case PARSE_SAVE:
	case PARSE_RUN:
		return unpack_event(&p->unpack, r, event, p->messages, e);
	case PARSE_JSON:
		return record_event(&p->record, r, event, e);
	case PARSE_CHECK:
		check_event(&p->check, r, event);
		if (event == PART_END)
			list_defects(p);
		break;
	case PARSE_REPORT:
		report_event(&p->report, r, event);
		break;
	}
	return 0;
}

/* The defects, met since this was last asked, of what is put out. */
static unsigned int
take_defects(struct parse *p)
{
	unsigned int *own[] = {&p->view.defects, &p->view.body.defects,
	    &p->list.defects, &p->body.defects, &p->extract.defects,
	    &p->unpack.defects, &p->record.defects, &p->check.defects,
	    &p->report.defects};
	unsigned int all = 0;
	size_t i;

	if (p->options->mode != PARSE_PART)
		all = p->reader.defects;
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		all |= *own[i];
		*own[i] = 0;
	}
	return all;
}

/* Remembers defects of a part, and of the first part the gravest in words:
   those come last. */
static void
note(struct parse *p, const char *file, unsigned int defects,
    struct str part)
{
	char message[32] = "";
	int bit = DEFECT_COUNT - 1;

	if (defects != 0 && p->defects == 0) {
		while ((defects & 1U << bit) == 0)
			bit--;
		if (p->messages > 1)
			snprintf(message, sizeof(message), "message %" PRIu64
			    ": ", p->messages);
		err_set(&p->first, STATUS_DATA, "%s: %spart %.*s: %s", file,
		    message, (int)part.n, part.p, defect_text(bit));
	}
	p->defects |= defects;
}

/* Reads the header alone. */
static int
read_fields(struct parse *p, struct messages *m, const char *file,
    struct err *e)
{
	struct header *h = &p->header;
	unsigned int defects;
	int got = 1;

	header_reset(h);
	while (h->end == HEADER_OPEN && got > 0) {
		messages_take(m, header_feed(h, messages_window(m)));
		if (h->end == HEADER_OPEN)
			got = messages_fill(m, e);
	}
	if (got < 0)
		return -1;
	header_finish(h);
	defects = columns_row(&p->columns, p->out, h);
	note(p, file, defects | part_header_defects(h), STR("1"));
	return 0;
}

/* Whether the message had what was asked for. */
static bool
is_found(const struct parse *p)
{
	switch (p->options->mode) {
	case PARSE_PART:
		return p->extract.found;
	case PARSE_PLAIN:
	case PARSE_HTML:
		return p->body.found;
	case PARSE_REPORT:
		return p->report.found;
	default:
		return true;
	}
}

static int
read_parts(struct parse *p, const char *file, struct err *e)
{
	struct part_reader *r = &p->reader;
	unsigned int hidden = 0;
	int event;

	while ((event = part_next(r, e)) != PART_DONE) {
		if (event < 0 || take_event(p, event, e) < 0)
			return -1;
		if (event != PART_END)
			continue;
		note(p, file, take_defects(p), r->number);
		hidden |= r->defects & HIDING;
	}
	if (!is_found(p)) {
		p->missing = true;
		note(p, file, hidden, STR("TEXT"));
	}
	return 0;
}

static int
read_message(struct parse *p, struct messages *m, const char *file,
    struct err *e)
{
	if (p->options->which != 0 && p->options->which != p->messages)
		return 0;
	if (p->options->mode == PARSE_FIELDS)
		return read_fields(p, m, file, e);
	begin_message(p);
	return read_parts(p, file, e);
}

int
parse_input(struct parse *p, struct in *in, struct err *e)
{
	struct messages messages;
	int got;

	messages_init(&messages, in);
	part_init(&p->reader, &messages);
	while ((got = messages_next(&messages, e)) > 0) {
		p->messages++;
		got = read_message(p, &messages, in->name, e);
		if (got < 0 || out_failed(p->out))
			break;
	}
	if (got < 0)
		unpack_abandon(&p->unpack);
	p->missing |= p->unpack.failed;
	part_free(&p->reader);
	return got < 0 ? -1 : 0;
}
