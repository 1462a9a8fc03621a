/* SPDX-License-Identifier: ISC */
#ifndef MIME_MAGIC_H
#define MIME_MAGIC_H

#include "base/str.h"

/* The media type that the first bytes of a file give away, or NULL. */
const char *magic_type(struct str head);

#endif
