/* SPDX-License-Identifier: ISC */
#ifndef MIME_PART_H
#define MIME_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "mime/boundary.h"
#include "mime/entity.h"
#include "mime/header.h"
#include "mime/level.h"
#include "mime/messages.h"

/* Past these a part stays opaque, with a defect. */
#define PART_DEPTH_MAX ((size_t)100)
#define PART_COUNT_MAX ((uint64_t)100000)

/* The least buffer of the input below the messages. */
#define PART_IN_MIN ((size_t)8192)

enum part_event {
	PART_DONE,  /* the message has ended */
	PART_BEGIN, /* raw: the part's header with its empty line */
	PART_DATA,  /* raw: some of the body of a leaf */
	PART_OTHER, /* raw: some of a multipart that is in none of its parts */
	PART_END
};

/*
 * Reads the structure of a message, one event at a time, in constant memory.
 * Everything in the message is in the raw of one event, in order.
 */
struct part_reader {
	/* At PART_BEGIN and PART_END: the part.  Its header and what that says
	   can be read from its PART_BEGIN to the next one. */
	enum part_kind kind;
	struct str number;   /* as in IMAP, RFC 9051 6.4.5; "TEXT", "2.TEXT"
	                        for a multipart that is a message's body */
	bool is_body;        /* its header is that of a message */
	size_t depth;        /* parts that are open around it */
	unsigned int defects; /* of enum defect; at PART_END all of them */
	struct header header;
	struct entity entity;
	struct str raw;

	/* private */
	struct messages *messages;
	struct levels levels;
	struct boundaries boundaries;
	uint64_t count;
	int state, next;
	size_t close_to;    /* so many parts, before the next state */
	size_t take;        /* bytes of the window given out as raw */
	struct str pending; /* of the body, but read with the header */
	struct str owed;    /* the line end behind them */
	bool at_start;      /* a line starts at the window */
	struct delimiter delimiter;
};

void part_init(struct part_reader *r, struct messages *messages);
void part_free(struct part_reader *r);

/* Begins the message that messages_next has begun. */
void part_begin(struct part_reader *r);

/* The next event; -1 on a read error. */
int part_next(struct part_reader *r, struct err *e);

/* What is wrong with a header section as such: bits of enum defect. */
unsigned int part_header_defects(const struct header *h);

#endif
