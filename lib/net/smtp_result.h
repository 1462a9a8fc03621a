/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_RESULT_H
#define NET_SMTP_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "net/smtp_reply.h"

/* What became of one recipient. */
enum smtp_fate {
	SMTP_UNKNOWN,   /* it was not told */
	SMTP_ACCEPTED,  /* the server has the message for it */
	SMTP_TEMPORARY, /* it has not: perhaps later */
	SMTP_PERMANENT  /* never */
};

struct smtp_result {
	enum smtp_fate fate;
	bool alone;              /* it was its RCPT that decided, or what LMTP
	                            says to it behind the message */
	bool is_told;            /* the latter */
	struct smtp_reply reply; /* by which it was decided: the first
	                            SMTP_RESULT_MAX bytes of its text */
};

/* There may be many of them: a server must not fill the memory with what it
   says to each. */
#define SMTP_RESULT_MAX ((size_t)2048)

/* A reply decides on one recipient; or on all that are not refused yet. */
void smtp_decide(struct smtp_result *result, const struct smtp_reply *r,
    bool alone);
void smtp_decide_told(struct smtp_result *result, const struct smtp_reply *r);
void smtp_decide_rest(struct smtp_result results[], size_t n,
    const struct smtp_reply *r);

/* Nobody has the message: what a RCPT promised is not so. */
void smtp_withdraw(struct smtp_result results[], size_t n);

bool smtp_has_accepted(const struct smtp_result results[], size_t n);

/* Whether a recipient is refused for being one too many of a transaction (RFC
   5321 4.5.3.1.10, which knows 552 for it too); whether one of them is. */
bool smtp_is_too_many(const struct smtp_result *result);
bool smtp_has_too_many(const struct smtp_result results[], size_t n);

/* None was accepted: status 67, for good, only if that holds for each; else
   75.  -1. */
int smtp_none_accepted(const struct smtp_result results[], size_t n,
    const char *host, struct err *e);

#endif
