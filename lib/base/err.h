/* SPDX-License-Identifier: ISC */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/attr.h"
#include "base/status.h"

/* What a peer says at length is cut to this many bytes in a message. */
#define ERR_TEXT_MAX 512

/*
 * What went wrong: the library fills one of these and returns -1; only a
 * program's main speaks or exits.  The text is "what: why", without the
 * program's name and without a newline, and may hold bytes of a peer:
 * whoever prints it makes control bytes visible.
 */
struct err {
	int status; /* of status.h; 0 while nothing went wrong */
	char text[ERR_TEXT_MAX];
};

#define ERR_INIT {0, ""}

/* Records status and text, cut where it is too long.  Returns -1. */
int err_set(struct err *e, int status, const char *fmt, ...)
    ATTR_PRINTF(3, 4);

/* As err_set, with ": " and the text of errno behind it.  Returns -1. */
int err_sys(struct err *e, int status, const char *fmt, ...)
    ATTR_PRINTF(3, 4);

/* Puts "fmt: " before the text that is there.  Returns -1. */
int err_prefix(struct err *e, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* Puts " (fmt)" behind the text, which is cut where there is no room for
   both: what to do about it.  Returns -1. */
int err_hint(struct err *e, const char *fmt, ...) ATTR_PRINTF(2, 3);

#endif
