/* SPDX-License-Identifier: ISC */
#ifndef MIME_DATE_H
#define MIME_DATE_H

#include <stdbool.h>
#include <time.h>

#include "base/buf.h"
#include "base/err.h"

/* "JanFebMar...", "SunMonTue...": the names in every date of mail (RFC 5322
   3.3, RFC 9051 9), in the order of struct tm. */
extern const char date_months[], date_days[];

/*
 * The time of a new message: now, or what $SOURCE_DATE_EPOCH says, and then
 * *fixed is true: nothing in the message may differ from run to run.
 * 0, or -1 when the variable is no time before the year 10000: status 64.
 */
int date_now(time_t *when, bool *fixed, struct err *e);

/*
 * Appends a date-time of RFC 5322 3.3, "Fri, 20 Nov 2026 19:35:00 +0100",
 * English in every locale: the local time and its zone, or UTC.
 */
void date_format(struct buf *b, time_t when, bool in_utc);

#endif
