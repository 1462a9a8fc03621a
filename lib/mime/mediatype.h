/* SPDX-License-Identifier: ISC */
#ifndef MIME_MEDIATYPE_H
#define MIME_MEDIATYPE_H

#include <stdbool.h>

#include "base/str.h"

/* What stands behind the last dot of a file name; empty: nothing. */
struct str mediatype_extension(struct str name);

/* The media type that goes with a file name's extension, in any case, or
   NULL if it has none that is known. */
const char *mediatype_of_name(struct str name);

/* Whether it is "type/subtype" (RFC 2045 5.1), with or without parameters
   behind it, and fit to stand in a field. */
bool mediatype_is_valid(const char *type);

/* Whether the type, parameters aside, is this one, or that of the other, or
   begins with "text/" for example; in any case. */
bool mediatype_is(const char *type, const char *wanted);
bool mediatype_is_same(const char *type, const char *other);
bool mediatype_starts(const char *type, const char *prefix);

/* Whether the type has a parameter of that name. */
bool mediatype_has_param(const char *type, const char *name);

#endif
