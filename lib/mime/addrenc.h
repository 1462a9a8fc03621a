/* SPDX-License-Identifier: ISC */
#ifndef MIME_ADDRENC_H
#define MIME_ADDRENC_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "mime/fold.h"

/*
 * Adds an address list, as a user wrote it, to a field: names quoted or
 * encoded as they need it, groups kept, addresses never encoded; *any tells
 * whether something stands in the field already.  A list that is malformed
 * in any way is refused.  0, or -1: status 65.
 */
int addrenc_add(struct fold *f, struct str list, bool *any, struct err *e);

/* A whole field of addresses, made of such a list.  The same. */
int addrenc_field(struct buf *b, const char *name, struct str list,
    struct err *e);

/* Adds "name" <address> as a user would write it: the name, which is text,
   is quoted (RFC 5322 3.2.4); an empty one is left out. */
void addrenc_mailbox(struct buf *b, struct str name, struct str address);

#endif
