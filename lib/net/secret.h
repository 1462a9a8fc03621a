/* SPDX-License-Identifier: ISC */
#ifndef NET_SECRET_H
#define NET_SECRET_H

#include "base/buf.h"
#include "base/err.h"
#include "net/account.h"

/*
 * Finds the password of the account's user: $MAILPIPE_PASSWORD, pass_cmd,
 * pass, ~/.netrc, a prompt on the terminal, in this order; or, if there is
 * token_cmd, the access token that it prints.  It holds no CR,
 * LF or NUL and is not empty.  0, 1 if a person has typed it, who should not be
 * asked again, or -1: status 78.  *secret is an empty buf
 * before; the caller gives it to buf_wipe, and adds nothing to it.
 */
int secret_find(struct buf *secret, const struct account *a, struct err *e);

#endif
