/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_STRING_H
#define NET_IMAP_STRING_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Strings in a command (RFC 9051 4.3).  A command is built as one text in
 * which a literal stands as "{n}", CRLF and its n bytes; there is no other
 * CR or LF in it, which is how whoever sends it finds the places where the
 * server may have to be waited for.
 */

/* Adds s bare if it is of letters, digits and . _ / -, quoted if it is ASCII
   and not long, else as a literal.  Whether it could: false for a NUL, which
   no literal may hold; nothing is added then. */
bool imap_add_astring(struct buf *b, struct str s);

/* The same, but never bare: where the grammar has a string. */
bool imap_add_string(struct buf *b, struct str s);

/* Whether s can stand in a command as an atom (RFC 9051 9): a keyword, or a
   flag without its backslash. */
bool imap_can_be_atom(struct str s);

#endif
