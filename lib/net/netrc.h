/* SPDX-License-Identifier: ISC */
#ifndef NET_NETRC_H
#define NET_NETRC_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Looks in the text of a ~/.netrc for the password of this login on this
 * machine: both must be there, "default" never counts.  The first one found
 * is put into *password, which is empty and is reserved once.  1 when it is
 * found, 0 when not, or -1: status 78 and the line of a quote that is not
 * closed on it, up to which nothing was found.
 */
int netrc_find(struct str text, const char *machine, const char *login,
    struct buf *password, struct err *e);

#endif
