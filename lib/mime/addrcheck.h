/* SPDX-License-Identifier: ISC */
#ifndef MIME_ADDRCHECK_H
#define MIME_ADDRCHECK_H

#include "base/err.h"
#include "base/str.h"

/*
 * Checks one address as it travels in MAIL and RCPT: a Mailbox of RFC 5321
 * 4.1.2 (UTF-8 as in RFC 6531), or a local part alone, such as postmaster.
 * Takes the enclosing <> off *address, if any.  Dots may stand anywhere in
 * an unquoted local part, for such mailboxes exist.  0, or -1: status 65.
 */
int addr_check_envelope(struct str *address, struct err *e);

#endif
