/* SPDX-License-Identifier: ISC */
#ifndef NET_SSL_SESSION_H
#define NET_SSL_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * One TLS session of a client, by OpenSSL.  The files net/ssl_* are linked
 * into tlspipe and nothing else.
 */
struct ssl_options {
	const char *name; /* the host's name or address that is verified */
	const char *ca;   /* file or directory; NULL: the system's store */
	const char *cert; /* ours, with the chain; or NULL */
	const char *key;  /* NULL: it stands in the same file */
	const char *pin;  /* "sha256:BASE64", several between blanks or commas;
	                     replaces the checks of chain and name; or NULL */
};

struct ssl_session {
	struct ssl_options options;
	struct ssl_ctx_st *ctx;
	struct ssl_st *ssl;
	struct bio_st *wire; /* records that are to be sent ... */
	size_t wire_sent;    /* ... but for these first bytes */
	int in, out;         /* the network, non-blocking */
	struct err verdict;  /* on the certificate; status 0: none yet */
	bool established;    /* the handshake is over */
};

/* Makes ready, and speaks to nobody.  0, or -1: status 78 for what cannot be
   used (certificate, key, store, pin), 71.  s is ssl_free's in both cases. */
int ssl_init(struct ssl_session *s, const struct ssl_options *o, int in,
    int out, struct err *e);
void ssl_free(struct ssl_session *s);

/*
 * Makes the handshake, and verifies.  0, or -1: status 77 for a certificate
 * that is not good enough, 69 for no (safe) TLS there, 75 when the connection
 * or whoever reads clear is gone, or past the deadline (0: none), else 76.
 */
int ssl_handshake(struct ssl_session *s, int clear, int64_t deadline,
    struct err *e);

/* Sends records: 1 when all are sent, 0 when the network takes no more now,
   -1 with errno when it is broken. */
int ssl_push(struct ssl_session *s);

/* How many bytes of records are still to be sent. */
size_t ssl_records(const struct ssl_session *s);

/* Why OpenSSL gave up, by its result for a call: see ssl_handshake. */
int ssl_failure(const struct ssl_session *s, int result, struct err *e);

#endif
