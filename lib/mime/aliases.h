/* SPDX-License-Identifier: ISC */
#ifndef MIME_ALIASES_H
#define MIME_ALIASES_H

#include "base/err.h"
#include "base/str.h"
#include "mime/envelope.h"

/*
 * Replaces each recipient without a domain by those that aliases(5), the
 * text of a file, has for it, and these again; an alias `default` stands for
 * all that have none.  What is left without a domain, or is written \name or
 * under its own name, gets this one.  0, or -1: status 78 for an alias that
 * is no address (mail is sent, not delivered) and for those that lead to
 * each other.
 */
int aliases_apply(struct str aliases, struct str domain, struct envelope *v,
    struct err *e);

#endif
