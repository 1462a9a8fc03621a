/* SPDX-License-Identifier: ISC */
#ifndef NET_SASL_MECHANISM_H
#define NET_SASL_MECHANISM_H

#include "base/hash.h"
#include "net/sasl.h"

/* Between sasl.c and the families of mechanisms; nobody else includes it. */

/* What a mechanism shows the server. */
enum sasl_means { SASL_PASSWORD, SASL_TOKEN, SASL_CERTIFICATE };

/*
 * respond adds the next response, not yet in base64; s->step tells which,
 * from 0.  challenge is as the server sent it; its p is NULL if the server
 * said nothing yet.  It sets s->proved when it has used the secret, and
 * s->complete when the server may say that all is well.
 */
struct sasl_mechanism {
	const char *name;
	enum sasl_means means;
	bool client_first;
	bool binds; /* to the channel: a -PLUS */
	enum hash_kind hash;
	int (*respond)(struct sasl *s, struct str challenge,
	    struct buf *response, struct err *e);
};

int sasl_plain_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e);
int sasl_login_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e);
int sasl_external_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e);
int sasl_cram_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e);
int sasl_scram_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e);
int sasl_oauthbearer_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e);
int sasl_xoauth2_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e);

/* Frees what SCRAM holds. */
void sasl_scram_free(struct sasl_scram *scram);

/* Whether the connection can be bound to: its status line tells how. */
bool sasl_scram_can_bind(const struct sasl_login *login);

/* The name with "," as =2C and "=" as =3D: saslname of RFC 5801 4. */
void sasl_add_name(struct buf *b, const char *name);

/* The bytes of a challenge, behind *b: 0, or -1: 76, no base64. */
int sasl_decode(const struct sasl *s, struct str challenge, struct buf *b,
    struct err *e);

/* For respond: fails with 76, "NAME: why". */
int sasl_senseless(const struct sasl *s, const char *why, struct err *e);

/* The same for a challenge that no step is left for. */
int sasl_too_many(const struct sasl *s, struct err *e);

#endif
