/* SPDX-License-Identifier: ISC */
#ifndef MIME_PARAMENC_H
#define MIME_PARAMENC_H

#include "base/str.h"
#include "mime/fold.h"

/*
 * Adds "; name=value" to a structured field, the value as a token or as a
 * quoted string (RFC 2045 5.1), or, when it is long or not plain ASCII,
 * encoded and continued as in RFC 2231.
 */
void paramenc_add(struct fold *f, const char *name, struct str value);

/*
 * The same for readers that know nothing of RFC 2231: what is long or not
 * plain ASCII becomes encoded words in quotes, which RFC 2047 section 5
 * forbids, and Outlook and others nevertheless understand.
 */
void paramenc_add_words(struct fold *f, const char *name, struct str value);

#endif
