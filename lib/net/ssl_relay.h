/* SPDX-License-Identifier: ISC */
#ifndef NET_SSL_RELAY_H
#define NET_SSL_RELAY_H

#include <stddef.h>

#include "base/err.h"
#include "net/ssl_session.h"

/* The clear side. */
struct ssl_clear {
	int in, out;
	size_t chunk; /* the most that one write may have: PIPE_BUF for what
	                 may block, as it never blocks after poll(2) said so */
};

/*
 * Carries bytes both ways until the server or the clear side ends.  End of
 * file on clear.in becomes close_notify, and reading goes on.  0 after the
 * server's close_notify, or when nobody reads clear.out any more; 1, with
 * status 76, when the network ended without close_notify; -1 on an error: 75
 * when the connection was lost, 74 when clear.out could not be written, else
 * those of ssl_handshake.
 */
int ssl_relay(struct ssl_session *s, const struct ssl_clear *clear,
    struct err *e);

#endif
