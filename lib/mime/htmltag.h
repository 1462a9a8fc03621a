/* SPDX-License-Identifier: ISC */
#ifndef MIME_HTMLTAG_H
#define MIME_HTMLTAG_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* What an element means for plain text. */
enum htmltag_kind {
	HTMLTAG_INLINE, /* nothing */
	HTMLTAG_BREAK,  /* br */
	HTMLTAG_LINE,   /* begins and ends a line */
	HTMLTAG_BLOCK,  /* has empty lines around it */
	HTMLTAG_ITEM,   /* li */
	HTMLTAG_CELL,   /* td, th */
	HTMLTAG_RULE,   /* hr */
	HTMLTAG_PRE,    /* a block that keeps its white space */
	HTMLTAG_SKIP,   /* its content is not text */
	HTMLTAG_LINK,   /* a */
	HTMLTAG_IMAGE   /* img */
};

/* The kind of a tag, given without < and >, and whether it is an end tag;
   *name gets a string that lives for ever, or NULL for an unknown one. */
enum htmltag_kind htmltag_read(struct str tag, bool *end, const char **name);

/* Adds the value of a tag's attribute, its entities decoded and without
   white space around it; nothing if there is none. */
void htmltag_attribute(struct str tag, const char *name, struct buf *b);

#endif
