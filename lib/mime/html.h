/* SPDX-License-Identifier: ISC */
#ifndef MIME_HTML_H
#define MIME_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* What is kept of a tag, to see its name and its links. */
#define HTML_TAG_MAX ((size_t)8192)

/*
 * Shows HTML as plain text: tags go, entities become characters, blocks
 * become lines, a link is followed by its address in <>, an image is its
 * alternative text in [].  Whatever is not HTML in it is text.
 */
struct html {
	int state;
	struct buf tag;   /* what is read of a tag, comment or entity */
	struct buf link;  /* the address of the link that is open */
	struct buf seen;  /* its text, as far as it may be the address */
	char quote;       /* of the attribute that is being read, or 0 */
	const char *skip; /* the element whose content is passed over */
	size_t pre;       /* open elements that keep white space */
	bool pre_begins;  /* one of them has just begun */
	bool blank;       /* white space came: a blank before the next word */
	int lines;        /* line ends that are due before it */
	bool begun;       /* something was written */
};

void html_init(struct html *h);
void html_free(struct html *h);

/* Begins a text in UTF-8; adds to *b what its next piece gives; ends it. */
void html_begin(struct html *h);
void html_add(struct html *h, struct str s, struct buf *b);
void html_end(struct html *h, struct buf *b);

#endif
