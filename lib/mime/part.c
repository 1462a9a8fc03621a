/* SPDX-License-Identifier: ISC */
#include "mime/part.h"

#include <string.h>

#include "base/linescan.h"
#include "mime/defect.h"

/* Most headers of parts are shorter. */
#define LOOK_AHEAD 2048

enum state {
	IN_HEADER,
	IN_BODY,
	CLOSING,      /* parts, down to close_to; then comes next */
	AT_LINE_END,  /* the owed one, before a delimiter */
	AT_DELIMITER,
	AT_END
};

void
part_init(struct part_reader *r, struct messages *messages)
{
	memset(r, 0, sizeof(*r));
	r->messages = messages;
	r->state = AT_END;
}

void
part_free(struct part_reader *r)
{
	header_free(&r->header);
	entity_free(&r->entity);
	boundaries_free(&r->boundaries);
	levels_free(&r->levels);
}

void
part_begin(struct part_reader *r)
{
	r->take = 0;
	r->levels.n = r->levels.numbers.len = 0;
	r->boundaries.n = r->boundaries.text.len = 0;
	r->boundaries.near = false;
	r->count = 0;
	r->state = IN_HEADER;
	r->pending = r->owed = r->raw = str_of(NULL, 0);
	header_reset(&r->header);
}

/* Gets more of the message.  1, 0 if there is none, -1. */
static int
fill(struct part_reader *r, struct err *e)
{
	return r->messages->ended ? 0 : messages_fill(r->messages, e);
}

/* How the part is read; and why it stays opaque, if it should not. */
static enum part_kind
choose_kind(const struct part_reader *r, unsigned int *defects)
{
	struct str boundary = buf_str(&r->entity.boundary);
	bool encoded = r->entity.encoding != ENCODING_NONE;
	bool multipart = entity_is_a(&r->entity, "multipart/");
	bool message = entity_is(&r->entity, "message/rfc822") ||
	    entity_is(&r->entity, "message/global");

	if (!multipart && !message)
		return PART_LEAF;
	if (encoded)
		*defects |= DEFECT_ENCODED;
	if (r->header.end == HEADER_LIMIT)
		return PART_LEAF;
	if (r->levels.n + 1 >= PART_DEPTH_MAX)
		*defects |= DEFECT_DEPTH_LIMIT;
	else if (r->count >= PART_COUNT_MAX)
		*defects |= DEFECT_COUNT_LIMIT;
	else if (multipart && (boundary.n == 0 || boundary.n > BOUNDARY_MAX))
		*defects |= DEFECT_BOUNDARY;
	else if (multipart)
		return PART_MULTIPART;
	else if (!encoded && header_body(&r->header).n == 0)
		return PART_MESSAGE;
	return PART_LEAF;
}

unsigned int
part_header_defects(const struct header *h)
{
	unsigned int defects = h->start > 0 ? DEFECT_MARK : 0;

	if (h->end == HEADER_LIMIT)
		defects |= DEFECT_HEADER_LIMIT;
	else if (h->end == HEADER_NO_BLANK)
		defects |= DEFECT_NO_BLANK;
	if (h->is_mixed)
		defects |= DEFECT_HEADER_LINE;
	if (h->is_spaced)
		defects |= DEFECT_HEADER_SPACE;
	if (header_has_control(h))
		defects |= DEFECT_CONTROL;
	return defects;
}

static void
show(struct part_reader *r, const struct level *level)
{
	r->kind = level->kind;
	r->number = levels_number(&r->levels);
	r->is_body = level->is_body;
	r->defects = level->defects;
	r->depth = r->levels.n - 1;
}

/* The header is read: the part begins. */
static int
begin_part(struct part_reader *r)
{
	struct level *level = levels_top(&r->levels);
	bool digest = level != NULL && level->digest;
	unsigned int defects = part_header_defects(&r->header);

	r->count++;
	entity_read(&r->entity, header_content(&r->header),
	    digest ? "message/rfc822" : "text/plain");
	level = levels_push(&r->levels, choose_kind(r, &defects));
	if (level->is_body && r->header.repeats)
		defects |= DEFECT_REPEATED;
	level->defects = r->entity.defects | defects;
	level->digest = entity_is(&r->entity, "multipart/digest");
	if (level->kind == PART_MULTIPART)
		boundaries_push(&r->boundaries, buf_str(&r->entity.boundary));
	show(r, level);
	r->raw = str_of(r->header.text.data, r->header.body);
	r->pending = header_body(&r->header);
	r->at_start = true;
	r->state = level->kind == PART_MESSAGE ? IN_HEADER : IN_BODY;
	return PART_BEGIN;
}

/* Whether a delimiter ends the header here; 0, 1, or -1 if more is needed
   to tell. */
static int
header_is_cut(struct part_reader *r, struct str window)
{
	struct delimiter d;

	if (r->boundaries.n == 0 || r->header.line < r->header.text.len)
		return 0;
	return boundary_judge(&r->boundaries, window, r->messages->ended,
	    &d);
}

/* Up to the next line that may be a delimiter, which is not looked for as
   far as the body of the part. */
static void
feed_header(struct part_reader *r, struct str window)
{
	if (r->boundaries.n > 0) {
		if (window.n > LOOK_AHEAD)
			window.n = LOOK_AHEAD;
		window.n = linescan(window, 1, '-', '-');
	}
	messages_take(r->messages, header_feed(&r->header, window));
}

static int
in_header(struct part_reader *r, struct err *e)
{
	struct str window;
	int got = 1, cut;

	if (r->header.end != HEADER_OPEN)
		header_reset(&r->header);
	while (r->header.end == HEADER_OPEN) {
		window = messages_window(r->messages);
		cut = header_is_cut(r, window);
		if (cut > 0 || (got == 0 && window.n == 0)) {
			header_finish(&r->header);
			break;
		}
		if (window.n == 0 || (cut < 0 && got > 0)) {
			got = fill(r, e);
			if (got < 0)
				return -1;
			continue;
		}
		got = 1;
		feed_header(r, window);
	}
	return begin_part(r);
}

