/* SPDX-License-Identifier: ISC */
#ifndef NET_TLS_H
#define NET_TLS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * TLS in a process of its own: tlspipe, or another program of the same
 * contract (tlspipe(1)).
 */
struct tls_options {
	const char *program; /* its path; found in PATH without a slash */
	const char *name;    /* the host name that the certificate must have */
	const char *ca;      /* file or directory; NULL: the system's store */
	const char *cert;    /* of ours, with its key; or NULL */
	const char *key;
	const char *pin;     /* replaces chain and name checks; or NULL */
};

/*
 * Starts TLS on the connected descriptor *fd and waits for the end of the
 * handshake.  *fd, which is closed, is replaced by the clear side.  *status
 * becomes what the helper reported.  The caller waits for the process that
 * is returned, after closing the clear side.  -1: the status that the helper
 * gave (77 a certificate, 69 no TLS, 75 lost), 69 when it is not there or
 * cannot start, 75 past the deadline or when a signal ended it, 76 when it
 * broke the contract; *fd is then closed and -1, and the helper is gone.
 */
pid_t tls_start(int *fd, const struct tls_options *o, int64_t deadline,
    struct buf *status, struct err *e);

/* Reads the status line, without its LF: 0 for "ok", or -1 and what the
   helper said was wrong; 76 when it is no status line. */
int tls_status(struct str line, struct err *e);

/*
 * What an "ok" line says of the session, its \xHH undone, put behind what is
 * in *value: "pin", "subject", "issuer", "notafter", "exporter", "endpoint";
 * "version" and "cipher", which stand first.  0, or -1 if it is not said.
 */
int tls_field(struct str line, const char *name, struct buf *value);

/* Whether the program, ours or what tls_cmd names, is there to be run: 0,
   or -1 (69) and what to do. */
int tls_available(const char *program, bool is_ours, struct err *e);

#endif
