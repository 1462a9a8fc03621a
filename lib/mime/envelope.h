/* SPDX-License-Identifier: ISC */
#ifndef MIME_ENVELOPE_H
#define MIME_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Who sends, and who gets it: addresses without brackets, as checked by
   addr_check_envelope. */
struct envelope {
	struct buf sender; /* empty: the null sender, <> */
	char **rcpts;      /* its own */
	size_t n;
};

#define ENVELOPE_INIT {BUF_INIT, NULL, 0}

void envelope_free(struct envelope *v);

/* Sets the sender, which may be empty or "<>".  0, or -1: 65. */
int envelope_set_sender(struct envelope *v, struct str address,
    struct err *e);

/* Adds one recipient.  0, or -1: 65. */
int envelope_add(struct envelope *v, struct str address, struct err *e);

/* Puts another recipient in the place of the i-th.  0, or -1: 65. */
int envelope_replace(struct envelope *v, size_t i, struct str address,
    struct err *e);

/* Adds those of an address list.  0, or -1: 65. */
int envelope_add_list(struct envelope *v, struct str list, struct err *e);

/*
 * Adds the recipients that a header names in To, Cc and Bcc; or, if the
 * message was sent on, in the Resent- fields of its last sender alone, which
 * stand first (RFC 5322 3.6.6).  0, or -1: 65 when one of them cannot be
 * read for sure.
 */
int envelope_add_header(struct envelope *v, struct str fields,
    struct err *e);

/* The first usable address of Resent-Sender, Resent-From, Sender or From,
   in this order, into *address.  Returns whether there was one. */
bool envelope_author(struct str fields, struct buf *address);

/* Takes out every recipient that is there twice; the order stays.  Domains
   are the same in both cases, local parts are not. */
void envelope_unique(struct envelope *v);

/* Whether that recipient is there, by the same measure. */
bool envelope_has(const struct envelope *v, const char *address);

/* Takes out all but the first n recipients. */
void envelope_cut(struct envelope *v, size_t n);

/* Takes out the i-th. */
void envelope_drop(struct envelope *v, size_t i);

/* Whether an address needs SMTPUTF8 (RFC 6531). */
bool envelope_has_8bit(const struct envelope *v);

/* The domain of an address, behind its last @; empty if there is none. */
struct str envelope_domain(struct str address);

#endif
