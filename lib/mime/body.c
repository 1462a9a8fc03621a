/* SPDX-License-Identifier: ISC */
#include "mime/body.h"

#include <stdlib.h>
#include <string.h>

#include "base/vis.h"

/* Worse than the rank of any text. */
#define RANK_NONE 3

void
body_init(struct body *b)
{
	memset(b, 0, sizeof(*b));
	text_init(&b->text);
	spool_init(&b->spool);
	wrapped_init(&b->wrapped);
}

void
body_free(struct body *b)
{
	wrapped_free(&b->wrapped);
	text_free(&b->text);
	spool_free(&b->spool);
	buf_free(&b->shown);
}

void
body_begin(struct body *b)
{
	b->found = b->reading = b->failed = b->unwrapped = false;
	b->defects = 0;
	b->texts = b->nested = b->alternative = 0;
}

static void
put(struct body *b, struct str s)
{
	if (!b->to_spool)
		b->sink.put(b->sink.to, s);
	else if (!b->failed && spool_add(&b->spool, s.p, s.n, b->e) < 0)
		b->failed = true;
}

static void
take_text(void *to, struct str s)
{
	struct body *b = to;

	if (str_trim(s).n > 0)
		b->has_text = true;
	if (!b->visible) {
		put(b, s);
		return;
	}
	b->shown.len = 0;
	vis_buf(&b->shown, s, VIS_LINES);
	put(b, buf_str(&b->shown));
}

/* An empty line between two texts. */
static void
add_gap(struct body *b)
{
	if (b->texts++ > 0)
		b->sink.put(b->sink.to, STR("\n"));
}

static int
rank_of(const struct body *b, const struct entity *en)
{
	if (entity_is(en, "text/html"))
		return b->html_first ? 0 : 1;
	if (entity_is(en, "text/plain"))
		return b->html_first ? 1 : 0;
	return 2;
}

/* Whether a text in an alternative is the one to be read, or, in the spool,
   the one to be shown if no better one comes. */
static bool
choose(struct body *b, int rank)
{
	b->to_spool = false;
	if (b->alternative == 0)
		return true;
	if (b->chosen != 0)
		return rank == 0 && b->chosen == b->child;
	if (rank == 0) {
		b->chosen = b->child;
		return true;
	}
	if (rank > b->rank || (rank == b->rank && b->fallback != b->child))
		return false;
	if (rank < b->rank) {
		spool_free(&b->spool);
		spool_init(&b->spool);
	}
	b->rank = rank;
	b->fallback = b->child;
	b->to_spool = true;
	return true;
}

/* A text that has a name, but is the whole message or an alternative, and
   does not say that it is attached, is meant to be read, too. */
static bool
is_to_read(const struct body *b, const struct part_reader *r)
{
	const struct entity *en = &r->entity;

	if (!entity_is_attachment(en))
		return true;
	return entity_is_a(en, "text/") &&
	    !str_is(buf_str(&en->disposition), "attachment") &&
	    (r->is_body || r->depth == b->alternative);
}

static void
begin_text(struct body *b, const struct part_reader *r)
{
	const struct entity *en = &r->entity;
	struct sink sink = {take_text, b};

	if (!is_to_read(b, r) || !choose(b, rank_of(b, en)))
		return;
	b->found = true;
	b->reading = true;
	b->has_text = false;
	if (!b->to_spool)
		add_gap(b);
	b->text.html_command = getenv("MAILPIPE_HTML");
	text_begin(&b->text, en, b->for_people, sink);
}

static void
begin_part(struct body *b, const struct part_reader *r)
{
	if (b->nested > 0)
		return;
	if (b->alternative > 0 && r->depth == b->alternative)
		b->child++;
	if (r->kind == PART_MESSAGE) {
		if (r->depth > 0 || b->unwrapped)
			b->nested = r->depth + 1;
	} else if (wrapped_is(r) && !b->unwrapped) {
		wrapped_begin(&b->wrapped, &r->entity);
	} else if (r->kind == PART_LEAF) {
		begin_text(b, r);
	} else if (b->alternative == 0 &&
	    entity_is(&r->entity, "multipart/alternative")) {
		b->alternative = r->depth + 1;
		b->child = b->chosen = b->fallback = 0;
		b->rank = RANK_NONE;
	}
}

static int
show_spool(struct body *b, struct err *e)
{
	char block[4096];
	ssize_t n;

	add_gap(b);
	spool_rewind(&b->spool);
	while ((n = spool_read(&b->spool, block, sizeof(block), e)) > 0)
		b->sink.put(b->sink.to, str_of(block, (size_t)n));
	spool_free(&b->spool);
	spool_init(&b->spool);
	return n < 0 ? -1 : 0;
}

static void
end_text(struct body *b)
{
	b->reading = false;
	b->defects |= text_end(&b->text);
	if (b->text.failed && !b->failed) {
		*b->e = b->text.err;
		b->failed = true;
	}
	/* An empty text does not keep the other one from being shown. */
	if (!b->has_text && !b->to_spool)
		b->chosen = 0;
}

static int
end_part(struct body *b, const struct part_reader *r, struct err *e)
{
	if (b->reading)
		end_text(b);
	if (b->nested == r->depth + 1)
		b->nested = 0;
	if (b->alternative != r->depth + 1)
		return 0;
	b->alternative = 0;
	return b->chosen == 0 && b->rank < RANK_NONE ? show_spool(b, e) : 0;
}

static int
take_event(void *to, const struct part_reader *r, int event, struct err *e)
{
	return body_event(to, r, event, e);
}

static int
end_wrapped(struct body *b, struct err *e)
{
	unsigned int defects = 0;
	int result;

	b->unwrapped = true;
	result = wrapped_read(&b->wrapped, take_event, b, &defects, e);
	b->unwrapped = false;
	b->defects |= defects;
	return result;
}

int
body_event(struct body *b, const struct part_reader *r, int event,
    struct err *e)
{
	b->e = e;
	if (event == PART_BEGIN)
		begin_part(b, r);
	else if (b->wrapped.reading && event == PART_DATA)
		wrapped_add(&b->wrapped, r->raw, e);
	else if (b->wrapped.reading && event == PART_END)
		return end_wrapped(b, e);
	else if (event == PART_DATA && b->reading)
		text_add(&b->text, r->raw);
	else if (event == PART_END && end_part(b, r, e) < 0)
		return -1;
	return b->failed ? -1 : 0;
}
