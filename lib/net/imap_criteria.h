/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_CRITERIA_H
#define NET_IMAP_CRITERIA_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * What SEARCH looks for (RFC 9051 6.4.4, RFC 5032), as the words of a command
 * line: `from alice since 2026-01-31 not ( seen or larger 2M to bob )`, in
 * any case.  Adds what stands behind SEARCH and its RETURN in a command, in
 * the form of imap_string.h, with "CHARSET UTF-8" where a text needs it (but
 * not if the server is spoken to in UTF-8); "ALL" for no words.  0, or -1
 * (nothing is added): status 64, and the word is named.
 */
int imap_criteria_add(struct buf *b, char *const *words, size_t n,
    struct err *e);

/* The same without a charset in front, for what names one itself. */
struct str imap_criteria_bare(struct str criteria);

#endif
