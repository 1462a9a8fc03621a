/* SPDX-License-Identifier: ISC */
#ifndef MIME_CHARSETNAME_H
#define MIME_CHARSETNAME_H

#include "base/str.h"

/*
 * The name by which iconv(3) knows a charset of mail, or NULL if it is not
 * one that mail is known to use.  "US-ASCII" stands for what is not known,
 * too, and "WINDOWS-1252" for ISO 8859-1; these and UTF-8 need no iconv.
 */
const char *charset_system_name(struct str name);

/* What the user has put into MAILPIPE_CHARSET; empty if nothing. */
struct str charset_user_name(void);

#endif
