/* SPDX-License-Identifier: ISC */
#ifndef MIME_COMPOSE_PART_H
#define MIME_COMPOSE_PART_H

#include "base/str.h"
#include "mime/compose.h"

/* Within compose: what its files know of the parts. */

/* The file's name without directories, or what it is to be called; empty:
   none. */
struct str compose_name(const struct compose_part *part);

/* The body whose HTML shows the inline objects; NULL: none. */
struct compose_part *compose_html(const struct compose *c);

#endif
