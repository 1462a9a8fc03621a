/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_H
#define NET_POP3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/account.h"
#include "net/conn.h"
#include "net/dottext.h"
#include "net/pop3_reply.h"

/* Commands that are queued and not yet answered. */
#define POP3_QUEUE 512

enum pop3_command {
	POP3_CAPA,
	POP3_STLS,
	POP3_UTF8,
	POP3_USER,
	POP3_PASS,
	POP3_STAT,
	POP3_LIST,
	POP3_UIDL,
	POP3_RETR,
	POP3_TOP,
	POP3_DELE,
	POP3_RSET,
	POP3_NOOP,
	POP3_QUIT,
	POP3_COMMANDS /* how many there are */
};

/* A command and its arguments; number 0: it has none. */
struct pop3_request {
	enum pop3_command command;
	uint64_t number;
	uint64_t lines; /* of TOP */
	bool behind;    /* it went before the reply to another had come */
};

/* The answer to one; the slices are good until the session is read on. */
struct pop3_reply {
	struct pop3_request request;
	struct pop3_status status;
	bool has_text; /* a text follows: pop3_line or pop3_piece to its end */
};

/*
 * A session (RFC 1939).  Commands are queued, any number of them up to
 * POP3_QUEUE, and their replies read in the same order.  Where the server
 * announces PIPELINING (RFC 2449 6.6) and the account does not forbid it, as
 * many as fit travel at once; else each waits for the reply before it.
 *
 * All functions return 0 or -1 where nothing else is said: status 75 when
 * the connection was lost, 76 when the server broke the protocol.  After a
 * -1 nothing but pop3_close is left to do.
 */
struct pop3 {
	struct conn conn; /* its trace may be set before pop3_open */
	bool many;        /* so may this: many commands will follow, and it is
	                     worth asking twice whether they may be pipelined */
	bool retreated;   /* no pipelining: pop3_retreat was called */
	struct err retreat; /* why it was */
	bool pipelining;
	bool login_alone; /* what goes behind a login is lost */
	bool proven;      /* a command that went behind another was answered */
	bool no_capa;     /* the server hangs up at CAPA */
	bool has_capa;    /* the server answered CAPA */
	struct buf capa;  /* with these lines, each ended by a LF */

	/* private */
	const struct account *account;
	const char *argv0;
	struct buf secret;
	struct buf stamp; /* of APOP; empty: none */
	struct pop3_request queue[POP3_QUEUE];
	size_t head;   /* the request that the next reply belongs to */
	size_t queued; /* requests from there on */
	size_t sent;   /* so many of them are under way */
	struct dottext text;
	bool in_text;
};

/* account and argv0, by which tlspipe is found, stay the caller's. */
void pop3_init(struct pop3 *p, const struct account *account,
    const char *argv0);

/*
 * Connects, and goes as far as the account says: TLS, a login.  77 when the
 * login is refused, 69 when the server has no TLS or no login for us, 78
 * when there is no password.  The replies to the login may still be under
 * way: pop3_reply sees to them.
 */
int pop3_open(struct pop3 *p, struct err *e);

/* Sees to those replies, where nothing else is queued. */
int pop3_settle(struct pop3 *p, struct err *e);

/* Queues a command; false when the queue is full: a reply is to be read
   first then. */
bool pop3_queue(struct pop3 *p, enum pop3_command command, uint64_t number,
    uint64_t lines);

/* Sends what may be sent and reads the next reply.  A text that was not
   read to its end is passed over. */
int pop3_reply(struct pop3 *p, struct pop3_reply *r, struct err *e);

/* The next line of a text, without its CRLF and its stuffing, good until
   the next call: 1, 0 at the end.  For listings: 76 if it is very long. */
int pop3_line(struct pop3 *p, struct str *line, struct err *e);

/* The next piece of a text of any size, with LF for CRLF: 1, 0 at the
   end.  What came before a -1 is not a whole text. */
int pop3_piece(struct pop3 *p, struct str *piece, struct err *e);

/* Fills *e for a command that was refused: "host: what: what the server
   says".  fallback as in pop3_status_exit.  Returns -1. */
int pop3_refused(const struct pop3 *p, const struct pop3_reply *r,
    int fallback, struct err *e, const char *what);

/* Whether the capability was announced; *args is what stands behind it. */
bool pop3_offers(const struct pop3 *p, const char *name, struct str *args);

/* Whether the server says that at QUIT it deletes by itself what was
   retrieved (RFC 2449 6.7). */
bool pop3_expires_at_once(const struct pop3 *p);

/*
 * Says QUIT, which carries the deletions out, if that is not queued yet, and
 * waits for all replies.  Without it nothing is deleted.  -1 if the server
 * does not say that it did: 75 or what pop3_status_exit finds.
 */
int pop3_quit(struct pop3 *p, struct err *e);

/*
 * Says QUIT once all replies have been read, where nothing depends on how it
 * is answered, and waits for nothing.  It never travels together with a
 * command whose text is still to come: Dovecot 2.3 drops the end of a text
 * that waits in its TLS proxy when QUIT follows it.
 */
void pop3_leave(struct pop3 *p);

/* After a failure: whether it may have come from pipelining, which some
   servers announce and cannot do. */
bool pop3_may_retreat(const struct pop3 *p, const struct err *e);

/*
 * If so: the session becomes as it was after pop3_init, and can be opened
 * once more, to go on one command at a time.  The caller sees to it that
 * nothing has been done that must not be done twice.
 */
void pop3_retreat(struct pop3 *p, const struct err *e);

/* To the failure of that second try adds what had led to it. */
void pop3_add_retreat(const struct pop3 *p, struct err *e);

/* Ends the connection; can be called twice. */
void pop3_close(struct pop3 *p);

#endif
