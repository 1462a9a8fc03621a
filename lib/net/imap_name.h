/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_NAME_H
#define NET_IMAP_NAME_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Names of mailboxes.  People write and read them in UTF-8, the server in
 * the modified UTF-7 of RFC 3501 5.1.3, in which the rest of the library has
 * them even while the server is spoken to in UTF-8.  What a server should not
 * have said (bytes that are no UTF-7, or not its shortest form), what must not
 * be shown (control characters), and what begins with "raw:" is for people
 * "raw:" and the server's bytes, in which % and those that are not printable
 * ASCII are %HH.  So every name of a server has one form for people, and is
 * that name again when it comes back.
 */

/* Adds the server's form of a name.  0, or -1 (nothing is added): status 64
   for no name at all, bytes that are no UTF-8, CR, LF, NUL, a wrong %HH. */
int imap_name_encode(struct buf *b, struct str name, struct err *e);

/* Whether it could: 0, or -1 as above. */
int imap_name_check(const char *name, struct err *e);

/* Adds people's form of a name. */
void imap_name_decode(struct buf *b, struct str name);

/*
 * A name as it travels in UTF-8 (RFC 9755 3, RFC 9051 5.1), where an & is
 * nothing special, and as the rest has it: what is no UTF-8 stays as it is, so
 * that every name of a server is that name again when it goes back.
 */
void imap_name_to_utf8(struct buf *b, struct str name);
void imap_name_from_utf8(struct buf *b, struct str utf8);

/* Whether two names of a server are the same mailbox: INBOX is that in any
   case (RFC 3501 5.1). */
bool imap_name_equal(struct str a, struct str b);

#endif
