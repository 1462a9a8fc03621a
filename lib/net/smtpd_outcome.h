/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTPD_OUTCOME_H
#define NET_SMTPD_OUTCOME_H

#include "base/err.h"
#include "net/send_outcome.h"
#include "net/smtp_mail.h"
#include "net/smtpd_reply.h"

/*
 * The reply to a whole message, of which send_outcome has judged what became:
 * what the server has said to it, where it has said something.  250 is said
 * only if all have got it or are in the queue; where only some have, it is a
 * 5yz, so that nobody sends it again by himself.  why is NULL or what went
 * wrong.  0, or -1 for a refusal.
 */
int smtpd_outcome(struct smtpd_reply *reply, const struct smtp_mail *m,
    const struct send_outcome *o, const struct err *why);

#endif
