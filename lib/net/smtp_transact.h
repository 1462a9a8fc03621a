/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_TRANSACT_H
#define NET_SMTP_TRANSACT_H

#include "base/err.h"
#include "net/smtp.h"
#include "net/smtp_mail.h"

/* For smtp_mail.c alone: one transaction (RFC 5321 3.3), on a new connection
   if the old one ended behind an earlier one.  Returns as smtp_mail_send. */
int smtp_transact(struct smtp *s, struct smtp_mail *m, struct err *e);

#endif
