/* SPDX-License-Identifier: ISC */
#ifndef NET_CONN_H
#define NET_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/in.h"
#include "base/out.h"
#include "base/str.h"

struct account;

/* The longest reply line, without its CRLF; a SASL challenge may have 12288
   bytes (RFC 4954 4). */
#define CONN_LINE_MAX ((size_t)16384)

/* Who speaks in the trace; CONN_NOTE is a remark of ours. */
enum conn_side { CONN_CLIENT, CONN_SERVER, CONN_NOTE };

/*
 * A connection to the account's server: lines both ways, and data between
 * them.  Replies are read from in, commands and data are written to out.
 * Every function that waits gives the peer the account's timeout, and every
 * one returns 0 or -1 where nothing else is said: status 75 when the
 * connection was lost or the time has passed.
 */
struct conn {
	struct in in;   /* read by conn_fill alone */
	struct out out; /* message data may be added, after conn_wake */
	struct buf tls_status; /* for tls_field; empty without TLS */
	struct buf local; /* the IP address we call from; empty: none */

	/* Set by the caller after conn_init, or left NULL.  Secrets are
	   masked in the text, which is one line without its end. */
	void (*trace)(void *arg, enum conn_side side, struct str text);
	void *trace_arg;

	/* private */
	const struct account *account;
	const char *argv0;
	char *name; /* "host port 25", for errors */
	int fd;
	int64_t timeout; /* in milliseconds */
	int64_t left; /* of it, for conn_fill */
	size_t came; /* bytes that conn_fill got in that time */
	pid_t helper, tunnel; /* 0: none */
	bool is_socket, has_secret, lost;
	bool heard; /* anything at all from the server */
	bool late;  /* it was waited for in vain */
};

/* A closed connection.  account and argv0, by which tlspipe is found, stay
   the caller's and must live as long. */
void conn_init(struct conn *c, const struct account *account,
    const char *argv0);

/*
 * Dials, or runs the account's tunnel; for a URL_TLS makes TLS at once, and
 * for URL_STARTTLS looks whether it could.  Beside the statuses of dial_tcp
 * and tls_start: 78 for a bad value in the account.  Where TLS should come
 * first and the URL does not say so, the server is given CONN_GREETING_MS at
 * most for its first word, for it will have none.
 */
#define CONN_GREETING_MS ((int64_t)10000)
int conn_open(struct conn *c, struct err *e);

/* Makes TLS, right after the reply that said go ahead.  76 when there are
   bytes behind that reply: nothing has been sent then (RFC 3207 6, RFC 2595
   4).  What was said before must be forgotten and asked again. */
int conn_start_tls(struct conn *c, struct err *e);

/* Whether it is there; the first failure to read closes it. */
bool conn_is_open(const struct conn *c);

/* Whether the connection has ended, for the time was not over; whether it
   was. */
bool conn_is_lost(const struct conn *c);
bool conn_is_late(const struct conn *c);

/* Whether all that is said now is encrypted. */
bool conn_is_tls(const struct conn *c);

/*
 * Queues one command line, CRLF added; conn_flush sends it.  65 when the
 * line holds CR, LF or NUL.  masked is what the trace shows instead of a
 * line with a secret; NULL: the line itself.  A secret is refused (70) where
 * TLS was demanded and is not there.
 */
int conn_command(struct conn *c, struct err *e, const char *masked,
    const char *fmt, ...) ATTR_PRINTF(4, 5);

/* The same for a line that is there already, and that may hold a NUL, which
   a %s or %.*s would end at. */
int conn_command_str(struct conn *c, struct err *e, const char *masked,
    struct str line);

/*
 * Sends all that is queued, reading meanwhile what comes, so that no
 * pipelining can lock up.  If the peer does not read on until its replies
 * are taken and in is full of them, the rest stays queued, and conn_line and
 * conn_fill send it.
 */
int conn_flush(struct conn *c, struct err *e);

/* Starts the timeout anew: called before each block of message data that
   is added to c->out, and before a reply that is read by conn_fill. */
void conn_wake(struct conn *c);

/* From now on the peer is given so many milliseconds, if the account does
   not give it less; 0: what the account gives. */
void conn_set_patience(struct conn *c, int64_t ms);

/*
 * Reads one line, which ends in CRLF; *line is without it and good until the
 * next call.  It may hold NUL and any other byte but LF.  Sends what is
 * queued.  76 for a LF without CR and for a line over CONN_LINE_MAX.
 */
int conn_line(struct conn *c, struct str *line, struct err *e);

/* The same for a line that belongs to the one before: both share its time,
   so that a reply of many lines has an end. */
int conn_next_line(struct conn *c, struct str *line, struct err *e);

/* Whether the server has said what was not read yet: 1, or 0; does not wait.
   -1 if it has hung up. */
int conn_has_more(struct conn *c, struct err *e);

/*
 * Reads more data behind c->in's window, waiting for it: for message data,
 * which is taken with in_window and in_take.  The timeout is for each KiB, so
 * that a peer who sends a byte now and then is not waited for for ever; what
 * the caller does meanwhile does not count.  Returns 1 when bytes came, 0
 * when the window fills the buffer; the end of the connection is an error.
 */
int conn_fill(struct conn *c, struct err *e);

/*
 * Ends the connection and waits for its processes; can be called at any
 * time and twice.  To be called as soon as the protocol's last reply was
 * read: how the peer closes after that is of no interest.
 */
void conn_close(struct conn *c);

#endif
