/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_PARTDUMP_H
#define TESTS_UNIT_PARTDUMP_H

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "mime/part.h"

/*
 * Reads all messages of a text, which comes in pieces of so many bytes, and
 * writes the events down: "<1 type|", ">1 defects|", bodies as they are,
 * what is in no part within {}.  raw gets the bytes of all events.
 */
static void
dump_message(struct part_reader *r, struct buf *events, struct buf *raw)
{
	struct err e = ERR_INIT;
	int event, before = PART_DONE;

	part_begin(r);
	while ((event = part_next(r, &e)) != PART_DONE) {
		if (event < 0)
			abort();
		if (before == PART_OTHER && event != PART_OTHER)
			buf_add_char(events, '}');
		if (event == PART_BEGIN)
			buf_printf(events, "<%.*s %.*s|", (int)r->number.n,
			    r->number.p, (int)r->entity.type.len,
			    r->entity.type.data);
		else if (event == PART_END)
			buf_printf(events, ">%.*s %x|", (int)r->number.n,
			    r->number.p, r->defects);
		else if (event == PART_OTHER && before != PART_OTHER)
			buf_add_char(events, '{');
		if (event == PART_DATA || event == PART_OTHER)
			buf_add_str(events, r->raw);
		if (event != PART_END)
			buf_add_str(raw, r->raw);
		before = event;
	}
	buf_add_char(events, '\n');
}

static void
dump(struct str text, size_t piece, struct buf *events, struct buf *raw)
{
	struct part_reader r;
	struct messages m;
	struct in in;
	struct err e = ERR_INIT;
	size_t n;
	int fd[2];

	/* A packet is what one read(2) brings; it must fit the buffer. */
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd) < 0)
		abort();
	while (text.n > 0) {
		n = text.n < piece ? text.n : piece;
		if (send(fd[1], text.p, n, 0) < 0)
			abort();
		text = str_skip(text, n);
	}
	close(fd[1]);
	in_init(&in, fd[0], "packets", PART_IN_MIN);
	messages_init(&m, &in);
	part_init(&r, &m);
	while (messages_next(&m, &e) > 0)
		dump_message(&r, events, raw);
	part_free(&r);
	in_free(&in);
	close(fd[0]);
}

#endif
