/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTPD_RCPT_H
#define NET_SMTPD_RCPT_H

#include <stdbool.h>

#include "net/smtpd_command.h"
#include "net/smtpd_relay.h"
#include "net/smtpd_reply.h"

/*
 * Puts to the server, if it takes more than one command at once, the question
 * for a recipient whose RCPT comes next: smtpd_relay_rcpt is called for each
 * of them then, in turn, and reads the answer.  Returns whether that was done;
 * else RCPT is obeyed as if nothing had been.
 */
bool smtpd_rcpt_ahead(struct smtpd_relay *r, const struct smtpd_command *c);

/* For smtpd_relay.c alone: forgets what the server has said to MAIL and RCPT;
   whether the queue takes what no server takes now; and the reply to an
   address that is not ASCII. */
void smtpd_rcpt_forget(struct smtpd_relay *r);
bool smtpd_rcpt_queues(const struct smtpd_relay *r);
int smtpd_rcpt_refuse_utf8(struct smtpd_reply *reply, const char *who);

#endif
