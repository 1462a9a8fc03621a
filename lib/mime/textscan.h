/* SPDX-License-Identifier: ISC */
#ifndef MIME_TEXTSCAN_H
#define MIME_TEXTSCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* What must be known of a text before it can be labelled and encoded; the
   result is the same however the text is cut into pieces. */
struct textscan {
	uint64_t size;
	uint64_t lines;     /* that are ended by a LF */
	uint64_t longest;   /* line, in bytes without its line end */
	uint64_t qp_size;   /* in quoted-printable, about */
	bool has_8bit;
	bool has_nul;
	bool has_bare_cr;
	bool is_utf8;       /* valid at all */
	bool has_boundary;  /* a line begins like one of our boundaries */

	/* Private: where the scan stands. */
	uint64_t line, escapes;
	size_t matched;     /* bytes of the line's start */
	char tail[4];       /* a character that is not whole yet */
	size_t ntail;
	bool cr;
};

void textscan_init(struct textscan *scan);
void textscan_add(struct textscan *scan, struct str text);

/* There is no more. */
void textscan_end(struct textscan *scan);

#endif
