/* SPDX-License-Identifier: ISC */
#ifndef MIME_HEADREWRITE_H
#define MIME_HEADREWRITE_H

#include "base/err.h"
#include "base/str.h"
#include "mime/outgoing.h"

/* Changes to the header of a message that is otherwise not taken, by a
   provider or by a server that lacks SMTPUTF8. */

/*
 * Makes the address of From this one, and leaves its name; the local part is
 * the name of one that has none.  Of several mailboxes it is the first that
 * stays.  All full addresses that stood there go to Reply-To, if there is no
 * such field, and Sender goes.  What is no address at all goes too.  0, or
 * -1: 65.
 */
int headrewrite_from(struct outgoing *o, struct str address, struct err *e);

/* Gives names without a domain in To and Cc the addresses that aliases_apply
   finds for them; a field where that cannot be done stays as it is. */
void headrewrite_to(struct outgoing *o, struct str aliases,
    struct str domain);

/* Encodes 8-bit text (RFC 2047) in unstructured fields and in the names of
   addresses; what cannot be encoded stays, and so does all that a signature
   covers. */
void headrewrite_encode(struct outgoing *o);

#endif