/* The parts above the first n are to be closed, and then comes next. */
static void
close_parts(struct part_reader *r, size_t n, int next)
{
	r->close_to = n;
	r->next = next;
	r->state = CLOSING;
}

/* Closes the innermost part. */
static int
end_part(struct part_reader *r)
{
	struct level *level = levels_top(&r->levels);
	struct boundary *b;

	if (level->kind == PART_MULTIPART) {
		b = &r->boundaries.list[r->boundaries.n - 1];
		if (!b->closed)
			level->defects |= DEFECT_UNCLOSED;
		if (level->children == 0)
			level->defects |= DEFECT_NO_PARTS;
		if (b->after_close)
			level->defects |= DEFECT_AFTER_CLOSE;
		boundaries_pop(&r->boundaries);
	} else if (level->kind == PART_LEAF && r->next == AT_END &&
	    r->boundaries.n > 0) {
		level->defects |= DEFECT_UNCLOSED; /* its data may be cut */
	}
	show(r, level);
	levels_pop(&r->levels);
	r->raw = str_of(NULL, 0);
	return PART_END;
}

/* The level of the multipart that has that boundary. */
static size_t
level_of(const struct part_reader *r, size_t boundary)
{
	size_t i, n = 0;

	for (i = 0; i < r->levels.n; i++)
		if (r->levels.list[i].kind == PART_MULTIPART &&
		    n++ == boundary)
			break;
	return i;
}

/* Gives out n bytes from the front of the body. */
static int
give(struct part_reader *r, size_t n, int event)
{
	if (r->pending.n > 0) {
		r->raw = str_of(r->pending.p, n);
		r->pending = str_skip(r->pending, n);
	} else {
		r->raw = str_of(messages_window(r->messages).p, n);
		r->take = n;
	}
	r->at_start = false;
	return event;
}

/* Takes the delimiter line off, and decides what follows. */
static int
at_delimiter(struct part_reader *r)
{
	struct boundary *b = &r->boundaries.list[r->delimiter.which];

	give(r, r->delimiter.length, PART_OTHER);
	r->at_start = !r->delimiter.close;
	r->state = IN_HEADER;
	if (!r->delimiter.close && r->count >= PART_COUNT_MAX)
		levels_top(&r->levels)->defects |= DEFECT_COUNT_LIMIT;
	if (r->delimiter.close || r->count >= PART_COUNT_MAX) {
		b->closed = true;
		r->state = IN_BODY;
	}
	return PART_OTHER;
}

static int
data_event(struct part_reader *r)
{
	return levels_top(&r->levels)->kind == PART_LEAF ? PART_DATA
	                                                 : PART_OTHER;
}

static int
give_owed(struct part_reader *r, int event)
{
	r->raw = r->owed;
	r->owed.n = 0;
	return event;
}

/* A line that some readers take for a boundary (RFC 2046 5.1.2) is text of
   the innermost part. */
static void
note_near(struct part_reader *r)
{
	if (r->boundaries.near)
		levels_top(&r->levels)->defects |= DEFECT_NEAR;
	r->boundaries.near = false;
}

/* Looks at the body behind r->pending or at the window: the event that
   follows, or -1 if nothing can be said before there is more. */
static int
judge_body(struct part_reader *r, struct str text, bool last)
{
	struct delimiter *d = &r->delimiter;

	boundary_find(&r->boundaries, text, r->at_start, last, d);
	note_near(r);
	if (d->data > 0 || (last && text.n == 0 && r->owed.n > 0))
		return r->owed.n > 0 ? give_owed(r, data_event(r)) :
		    give(r, d->data, data_event(r));
	if (d->found)
		close_parts(r, level_of(r, d->which) + 1,
		    r->owed.n > 0 ? AT_LINE_END : AT_DELIMITER);
	else if (last)
		close_parts(r, 0, AT_END);
	else
		return -1;
	return PART_DONE;
}

/* The bytes that were read with the header come first.  If they end with a
   line, its line end may be that of a delimiter behind it: it is owed. */
static int
in_pending(struct part_reader *r)
{
	bool last = r->pending.p[r->pending.n - 1] != '\n';
	int event = judge_body(r, r->pending, last);

	if (event < 0) {
		r->owed = r->pending;
		r->pending.n = 0;
		r->at_start = true;
		return PART_DONE;
	}
	return event;
}

/* PART_DONE stands for no event: the state has changed. */
static int
in_body(struct part_reader *r, struct err *e)
{
	bool last;
	int got = 1, event;

	if (r->pending.n > 0)
		return in_pending(r);
	for (;;) {
		last = r->messages->ended || got == 0;
		event = judge_body(r, messages_window(r->messages), last);
		if (event >= 0)
			return event;
		got = fill(r, e);
		if (got < 0)
			return -1;
	}
}

int
part_next(struct part_reader *r, struct err *e)
{
	int event = PART_DONE;

	messages_take(r->messages, r->take);
	r->take = 0;
	while (event == PART_DONE) {
		switch (r->state) {
		case IN_HEADER:
			return in_header(r, e);
		case IN_BODY:
			event = in_body(r, e);
			break;
		case CLOSING:
			if (r->levels.n > r->close_to)
				return end_part(r);
			r->state = r->next;
			break;
		case AT_LINE_END:
			r->state = AT_DELIMITER;
			return give_owed(r, PART_OTHER);
		case AT_DELIMITER:
			return at_delimiter(r);
		default:
			return PART_DONE;
		}
	}
	return event;
}
