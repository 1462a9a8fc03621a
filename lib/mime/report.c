/* SPDX-License-Identifier: ISC */
#include "mime/report.h"

#include <string.h>

#include "base/vis.h"
#include "mime/defect.h"
#include "mime/header.h"

void
report_init(struct report *d, struct out *out)
{
	memset(d, 0, sizeof(*d));
	d->out = out;
	decode_init(&d->decode);
}

void
report_free(struct report *d)
{
	decode_free(&d->decode);
	buf_free(&d->text);
}

void
report_names(struct out *out)
{
	out_add_string(out, "recipient\taction\tstatus\tserver\tsaid\n");
}

void
report_begin(struct report *d)
{
	d->found = d->reading = false;
	d->defects = 0;
}

static void
take_text(void *to, struct str s)
{
	struct report *d = to;
	size_t room = REPORT_MAX - d->text.len;

	if (s.n > room) {
		d->defects |= DEFECT_BODY_LIMIT;
		s.n = room;
	}
	buf_add_str(&d->text, s);
}

/* The value of a field; typed: behind its type, as in "rfc822; a@b". */
static void
add_value(struct buf *b, struct str group, const char *name, bool typed)
{
	struct buf value = BUF_INIT;
	struct str s;
	struct field f;

	if (header_find(group, name, &f)) {
		header_unfold(f.value, &value);
		s = buf_str(&value);
		if (typed && str_has(s, ';'))
			str_cut(&s, ';');
		buf_add_str(b, str_trim(s));
	}
	buf_free(&value);
}

static void
write_value(struct report *d, struct str group, const char *name, bool typed,
    char behind)
{
	struct buf value = BUF_INIT;

	add_value(&value, group, name, typed);
	vis_field(d->out, buf_str(&value));
	out_add_char(d->out, behind);
	buf_free(&value);
}

/* The fields about one recipient (RFC 3464 2.3). */
static void
write_recipient(struct report *d, struct str group)
{
	struct field f;
	bool original = header_find(group, "Original-Recipient", &f);

	if (!original && !header_find(group, "Final-Recipient", &f))
		return; /* those about the message as a whole */
	write_value(d, group, original ? "Original-Recipient" :
	    "Final-Recipient", true, '\t');
	write_value(d, group, "Action", false, '\t');
	write_value(d, group, "Status", false, '\t');
	write_value(d, group, "Remote-MTA", true, '\t');
	write_value(d, group, "Diagnostic-Code", true, '\n');
}

/* Groups of fields with empty lines between. */
static void
write_groups(struct report *d)
{
	struct str rest = buf_str(&d->text), group;
	struct field f;

	while (rest.n > 0) {
		group = rest;
		while (header_next(&rest, &f))
			;
		group.n -= rest.n;
		if (group.n > 0)
			write_recipient(d, group);
		else /* an empty line, and no field before it */
			rest = str_skip(rest, str_find(rest, '\n') + 1);
	}
}

static void
begin_part(struct report *d, const struct part_reader *r)
{
	struct sink sink = {take_text, d};

	if (!entity_is(&r->entity, "message/delivery-status") &&
	    !entity_is(&r->entity, "message/global-delivery-status"))
		return;
	d->found = d->reading = true;
	d->text.len = 0;
	decode_begin(&d->decode, r->entity.encoding, sink);
}

void
report_event(struct report *d, const struct part_reader *r, int event)
{
	if (event == PART_BEGIN) {
		begin_part(d, r);
	} else if (event == PART_DATA && d->reading) {
		decode_add(&d->decode, r->raw);
	} else if (event == PART_END && d->reading) {
		d->reading = false;
		if (!decode_end(&d->decode))
			d->defects |= DEFECT_CODED;
		write_groups(d);
	}
}
