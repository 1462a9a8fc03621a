/* SPDX-License-Identifier: ISC */
#include "mime/wrapped.h"

#include <string.h>

#include "base/in.h"
#include "mime/defect.h"
#include "mime/messages.h"

bool
wrapped_is(const struct part_reader *r)
{
	return r->depth == 0 && r->kind == PART_LEAF &&
	    r->entity.encoding != ENCODING_NONE &&
	    (entity_is(&r->entity, "message/rfc822") ||
	    entity_is(&r->entity, "message/global"));
}

void
wrapped_init(struct wrapped *w)
{
	memset(w, 0, sizeof(*w));
	decode_init(&w->decode);
	spool_init(&w->spool);
}

void
wrapped_free(struct wrapped *w)
{
	decode_free(&w->decode);
	spool_free(&w->spool);
}

static void
take(void *to, struct str s)
{
	struct wrapped *w = to;

	if (!w->failed && spool_add(&w->spool, s.p, s.n, w->e) < 0)
		w->failed = true;
}

void
wrapped_begin(struct wrapped *w, const struct entity *en)
{
	struct sink sink = {take, w};

	w->reading = true;
	w->failed = false;
	decode_begin(&w->decode, en->encoding, sink);
}

void
wrapped_add(struct wrapped *w, struct str raw, struct err *e)
{
	w->e = e;
	decode_add(&w->decode, raw);
}

/* Reads the first message of the input, which is all of it. */
static int
read_message(struct in *in, int (*event)(void *, const struct part_reader *,
    int, struct err *), void *to, unsigned int *defects, struct err *e)
{
	struct messages messages;
	struct part_reader r;
	int got;

	messages_init(&messages, in);
	part_init(&r, &messages);
	got = messages_next(&messages, e);
	if (got > 0)
		part_begin(&r);
	while (got > 0 && (got = part_next(&r, e)) > 0) {
		if (event(to, &r, got, e) < 0)
			got = -1;
		else if (got == PART_END)
			*defects |= r.defects;
	}
	part_free(&r);
	return got;
}

int
wrapped_read(struct wrapped *w, int (*event)(void *,
    const struct part_reader *, int, struct err *), void *to,
    unsigned int *defects, struct err *e)
{
	struct in in;
	int fd, got;

	w->reading = false;
	w->e = e;
	if (!decode_end(&w->decode))
		*defects |= DEFECT_CODED;
	fd = w->failed ? -1 : spool_fd(&w->spool, e);
	if (fd < 0)
		return -1;
	in_init(&in, fd, "temporary file", IN_SIZE);
	got = read_message(&in, event, to, defects, e);
	in_free(&in);
	spool_free(&w->spool);
	spool_init(&w->spool);
	return got;
}
