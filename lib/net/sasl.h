/* SPDX-License-Identifier: ISC */
#ifndef NET_SASL_H
#define NET_SASL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"

/*
 * The iterations that SCRAM may ask for: fewer than RFC 7677 4 demands make
 * a password easy to guess; more would let a server keep us busy for longer
 * than a second or two.
 */
#define SASL_ITERATIONS_MIN 4096
#define SASL_ITERATIONS_MAX 2000000

/* What the client has to log in with; what it points to stays its owner's. */
struct sasl_login {
	const char *user;
	struct str secret;    /* the password, or the token */
	bool is_token;        /* an OAuth 2.0 access token (RFC 6750) */
	bool has_certificate; /* TLS shows one of ours */
	bool encrypted;       /* conn_is_tls: the order depends on it */
	struct str tls;       /* the status line of TLS, for channel binding */
	const char *force;    /* the account's `auth`: this mechanism, announced
	                         or not; NULL: the best one announced */
	const char *host;     /* for OAUTHBEARER */
	unsigned int port;
	const char *nonce;    /* of SCRAM, for tests; NULL: a random one */
};

/* How far SCRAM has come. */
struct sasl_scram {
	struct buf header; /* the GS2 header, and the channel binding data */
	struct buf first;  /* client-first-message-bare */
	unsigned char signature[HASH_MAX]; /* that the server must show */
};

/*
 * One login: mechanisms are tried from the best to the worst, each once.
 *
 *	sasl_init(&s, &login);
 *	while ((name = sasl_next(&s, offered, &e)) != NULL) {
 *		find the secret, if sasl_needs_secret and there is none yet;
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
	bool plus_offered;  /* a mechanism with channel binding */
	int step;           /* responses given */
	bool repeated;      /* the first one had to be given twice */
	bool proved;        /* for sasl_has_proved */
	bool complete;      /* the server may accept now */
	struct buf reason;  /* why it refuses, in its words, decoded */
	struct sasl_scram scram;
};

void sasl_init(struct sasl *s, const struct sasl_login *login);
void sasl_free(struct sasl *s);

/* Whether there is a mechanism of that name, in any case. */
bool sasl_is_mechanism(struct str name);

/*
 * Goes on to the next mechanism that we have the means for, and returns its
 * name, for the command; the name is static.  offered are the names that the
 * server announced, between blanks.  NULL when there is no more: status 69 if
 * there never was one, 78 when the forced one is unknown or lacks its means.
 */
const char *sasl_next(struct sasl *s, struct str offered, struct err *e);

/* Whether this mechanism needs login.secret. */
bool sasl_needs_secret(const struct sasl *s);

/* Whether the client speaks first in this mechanism. */
bool sasl_is_client_first(const struct sasl *s);

/*
 * The next response, as base64, behind what is in *response: the initial
 * one if challenge.p is NULL, else the answer to the server's challenge, which
 * is what stood on its line after "334 " or "+ ".  76 when the challenge makes
 * no sense: the exchange is then to be ended with "*".  The response is
 * as secret as the password: buf_wipe.
 *
 * An initial response that did not go with the command is the answer to the
 * first challenge, whatever that says.  To a server that passed over one that
 * did, and asks with an empty challenge, it is given once more.
 */
int sasl_respond(struct sasl *s, struct str challenge, struct buf *response,
    struct err *e);

/* Whether the secret has had a part in a response. */
bool sasl_has_proved(const struct sasl *s);

/* After the server's last word, a success: whether the mechanism agrees (a
   server that must prove itself has).  0, or -1: 76. */
int sasl_finish(struct sasl *s, struct err *e);

#endif
