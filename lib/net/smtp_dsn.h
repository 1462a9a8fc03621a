/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_DSN_H
#define NET_SMTP_DSN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* What is asked for about delivery reports (RFC 3461); NULL: nothing. */
struct smtp_dsn {
	const char *notify; /* "never", or some of success,failure,delay */
	const char *ret;    /* "full" or "hdrs" */
	const char *envid;  /* any printable ASCII, at most 100 bytes */
	const char *each;   /* made by smtp_dsn_add */
};

/* 0, or -1 when one of them is not as above: 64. */
int smtp_dsn_check(const struct smtp_dsn *d, struct err *e);

/* Whether it is a value of NOTIFY; xtext (RFC 3461 4). */
bool smtp_dsn_is_notify(struct str notify);
bool smtp_dsn_is_xtext(struct str s);

/* What xtext stands for, behind what is in *text. */
void smtp_dsn_undo_xtext(struct str s, struct buf *text);

/*
 * Adds to the text of `each` what holds for one recipient alone, in the place
 * of what was said of him before: the value of NOTIFY, n 0 for that of all;
 * and of ORCPT, n 0 for none, p NULL for the address itself if there is a
 * NOTIFY.
 */
void smtp_dsn_add(struct buf *each, struct str address, struct str notify,
    struct str orcpt);

/* Adds to a MAIL or RCPT line what belongs there. */
void smtp_dsn_mail(const struct smtp_dsn *d, struct buf *line);
void smtp_dsn_rcpt(const struct smtp_dsn *d, const char *address,
    struct buf *line);

#endif
