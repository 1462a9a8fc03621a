/* SPDX-License-Identifier: ISC */
#ifndef MIME_VALUE_H
#define MIME_VALUE_H

#include "base/buf.h"
#include "base/str.h"
#include "mime/header.h"

/*
 * Adds a field's value as people read it, in UTF-8: unfolded, and its
 * encoded words decoded.  Address lists are parsed before that and written
 * anew as `Name <address>, ...`, the name in quotes where it could be taken
 * for something else.  Bytes that are not UTF-8 are taken to be in that
 * charset, the one of the section's own Content-Type, if they can be; an
 * empty one: they are unknown.  Returns bits of enum defect: what was
 * malformed.
 */
unsigned int value_add(const struct field *f, struct str charset,
    struct buf *b);

/* Adds the charset that a header section gives its body; empty if none. */
void value_charset(struct str fields, struct buf *b);

#endif
