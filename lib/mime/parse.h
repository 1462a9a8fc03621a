/* SPDX-License-Identifier: ISC */
#ifndef MIME_PARSE_H
#define MIME_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/in.h"
#include "base/out.h"
#include "mime/body.h"
#include "mime/check.h"
#include "mime/columns.h"
#include "mime/extract.h"
#include "mime/list.h"
#include "mime/part.h"
#include "mime/record.h"
#include "mime/report.h"
#include "mime/unpack.h"
#include "mime/view.h"

/* What is done with each message. */
enum parse_mode {
	PARSE_VIEW,   /* show it to people */
	PARSE_LIST,   /* list its parts */
	PARSE_FIELDS, /* one row of header fields; argument: their names */
	PARSE_PLAIN,  /* its body, plain text first */
	PARSE_HTML,   /* its body, HTML first */
	PARSE_PART,   /* one part; argument: which */
	PARSE_SAVE,   /* attachments to files; argument: the directory */
	PARSE_RUN,    /* each part to a command; argument: that */
	PARSE_JSON,   /* all about it as JSON */
	PARSE_CHECK,  /* its defects, a line each */
	PARSE_REPORT  /* a row for each recipient of a delivery report */
};

struct parse_options {
	enum parse_mode mode;
	const char *argument;
	bool raw;       /* PARSE_PART: as it stands */
	bool header;    /* name the columns of a list */
	uint64_t which; /* the message that is meant; 0: all */
};

struct parse {
	const struct parse_options *options;
	struct out *out;
	uint64_t messages;    /* begun so far, in all inputs */
	bool missing;         /* what was asked for was not there */
	unsigned int defects; /* kinds that make the output less than all */
	struct err first;     /* about the first of them */

	/* private */
	struct part_reader reader;
	struct header header; /* read alone */
	struct columns columns;
	struct view view;
	struct list list;
	struct body body;
	struct extract extract;
	struct unpack unpack;
	struct record record;
	struct check check;
	struct report report;
};

/* 0, or -1: status 73.  options and out must outlive it. */
int parse_init(struct parse *p, const struct parse_options *options,
    struct out *out, struct err *e);
void parse_free(struct parse *p);

/* Reads all messages of an input whose buffer has IN_SIZE bytes.  0, or -1:
   status 66, 71, 73, 74; no half-written file is left then. */
int parse_input(struct parse *p, struct in *in, struct err *e);

#endif
