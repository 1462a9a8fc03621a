/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_LOG_H
#define NET_SMTP_LOG_H

#include "base/err.h"
#include "net/log.h"
#include "net/smtp_mail.h"

/* Adds to a line of the log what became of a message: its sender, size and
   Message-ID, the status, the reply that accepted it, and each recipient; why
   is NULL if it was accepted for one at least. */
void smtp_log(struct log_line *l, const struct smtp_mail *m, int status,
    const struct err *why);

#endif
