/* SPDX-License-Identifier: ISC */
#ifndef MIME_NEWBOUNDARY_H
#define MIME_NEWBOUNDARY_H

#include "base/err.h"
#include "mime/seed.h"

/* Neither quoted-printable nor base64 can hold these two bytes in a row:
   RFC 2045 6.7 recommends them. */
#define NEWBOUNDARY_START "=_"

#define NEWBOUNDARY_BYTES 15
#define NEWBOUNDARY_SIZE (sizeof(NEWBOUNDARY_START) + 2 * NEWBOUNDARY_BYTES)

/* Makes a boundary; all have the same length, so none begins another.
   0, or -1: status 71. */
int newboundary(char boundary[NEWBOUNDARY_SIZE], struct seed *seed,
    struct err *e);

#endif
