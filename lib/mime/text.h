/* SPDX-License-Identifier: ISC */
#ifndef MIME_TEXT_H
#define MIME_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/spool.h"
#include "mime/charset.h"
#include "mime/decode.h"
#include "mime/entity.h"
#include "mime/html.h"
#include "mime/unflow.h"

/* Turns the body of a text part into UTF-8 with lines that end in LF.  Its
   control characters are left in it. */
struct text {
	struct decode decode;
	struct charset charset;
	struct html html;
	struct unflow unflow;
	bool is_html, is_flowed, known;
	bool begun;    /* some of it was seen */
	bool held_cr;  /* a CR came last: is it part of a line end? */
	bool in_line;  /* the last line has no end yet */
	struct buf utf8, plain, joined;
	struct sink sink;
	const char *html_command; /* turns HTML into text; NULL: we do */
	struct spool spool;       /* the HTML for it */
	bool failed;              /* that went wrong: err says how */
	struct err err;
};

void text_init(struct text *t);
void text_free(struct text *t);

/* Begins a part; if so wished, HTML becomes plain text, and the lines of what
   is format=flowed are joined. */
void text_begin(struct text *t, const struct entity *en, bool for_people,
    struct sink sink);
void text_add(struct text *t, struct str raw);

/* Ends it, and its last line.  Returns what was wrong: bits of enum
   defect. */
unsigned int text_end(struct text *t);

#endif
