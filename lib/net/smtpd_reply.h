/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTPD_REPLY_H
#define NET_SMTPD_REPLY_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/out.h"
#include "net/smtp_reply.h"

/* What a client is told: the code, the enhanced one (RFC 2034), and a text
   in which each LF begins another line. */
struct smtpd_reply {
	int code;
	char enhanced[16]; /* "": none */
	struct buf text;
};

#define SMTPD_REPLY_INIT {0, "", BUF_INIT}

void smtpd_reply_free(struct smtpd_reply *r);

/* Returns -1 for a code of 400 and over, else 0: so do the other two. */
int smtpd_reply_set(struct smtpd_reply *r, int code, const char *enhanced,
    const char *fmt, ...) ATTR_PRINTF(4, 5);

/* What our own server has said; 421 is about its connection, and not about
   the client's: it becomes 451. */
int smtpd_reply_pass(struct smtpd_reply *r, const struct smtp_reply *from);

/* What went wrong here, by its exit status: for good what no other try will
   change; what our settings, our login or this host are to blame for keeps no
   mail from being tried again. */
int smtpd_reply_err(struct smtpd_reply *r, const struct err *e);

/* Writes it: printable ASCII, in lines of at most 512 bytes (RFC 5321
   4.5.3.1.5). */
void smtpd_reply_write(const struct smtpd_reply *r, struct out *out);

#endif
