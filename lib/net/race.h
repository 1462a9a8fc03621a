/* SPDX-License-Identifier: ISC */
#ifndef NET_RACE_H
#define NET_RACE_H

#include <netdb.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Connects to one of several addresses (RFC 8305 5): they are called one
 * after the other, a quarter of a second apart or as soon as one before has
 * failed, IPv6 and IPv4 in turn; the first that answers wins.
 */

/* One address, and how the attempt to call it stands. */
struct lane {
	const struct addrinfo *to;
	int fd;    /* -1: it was not called yet, or has failed */
	int cause; /* errno of its failure; 0: it has not failed */
};

struct race {
	struct lane *lanes; /* its own, in the order of calling */
	size_t n;
	size_t winner;
	const struct addrinfo *from; /* the address to call from, or NULL */
	size_t started;              /* private */
};

/* Takes the addresses of the list, which has one at least and stays the
   caller's. */
void race_init(struct race *r, const struct addrinfo *list,
    const struct addrinfo *from);
void race_free(struct race *r);

/* Runs it, for no longer than to the deadline (of clock_ms; 0: none).  The
   socket of the winner, non-blocking, close-on-exec and without Nagle's
   delay; or -1 with the cause in each lane. */
int race_run(struct race *r, int64_t deadline);

#endif
