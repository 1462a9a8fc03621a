/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_TEXT_H
#define NET_SMTP_TEXT_H

#include <stdbool.h>

#include "base/err.h"
#include "net/smtp.h"
#include "net/smtp_mail.h"

/* For smtp_mail.c alone. */

/* Sends the text behind the reply to DATA, and reads
   what the server says to it.  Returns as smtp_mail_send. */
int smtp_text_send(struct smtp *s, struct smtp_mail *m, struct err *e);

/* Queues the text by BDAT (RFC 3030), and QUIT, to be sent by conn_flush,
   behind the other commands.  0 or -1. */
int smtp_text_chunk(struct smtp *s, const struct smtp_mail *m,
    struct err *e);

/* Whether all of the text is out, though writing has failed: no more than
   the commands behind it are left. */
bool smtp_text_is_out(const struct smtp *s);

/* Says, before what went wrong, that nobody knows whether the server has it.
   Returns -1. */
#define SMTP_UNCERTAIN "uncertain whether it was delivered"
int smtp_text_uncertain(struct smtp_mail *m, struct err *e);

/* Reads what is said to the whole text, with the time that this needs. */
int smtp_text_reply(struct smtp *s, struct err *e);

/* What it means.  Returns as smtp_mail_send. */
int smtp_text_judge(struct smtp *s, struct smtp_mail *m, struct err *e);

#endif
