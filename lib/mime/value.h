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
 * for something else.  Returns bits of enum defect: what was malformed.
 */
unsigned int value_add(const struct field *f, struct buf *b);

#endif
