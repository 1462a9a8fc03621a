/* SPDX-License-Identifier: ISC */
#ifndef MIME_HZ_H
#define MIME_HZ_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* HZ (RFC 1843), made GB 2312 as in GB18030, as a stream.  All zero at the
   beginning. */
struct hz {
	bool in_gb;  /* behind "~{" */
	bool tilde;  /* one came last */
	char first;  /* of a pair; 0: none */
};

/* Adds the next piece to *b; what is malformed becomes a byte that GB18030
   does not have. */
void hz_add(struct hz *h, struct str s, struct buf *b);

/* The text ends; another may begin. */
void hz_end(struct hz *h, struct buf *b);

#endif
