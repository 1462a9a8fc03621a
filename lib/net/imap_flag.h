/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_FLAG_H
#define NET_IMAP_FLAG_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Flags (RFC 9051 2.3.2) as people write them: seen, answered, flagged,
 * deleted and draft with a backslash or without, in any case; all others,
 * which are keywords, as they are.
 */

/* Adds those with commas between them to a list such as "\Seen $Forwarded".
   0, or -1: 64 for what is none, and for \Recent, which only a server sets. */
int imap_flags_add(struct buf *list, struct str names, struct err *e);

/* Whether all of a list are in what PERMANENTFLAGS says, or may be made; or
   it says nothing (RFC 9051 7.1).  0, or -1: 69. */
int imap_flags_check(struct str list, struct str permanent, struct err *e);

#endif
