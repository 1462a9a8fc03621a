/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTPD_RELAY_H
#define NET_SMTPD_RELAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/account.h"
#include "net/letter.h"
#include "net/send_options.h"
#include "net/send_session.h"
#include "net/smtp_dsn.h"
#include "net/smtp_mail.h"
#include "net/smtpd_command.h"
#include "net/smtpd_reply.h"

/*
 * Hands on what a client of smtpd.c gives us, to the account's server or into
 * its queue.
 *
 * The server is called at MAIL: that names the sender, by which the account
 * is found, and it lets each RCPT be answered with what the server says to
 * it, which nobody could pass on behind the message.  The message itself is
 * read to its end before the server gets any of it, as always; if it turns
 * out to need another MAIL, or the connection is lost meanwhile, the server
 * is told all of it once more.
 */
struct smtpd_relay {
	const struct send_options *options;
	void (*tell)(const struct err *e); /* what no reply is about */
	struct letter letter;   /* its message is filled by smtpd.c */

	/* private */
	struct letter_address address;
	struct buf sender;      /* its text */
	struct account account;
	struct send_session session;
	bool has_account;
	bool utf8;              /* the client says SMTPUTF8 */
	bool begun, begun_utf8; /* the server has answered MAIL and RCPT */
	struct smtp_result *results; /* its answers, one for each recipient */
	size_t result_count;
	size_t ahead;           /* the last ones, whose answer is not read */
	struct smtp_dsn dsn;    /* of our options and of the client */
	struct buf envid, each; /* its text */
	struct err down;        /* why it is for the queue; 0: it is not */
};

void smtpd_relay_init(struct smtpd_relay *r, const struct send_options *o,
    void (*tell)(const struct err *e));
void smtpd_relay_free(struct smtpd_relay *r);

/* Forgets the transaction. */
void smtpd_relay_reset(struct smtpd_relay *r);

/* MAIL, RCPT, and the whole message: 0, or -1 when it is refused, with the
   reply.  Behind the last one the transaction is over. */
int smtpd_relay_mail(struct smtpd_relay *r, const struct smtpd_command *c,
    struct smtpd_reply *reply);
int smtpd_relay_rcpt(struct smtpd_relay *r, const struct smtpd_command *c,
    struct smtpd_reply *reply);
int smtpd_relay_send(struct smtpd_relay *r, struct smtpd_reply *reply);

#endif
