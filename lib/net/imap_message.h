/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_MESSAGE_H
#define NET_IMAP_MESSAGE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/spool.h"
#include "base/str.h"
#include "mime/header.h"
#include "mime/messages.h"

/*
 * A message that is to be stored: kept until its end, for its size travels
 * before it (RFC 9051 6.3.12).  Its lines end in CRLF: a LF that has no CR
 * gets one, and no other byte is changed.
 */
struct imap_message {
	struct spool spool;
	struct header header; /* of it, as it stands in the spool */
	struct buf block;     /* private: goes to the spool next */
	bool after_cr;        /* private */
};

void imap_message_init(struct imap_message *m);
void imap_message_free(struct imap_message *m);

/* Forgets the message that it holds. */
void imap_message_reset(struct imap_message *m);

/* Takes all that is left of an input's message.  0, or -1: 65 for a NUL,
   which no literal may hold; 73, 74. */
int imap_message_read(struct imap_message *m, struct messages *from,
    struct err *e);

/* Adds the value of its Message-ID field, unfolded; nothing if it has none. */
void imap_message_id(const struct imap_message *m, struct buf *b);

#endif
