/* SPDX-License-Identifier: ISC */
#ifndef MIME_HTMLENTITY_H
#define MIME_HTMLENTITY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* No entity has a longer name. */
#define HTMLENTITY_MAX 16

/* Adds the character of an entity, given without & and ; ("amp", "#x2014"),
   in UTF-8.  Returns false if it is not known. */
bool htmlentity_add(struct str name, struct buf *b);

#endif
