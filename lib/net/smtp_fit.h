/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_FIT_H
#define NET_SMTP_FIT_H

#include "base/err.h"
#include "net/smtp.h"
#include "net/smtp_mail.h"

/* For smtp_mail.c alone: changes the message to what this server takes, if
   it may be changed, and checks that it does.  Each connection may lead to
   another server, that offers less.  0, or -1: 69, and those of recode_body. */
int smtp_fit(const struct smtp *s, const struct smtp_mail *m, struct err *e);

#endif
