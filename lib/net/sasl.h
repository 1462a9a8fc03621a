/* SPDX-License-Identifier: ISC */
#ifndef NET_SASL_H
#define NET_SASL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* What the client has to log in with. */
struct sasl_login {
	const char *user;
	struct str secret;  /* the password */
	const char *force;  /* the account's `auth`: this mechanism, announced
	                       or not; NULL: the best one that is announced */
	bool encrypted;     /* conn_is_tls: the order depends on it */
};

/*
 * One login: mechanisms are tried from the best to the worst, each once.
 *
 *	sasl_init(&s, &login);
 *	while ((name = sasl_next(&s, offered, &e)) != NULL) {
 *		send the command with the name; behind it the first response,
 *		if the client speaks first and the line can hold it;
 *		answer each challenge with sasl_respond, until the server
 *		accepts (sasl_finish, then done), refuses the password (stop)
 *		or refuses the mechanism (go on);
 *	}
 *	sasl_free(&s);
 */
struct sasl {
	struct sasl_login login;
	const struct sasl_mechanism *mechanism;
	unsigned int tried; /* a bit for each row of the table */
	int step;           /* responses given */
};

/* What login points to stays the caller's. */
void sasl_init(struct sasl *s, const struct sasl_login *login);
void sasl_free(struct sasl *s);

/*
 * Goes on to the next mechanism and returns its name, for the command; the
 * name is static.  offered are the names that the server announced, between
 * blanks.  NULL when there is no more: status 69 if there never was one, 78
 * when the forced one is unknown.
 */
const char *sasl_next(struct sasl *s, struct str offered, struct err *e);

/* Whether the client speaks first in this mechanism. */
bool sasl_is_client_first(const struct sasl *s);

/*
 * The next response, as base64, behind what is in *response: the initial
 * one if challenge.p is NULL, else the answer to the server's challenge, which
 * is what stood on its line after "334 " or "+ ".  76 when the challenge makes
 * no sense: the exchange is then to be ended with "*".  The response is
 * as secret as the password: buf_wipe.  A mechanism in which the client
 * speaks first, and whose initial response was not sent with the command,
 * is given the server's empty challenge.
 */
int sasl_respond(struct sasl *s, struct str challenge, struct buf *response,
    struct err *e);

/* After the server's last word, a success: whether the mechanism agrees (a
   server that must prove itself has).  0, or -1: 76. */
int sasl_finish(struct sasl *s, struct err *e);

#endif
