/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_H
#define NET_SMTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/account.h"
#include "net/conn.h"
#include "net/smtp_reply.h"

/* What a server may offer in its answer to EHLO. */
enum smtp_extension {
	SMTP_PIPELINING = 1, /* RFC 2920 */
	SMTP_8BITMIME = 2,   /* RFC 6152 */
	SMTP_UTF8 = 4,       /* RFC 6531 */
	SMTP_SIZE = 8,       /* RFC 1870 */
	SMTP_STARTTLS = 16,  /* RFC 3207 */
	SMTP_DSN = 32,       /* RFC 3461 */
	SMTP_CHUNKING = 64,  /* RFC 3030 */
	SMTP_REQUIRETLS = 128 /* RFC 8689 */
};

struct smtp_mail;

/* A session with an SMTP or LMTP server. */
struct smtp {
	struct conn conn;
	const struct account *account;
	struct smtp_reply reply; /* the last one that was read */
	struct buf greeting;     /* its text */
	struct buf offers;       /* the lines of the answer to EHLO */
	struct buf mechanisms;   /* of AUTH, between blanks */
	unsigned int extensions;
	uint64_t size_max;       /* 0: no limit is known */
	struct buf secret;       /* for the login, and for one after it */
	const char *login;       /* the mechanism that was used, or NULL */
	bool is_ready;     /* the last smtp_open or smtp_reopen went well */
	bool in_mail;      /* RSET has to come before the next MAIL */
	size_t rcpt_max;   /* recipients it takes at once; 0: not known */
	bool quit_sent;    /* nothing may follow */
	const struct smtp_mail *ahead; /* its commands up to DATA were sent
	                      behind the text before it, and are unanswered */
	size_t behind;     /* bytes of commands behind the last text */
	bool is_used;      /* a message was sent on this connection */
	bool is_gone;      /* it ended, and no more than commands were lost */
	bool no_chunking;  /* the server has refused BDAT */
	bool broken;       /* nothing more can be said: not even QUIT */
};

/* As conn_init; the trace of smtp->conn may be set after it. */
void smtp_init(struct smtp *s, const struct account *account,
    const char *argv0);

/*
 * Connects, says hello, makes TLS where the account's URL demands it, and
 * logs in if it has a user.  0, or -1: those of conn_open and secret_find;
 * 69 or 75 when the server does not want us, 69 without STARTTLS, 77 when
 * the login is refused, 76 for what is no SMTP.
 */
int smtp_open(struct smtp *s, struct err *e);

/* The same once more, on a new connection. */
int smtp_reopen(struct smtp *s, struct err *e);

/* Says QUIT, if that was not done, waits a moment for the answer, which
   changes nothing, and closes.  To be called whatever happened before. */
void smtp_close(struct smtp *s);

/* Whether the server offers this; whether commands travel before the reply
   to the last one. */
bool smtp_offers(const struct smtp *s, enum smtp_extension extension);
bool smtp_pipelines(const struct smtp *s);

/* Whether a message may travel by BDAT. */
bool smtp_chunks(const struct smtp *s);

/* Whether it is LMTP (RFC 2033) that is spoken. */
bool smtp_is_lmtp(const struct smtp *s);

/* For the modules of the session: one command (masked as conn_command has
   it), one reply, or both in turn. */
int smtp_read_reply(struct smtp *s, struct err *e);
int smtp_command(struct smtp *s, struct err *e, const char *masked,
    struct str line);
int smtp_ask(struct smtp *s, struct err *e, const char *line);

/* Says that the last reply is a refusal: "host: what: 550 text", with
   status temporary for 4yz, permanent for 5yz, 76 for another.  -1. */
int smtp_refused(struct smtp *s, struct err *e, int permanent,
    const char *what);

#endif
