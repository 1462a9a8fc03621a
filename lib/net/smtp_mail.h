/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_MAIL_H
#define NET_SMTP_MAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/progress.h"
#include "mime/envelope.h"
#include "mime/outgoing.h"
#include "net/smtp.h"
#include "net/smtp_dsn.h"
#include "net/smtp_result.h"

/* One message, for one transaction (RFC 5321 3.3). */
struct smtp_mail {
	const struct envelope *envelope; /* with at least one recipient */
	struct outgoing *message;
	const struct smtp_dsn *dsn;  /* used if the server knows it; or NULL */
	struct progress *progress;   /* of the message's bytes; or NULL */
	bool last;                   /* QUIT may follow at once */
	struct smtp_mail *next;      /* will be sent next in this session, and
	                                may be begun with this one's end; or
	                                NULL */
	bool recode;                 /* recode.h may help it on its way */
	bool begun;                  /* MAIL and each RCPT were said
	                                (smtp_start.h), and the results are
	                                what was answered */
	struct smtp_result *results; /* its own, one for each recipient */
	size_t n;
	bool is_uncertain; /* behind a -1: the server may have it, and did
	                      not say so */
	void (*settled)(void *arg);  /* some results are final, and others
	                                are still to come; or NULL */
	void *settled_arg;

	/* private */
	bool is_told; /* the results came behind the message */
	struct smtp_mail *whole; /* of which it is a part, or NULL */
	const size_t *places;    /* where its recipients are there */
};

void smtp_mail_init(struct smtp_mail *m, const struct envelope *envelope,
    struct outgoing *message);
void smtp_mail_free(struct smtp_mail *m);

/*
 * Sends it.  0 when the server has accepted it for one recipient or more,
 * and -1 when for none; the results say for whom, as far as it is known.
 * -1 is status 67 or 75 when all were refused, for good or not; 69 when what
 * the message needs is not offered or the message was refused; and 75 with
 * "uncertain" in the text when the connection was lost behind the final dot:
 * the server may have the message then (RFC 1047).  With LMTP some recipients
 * may have it for sure even so, as the results tell.
 */
int smtp_mail_send(struct smtp *s, struct smtp_mail *m, struct err *e);

#endif
