/* SPDX-License-Identifier: ISC */
#ifndef NET_LOGIN_H
#define NET_LOGIN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/account.h"
#include "net/conn.h"
#include "net/sasl.h"

/* What the protocols' logins have in common: an account's user logs in over
   a connection. */
struct login {
	struct sasl sasl;
	const struct account *account;
	struct buf *secret; /* the caller's, who wipes it */
	bool no_initial;    /* the server does not understand a command with
	                       a first response: set by the protocol */
	bool held;          /* so is this: there is a first response, and it
	                       waits to be asked for */
};

/* How an attempt has ended: another one makes sense after a mechanism was
   refused, and never after a password was.  *e says why it was not accepted. */
enum login_outcome {
	LOGIN_ACCEPTED,
	LOGIN_REFUSED,
	LOGIN_MECHANISM_REFUSED,
	LOGIN_FAILED
};

/* *secret is filled by the time it is needed, if it is not yet. */
void login_init(struct login *l, const struct account *account,
    const struct conn *c, struct buf *secret);
void login_free(struct login *l);

/* Finds the secret before anybody is called, if it is known that a login will
   need it, so that no server waits while a user or a command is asked.  As
   secret_find; 0 if that was not called. */
int login_prepare(const struct account *account, struct buf *secret,
    struct err *e);

/* Finds the secret, if that has not been done.  As secret_find. */
int login_find_secret(struct login *l, struct err *e);

/*
 * Goes on to the next mechanism (sasl_next), with its secret; *name is for the
 * command.  1, 0 when there is none left, -1 on an error of secret_find or
 * sasl_next.  After a 0 *e is still what refused the last one.
 */
int login_next(struct login *l, struct str offered, const char **name,
    struct err *e);

/* The first response of the mechanism, empty if the server speaks first; to
   be wiped.  As sasl_respond. */
int login_first(struct login *l, struct buf *response, struct err *e);

/*
 * Whether the mechanism shows the password to everybody, as PLAIN and LOGIN
 * do, and neither that nor the user has a byte that a protocol's own command
 * for them, which needs fewer exchanges, could carry otherwise than it is.
 */
bool login_is_bare(const struct login *l, const char *mechanism);

/* Whether the secret has had a part in what was sent.  Before that a refusal
   is one of the mechanism, or of the user, and never of the password. */
bool login_has_proved(const struct login *l);

/* Adds to *e, the refusal, what the server has said of it inside the
   mechanism. */
void login_explain(const struct login *l, struct err *e);

#endif
