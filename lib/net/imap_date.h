/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_DATE_H
#define NET_IMAP_DATE_H

#include "base/buf.h"
#include "base/str.h"

/*
 * Adds a date-time of IMAP, "31-Jan-2026 09:30:00 +0100" (RFC 9051 9), from
 * one of RFC 5322 or of ISO 8601: 2026-01-31, 2026-01-31T09:30+01:00; without
 * a zone it is UTC.  0, or -1 if it is neither.
 */
int imap_date_add(struct buf *b, struct str text);

#endif
