/* SPDX-License-Identifier: ISC */
#ifndef MIME_FILENAME_H
#define MIME_FILENAME_H

#include "base/buf.h"
#include "base/str.h"

/* What file systems allow, in bytes. */
#define FILENAME_MAX_BYTES ((size_t)255)

/*
 * Adds a name that can safely be created in a directory, made of a name that
 * a stranger gave: what stands behind its last / or \, in valid UTF-8, with
 * _ for control, invisible and wildcard characters and for a leading . or -,
 * without blanks around it, no name of a device, at most 255 bytes with its
 * extension.  Adds nothing if nothing is left.
 */
void filename_clean(struct str name, struct buf *b);

/* Adds a clean name with "-number" before its extension. */
void filename_number(struct str name, unsigned long number, struct buf *b);

/* Adds a name for a part that has none: "part-2.1.pdf". */
void filename_default(struct str number, struct str type, struct buf *b);

#endif
