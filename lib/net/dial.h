/* SPDX-License-Identifier: ISC */
#ifndef NET_DIAL_H
#define NET_DIAL_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Whom to call, and how. */
struct dial {
	const char *host;    /* a name, or an address without brackets */
	unsigned int port;
	const char *family;  /* "4", "6"; NULL or another: both */
	const char *bind;    /* the local address to call from, or NULL */
	int64_t deadline;    /* of clock_ms, for all addresses; 0: none */
};

/*
 * Connects by TCP to the address of the host that answers first (race.h), so
 * that a dead one costs no more than a moment.  (Name resolution itself has
 * no deadline: POSIX has none.)  *reached becomes the address that answered.
 * Returns the socket, close-on-exec, non-blocking, without Nagle's delay; or
 * -1: status 68 when there is no such host, 75 when the resolver is busy and
 * when connecting was refused or took too long, 78 for a wrong bind.
 */
int dial_tcp(const struct dial *d, struct buf *reached, struct err *e);

/* Connects to a unix socket.  The same, but status 78 for a path that is
   too long. */
int dial_unix(const char *path, struct err *e);

/* Makes fd non-blocking and close-on-exec. */
void dial_prepare(int fd);

/* Asks that what comes next on this socket be acknowledged at once (Postfix
   over TLS 1.3 waits 40 ms for it otherwise), where the system can; it has
   to be asked again after each read.  Harmless on other descriptors. */
void dial_quick_ack(int fd);

#endif
