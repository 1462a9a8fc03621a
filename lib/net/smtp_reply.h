/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_REPLY_H
#define NET_SMTP_REPLY_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* The longest reply, in bytes and in lines. */
#define SMTP_REPLY_MAX ((size_t)65536)
#define SMTP_REPLY_LINES 1000

/* A server's reply (RFC 5321 4.2): one code, and the text of each line. */
struct smtp_reply {
	int code;         /* 200 to 599; 0: nothing was read yet */
	size_t lines;
	struct buf text;  /* the texts, each ended by a LF */
};

void smtp_reply_init(struct smtp_reply *r);
void smtp_reply_free(struct smtp_reply *r);
void smtp_reply_clear(struct smtp_reply *r);

/* Reads one more line, given without its CRLF.  Returns 1 when another one
   has to follow, 0 when the reply is whole, -1 when it is none: 76. */
int smtp_reply_add(struct smtp_reply *r, struct str line, struct err *e);

/* The first digit of the code: 2 done, 3 go on, 4 not now, 5 no. */
int smtp_reply_class(const struct smtp_reply *r);

/* Its enhanced status code (RFC 2034), such as 5.1.1; empty if it has none
   or one of another class than the code. */
struct str smtp_reply_enhanced(const struct smtp_reply *r);

/* The texts in one line, without the enhanced codes, behind what is in *b. */
void smtp_reply_text(const struct smtp_reply *r, struct buf *b);

/* The same, code and enhanced code first: "550 5.1.1 no such user". */
void smtp_reply_line(const struct smtp_reply *r, struct buf *b);

#endif
