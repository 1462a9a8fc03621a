/* SPDX-License-Identifier: ISC */
#ifndef NET_SEND_SESSION_H
#define NET_SEND_SESSION_H

#include <stdbool.h>

#include "base/err.h"
#include "base/out.h"
#include "net/account.h"
#include "net/send_options.h"
#include "net/smtp.h"
#include "net/smtp_mail.h"

/* The session of a program that sends messages, from the first of them on; a
   struct of zeros is one that is closed. */
struct send_session {
	struct smtp smtp;
	bool is_open;        /* it is to be closed */
	struct err down;     /* why no server is called any more; status 0: it
	                        is */

	/* private */
	unsigned int breaks; /* messages that lost the connection, in a row */
	struct out trace;
};

/* Opens it, traced if the options say so, or a new connection where the last
   one was lost.  0 if it was open, 1 if it is now, or -1 as smtp_open. */
int send_session_open(struct send_session *s, const struct account *a,
    const struct send_options *o, struct err *e);

/*
 * As smtp_mail_send, on a session that was opened.  It is down from then on if
 * it is uncertain whether the server has the message, if it has hung up on
 * several messages in a row without a word to them, or if a new connection that
 * was needed could not be opened.
 */
int send_session_mail(struct send_session *s, struct smtp_mail *m,
    struct err *e);

void send_session_close(struct send_session *s);

#endif
