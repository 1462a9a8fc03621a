/* SPDX-License-Identifier: ISC */
#ifndef MIME_FROMLINE_H
#define MIME_FROMLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* A longer line is no From_ line; its end is not counted. */
#define FROMLINE_MAX ((size_t)1024)

/*
 * Whether a line, with or without its end, is a From_ line, which begins a
 * message in an mbox (RFC 4155): "From ", an envelope sender, and then
 * nothing or words among which are a time of day and a year.  A text such as
 * "From now on" is none, nor is the field "From : a@b" (RFC 5322 4.5.2).
 */
bool fromline_is(struct str line);

/* The same for the line at the front of s: 1, 0, or -1 if more bytes are
   needed to tell.  eof: there are no more. */
int fromline_judge(struct str s, bool eof);

#endif
