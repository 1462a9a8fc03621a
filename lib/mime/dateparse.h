/* SPDX-License-Identifier: ISC */
#ifndef MIME_DATEPARSE_H
#define MIME_DATEPARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* A point in time, as a Date field gives it. */
struct dateparse {
	int64_t epoch; /* seconds since 1970, UTC */
	int zone;      /* minutes east of UTC */
};

/*
 * Reads a date-time of RFC 5322 3.3, with the obsolete forms of 4.3:
 * comments, years of two and three digits, names of zones; and what else is
 * sent: "+01:00", "GMT+0100", the form of asctime(3).  The name of the day
 * may be wrong, seconds and zone may be missing.  0, or -1 if it is not a
 * date, or one that no calendar has.
 */
int dateparse_read(struct str text, struct dateparse *d);

/* Adds it as ISO 8601 (RFC 3339), "2026-11-20T19:35:00+01:00". */
void dateparse_iso(const struct dateparse *d, struct buf *b);

#endif
