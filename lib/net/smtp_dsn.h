/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_DSN_H
#define NET_SMTP_DSN_H

#include "base/buf.h"
#include "base/err.h"

/* What is asked for about delivery reports (RFC 3461); NULL: nothing. */
struct smtp_dsn {
	const char *notify; /* "never", or some of success,failure,delay */
	const char *ret;    /* "full" or "hdrs" */
	const char *envid;  /* any printable ASCII, at most 100 bytes */
};

/* 0, or -1 when one of them is not as above: 64. */
int smtp_dsn_check(const struct smtp_dsn *d, struct err *e);

/* Adds to a MAIL or RCPT line what belongs there. */
void smtp_dsn_mail(const struct smtp_dsn *d, struct buf *line);
void smtp_dsn_rcpt(const struct smtp_dsn *d, const char *address,
    struct buf *line);

#endif
