/* SPDX-License-Identifier: ISC */
#ifndef MIME_COMPOSE_PART_H
#define MIME_COMPOSE_PART_H

#include <stdbool.h>

#include "base/str.h"
#include "mime/compose.h"

/* Within compose: what its files know of the parts. */

/* The file's name without directories, or what it is to be called; empty:
   none. */
struct str compose_name(const struct compose_part *part);

/* Makes a name of one that is not UTF-8, for which no charset is known: what
   is no character becomes %HH.  Returns whether it did. */
bool compose_find_name(struct compose_part *part);

/* The Content-ID without its <>; empty: none. */
struct str compose_cid(const struct compose_part *part);

/* Whether what was read of it is text: UTF-8 without NUL. */
bool compose_looks_like_text(const struct content *content);

/* Finds the type, if none was given, by name and first bytes. */
void compose_find_type(struct compose_part *part);

/* Finds what a calendar asks its reader to do, which the type must repeat
   (RFC 6047 2.4). */
void compose_find_method(struct compose_part *part);

/* The body whose HTML shows the inline objects; NULL: none. */
struct compose_part *compose_html(const struct compose *c);

#endif
