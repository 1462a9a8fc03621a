/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_FORM_H
#define NET_IMAP_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* From commands as imap_string.h builds them to what travels. */

/* Whether it is one line outside of its literals, whose octets are all there,
   and which the server would not take for the head of one more. */
bool imap_form_is_good(struct str command);

/* Adds what travels of any number of commands, to a server that is spoken to
   in UTF-8 or is not.  A literal at the end that lacks its octets is left
   alone; to the second kind of server, so is all that names no mailbox. */
void imap_form_write(struct buf *b, struct str commands, bool utf8);

/* Whether a line that travels ends in the head of a literal, "{n}" or, binary,
   "~{n}" (RFC 3516). */
bool imap_form_ends_in_literal(struct str line, uint64_t *n, bool *binary);

#endif
