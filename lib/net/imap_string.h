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

/* The longest string that is quoted: some servers take lines of 1000 bytes only
   (RFC 2683 3.2.1.5). */
#define IMAP_QUOTED_MAX ((size_t)500)

/*
 * What depends on whether the server is spoken to in UTF-8 (RFC 9755, RFC
 * 9051), which need not be known yet, stands like a literal with one of these
 * behind its size, and never travels so: a mailbox's name, and bytes that are
 * left out in UTF-8.
 */
#define IMAP_KIND_NAME '&'
#define IMAP_KIND_OLD '?'

/* Adds s bare if it is of letters, digits and . _ / -, quoted if it is ASCII
   and not long, else as a literal.  Whether it could: false for a NUL, which
   no literal may hold; nothing is added then. */
bool imap_add_astring(struct buf *b, struct str s);

/* The same, but never bare: where the grammar has a string. */
bool imap_add_string(struct buf *b, struct str s);

/* The same two for the name of a mailbox and for the pattern of LIST, in the
   form of imap_name.h. */
bool imap_add_mailbox(struct buf *b, struct str name);
bool imap_add_pattern(struct buf *b, struct str pattern);

/* Whether s can stand in a command as an atom (RFC 9051 9): a keyword, or a
   flag without its backslash. */
bool imap_can_be_atom(struct str s);

#endif
