/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_SESSION_H
#define NET_IMAP_SESSION_H

#include "net/imap.h"

/* Between the files that make up the session; nobody else includes it. */

/* A command that is not answered. */
struct imap_waiting {
	unsigned int tag;
	bool own; /* asked by the session itself: its result is not shown */
};

/* Queues a command of the session's own, with a tag if that is wanted. */
int imap_send_own(struct imap *s, unsigned int *tag, const char *command,
    struct err *e);

/* Moves to the connection what may be sent now. */
int imap_release(struct imap *s, struct err *e);

/* What waited for s->utf8 to be known goes behind what is to be sent. */
void imap_write_waiting(struct imap *s);

/* The "+" for a literal has come. */
void imap_unblock(struct imap *s);

/* Takes the command off the list.  False if it is not on it; *own as said
   above. */
bool imap_answered(struct imap *s, unsigned int tag, bool *own);

/* Reads a tag as it travels.  False if it cannot be one of ours. */
bool imap_tag_read(struct str text, unsigned int *tag);

/* Keeps what the code of a status says of the server or the mailbox, and
   shows an alert. */
void imap_take_code(struct imap *s, const struct imap_status *status);

/*
 * Queues ENABLE (RFC 5161), where the server offers to be spoken to in UTF-8;
 * reads the data of ENABLED; and takes how the command was ended: -1, with 69,
 * if the server neither has it nor can do without.
 */
int imap_enable(struct imap *s, struct err *e);
int imap_enable_read(struct imap *s, struct err *e);
int imap_enable_end(struct imap *s, const struct imap_reply *r,
    struct err *e);

/* Logs in as the account's user. */
int imap_login(struct imap *s, struct err *e);

#endif
