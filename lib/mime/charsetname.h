/* SPDX-License-Identifier: ISC */
#ifndef MIME_CHARSETNAME_H
#define MIME_CHARSETNAME_H

#include "base/str.h"

/*
 * The name by which iconv(3) knows a charset of mail, or NULL if it is not
 * one that mail is known to use.  "UTF-8" stands for ASCII too and
 * "WINDOWS-1252" for ISO 8859-1; both need no iconv.
 */
const char *charset_system_name(struct str name);

#endif
