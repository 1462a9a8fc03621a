/* SPDX-License-Identifier: ISC */
#ifndef NET_NETRC_H
#define NET_NETRC_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Looks in the text of a ~/.netrc for the password of this login on this
 * machine: both must be there, "default" never counts.  The first one found
 * is put into *password, which is empty and is reserved once.
 */
bool netrc_find(struct str text, const char *machine, const char *login,
    struct buf *password);

#endif
