/* SPDX-License-Identifier: ISC */
#ifndef MIME_MIMETYPES_H
#define MIME_MIMETYPES_H

#include "base/str.h"

/* Where systems keep the types of many more extensions than we know. */
#define MIMETYPES_FILE "/etc/mime.types"

/*
 * The media type that such a file gives for the extension of name, in any
 * case; the caller frees it.  NULL if there is none, or no such file.
 */
char *mimetypes_find(const char *path, struct str name);

#endif
