/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_START_H
#define NET_SMTP_START_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "net/smtp.h"
#include "net/smtp_dsn.h"
#include "net/smtp_result.h"

/* What MAIL says. */
struct smtp_start {
	struct str sender;
	uint64_t size;  /* of the message; 0: not known */
	bool utf8;      /* SMTPUTF8 */
	const struct smtp_dsn *dsn; /* or NULL */
};

/* Queues MAIL, or one RCPT, with the parameters that the server knows.  0 or
   -1, as conn_command. */
int smtp_start_mail(struct smtp *s, const struct smtp_start *start,
    struct err *e);
int smtp_start_rcpt(struct smtp *s, const char *address,
    const struct smtp_dsn *dsn, struct err *e);

/*
 * Begins a transaction whose message is not there yet, and asks for its
 * recipients one by one; smtp_mail.h's `begun` goes on with it.  What was
 * begun before, and not ended, is taken back.  s->reply, and *result, are
 * what the server says; smtp_start_answer reads that of one whose RCPT was
 * queued, and sent with others.  0, or -1 when the session is over.
 */
int smtp_start(struct smtp *s, const struct smtp_start *start,
    struct err *e);
int smtp_start_ask(struct smtp *s, const char *address,
    const struct smtp_dsn *dsn, struct smtp_result *result, struct err *e);
int smtp_start_answer(struct smtp *s, struct smtp_result *result,
    struct err *e);

/* Whether the server has ended the session between two commands, or says so
   now. */
bool smtp_has_gone(struct smtp *s);

#endif
