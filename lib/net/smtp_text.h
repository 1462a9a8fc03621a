/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_TEXT_H
#define NET_SMTP_TEXT_H

#include "base/err.h"
#include "net/smtp.h"
#include "net/smtp_mail.h"

/* For smtp_mail.c alone: sends the text behind the reply to DATA, and reads
   what the server says to it.  Returns as smtp_mail_send. */
int smtp_text_send(struct smtp *s, struct smtp_mail *m, struct err *e);

#endif
