/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_SESSION_H
#define NET_POP3_SESSION_H

#include "net/pop3.h"

/* Between the files that make up the session; nobody else includes it. */

/* Whether this answers a command of the login, and then whether it is
   accepted: 0, or -1: 77 or what the server's code says. */
bool pop3_is_login(const struct pop3_reply *r);
int pop3_check_login(struct pop3 *p, const struct pop3_reply *r,
    struct err *e);

/* Whether the server may be taken at its word if it announces PIPELINING. */
bool pop3_may_pipeline(const struct pop3 *p);

/* The session as it was after pop3_init; what the caller has set, the
   password and what was learned from a failure stay. */
void pop3_start_over(struct pop3 *p);

/* Logs in as the account's user; what is left of it is in the queue. */
int pop3_login(struct pop3 *p, struct err *e);

#endif
