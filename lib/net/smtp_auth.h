/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_AUTH_H
#define NET_SMTP_AUTH_H

#include "base/err.h"
#include "net/smtp.h"

/*
 * Logs in as the account's user (RFC 4954).  A mechanism that is refused is
 * followed by the next one, a password that is refused by none.  0, or -1:
 * those of secret_find and sasl_next, 77 when refused, 75 when the server
 * cannot tell now.
 */
int smtp_login(struct smtp *s, struct err *e);

#endif
