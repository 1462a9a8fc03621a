/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_H
#define NET_IMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/account.h"
#include "net/conn.h"
#include "net/imap_lex.h"
#include "net/imap_status.h"

/* What the server has said of the mailbox that is selected, or is about to
   be; 0 where it said nothing (RFC 9051 6.3.2, 7.1). */
struct imap_box {
	uint64_t exists;
	uint64_t uidvalidity;
	uint64_t uidnext;
	uint64_t highestmodseq;
	uint64_t expunges;      /* EXPUNGE and VANISHED so far */
	bool read_only;         /* [READ-ONLY] */
	bool uid_not_sticky;    /* [UIDNOTSTICKY]: UIDs are of no use later */
	bool renumbered;        /* it got another UIDVALIDITY while open */
	struct buf permanent;   /* the flags of [PERMANENTFLAGS (...)] */
};

/* The beginning of a reply; the slices are good until the session is read
   on.  Of a status it is all, behind data come tokens: imap_token. */
struct imap_reply {
	unsigned int tag;  /* the command that this ends; 0: untagged */
	bool is_status;    /* OK, NO, BAD: status; else data */
	bool is_more;      /* "+", and status.text what stands behind it */
	struct imap_status status;
	struct str name;   /* of data: FETCH, LIST, EXISTS */
	uint64_t number;   /* the one before it: a message, a count; else 0 */
};

/*
 * A session (RFC 9051, RFC 3501).  Commands are queued, any number of them,
 * and go out together with the next read; the server's replies are read one
 * by one, whatever it has to say in between, and each command is ended by
 * the tagged one:
 *
 *	imap_init(&s, &account, argv0);
 *	imap_open(&s, &e);		TLS and login
 *	imap_select(&s, true, name, &examine, &e);
 *	imap_command(&s, &search, &e, "UID SEARCH ALL");
 *	while (imap_reply(&s, &r, &e) == 0 && r.tag != search)
 *		if (imap_is_data(&r, "SEARCH"))
 *			while (imap_token(&s, &t, &e) > 0)
 *				...
 *	imap_leave(&s);
 *	imap_close(&s);
 *
 * Nobody waits for one command before the next, but the caller who needs its
 * result; with `pipelining = no` each waits all the same.  A NO in the middle
 * does not keep those behind it from being carried out.
 *
 * All functions return 0 or -1 where nothing else is said: status 75 when
 * the connection was lost or the server says BYE, 76 when it broke the
 * protocol.  After a -1 nothing but imap_close is left to do.
 */
struct imap {
	struct conn conn;    /* its trace may be set before imap_open */
	struct imap_box box;
	struct buf capabilities; /* as announced, between blanks */
	bool logged_in;

	/* Names and other strings travel in UTF-8 (RFC 9755, RFC 9051), ... */
	bool utf8;
	bool rev2; /* ... for it is IMAP4rev2 that is spoken */

	/* Called, if set, with what the server wants people to read
	   ([ALERT], RFC 9051 7.1). */
	void (*alert)(void *arg, struct str text);
	void *alert_arg;

	/* private */
	const struct account *account;
	struct imap_lex lex;
	bool in_reply;       /* tokens of a reply are still to come */
	bool fresh;          /* capabilities came since this was cleared */
	struct buf name;     /* of the data that is read */
	struct buf text;     /* of the status that was read */
	struct buf unsent;   /* commands that wait to be sent */
	struct buf unwritten; /* those behind them, which depend on utf8 */
	unsigned int enabling; /* the tag of ENABLE; 0: it is not under way */
	bool has_utf8, has_rev2; /* that is what was said to be ENABLED */
	bool wants_plain;    /* no UTF8 (...) in APPEND */
	size_t literal;      /* so much of its front is octets of a literal */
	bool within;         /* its front is not the beginning of a command */
	bool streaming;      /* the caller sends a literal himself */
	unsigned int blocked; /* waits for "+" before its literal; 0: none */
	struct imap_waiting *waiting; /* commands that are not answered */
	size_t n_waiting, cap_waiting;
	size_t n_sent;       /* so many of them have begun to be sent */
	unsigned int last;   /* the tag given out last */
	const char *masked;  /* what the trace shows of a secret; else NULL */
	struct buf secret;
	bool typed;          /* by a person: it is kept for imap_again */
	struct buf line;     /* for the trace: what was read of a reply */
	bool leaving;        /* LOGOUT was said */
	bool dismissed;      /* BYE was, without that */
	unsigned int untagged, alerts; /* so many of them have come */
};

/* account and argv0, by which tlspipe is found, stay the caller's. */
void imap_init(struct imap *s, const struct account *account,
    const char *argv0);

/*
 * Connects, and goes as far as the account says: TLS, a login; and says who
 * we are where the server has ID (RFC 2971), without which some servers
 * refuse to open a mailbox.  69 when the server has no TLS or no login for
 * us, 77 when the login is refused, 78 when there is no user or password.
 */
int imap_open(struct imap *s, struct err *e);

/* Whether it is announced, or part of an IMAP4rev2 that is: "UIDPLUS",
   "AUTH=PLAIN". */
bool imap_offers(const struct imap *s, const char *capability);

/*
 * Queues a command, built with net/imap_string.h; its tag, the CRLF at its
 * end and what has to be waited for before a literal are added here.  *tag,
 * which may be NULL, is what the reply that ends it will have.  65 for a CR,
 * LF or NUL outside a literal, and for the head of one without its octets.
 */
int imap_send(struct imap *s, unsigned int *tag, struct str command,
    struct err *e);
int imap_command(struct imap *s, unsigned int *tag, struct err *e,
    const char *fmt, ...) ATTR_PRINTF(4, 5);

/*
 * Queues SELECT, or EXAMINE if read_only, for a mailbox as the server names
 * it (see net/imap_name.h).  s->box is filled while replies
 * are read, and complete when the tag has come.
 */
int imap_select(struct imap *s, unsigned int *tag, bool read_only,
    struct str name, struct err *e);

/*
 * Sends what is queued and reads the beginning of the next reply; what was
 * left of the one before is passed over.  Capabilities, the answers to what
 * the session itself has asked, and a "+" to its literals are not seen here.
 * 76 for a tag that is not waited for.
 */
int imap_reply(struct imap *s, struct imap_reply *r, struct err *e);

/* Reads on until it is known whether s->utf8, while nothing that the caller has
   asked is under way.  69 if the server speaks UTF-8 alone and refuses to. */
int imap_settle(struct imap *s, struct err *e);

/* Whether this command, or one before it, has not been ended: a server may
   end them in another order (RFC 9051 5.5). */
bool imap_is_pending(const struct imap *s, unsigned int tag);

/* Whether it is the tag, as it travels, of a command that is not ended. */
bool imap_is_under_way(const struct imap *s, struct str tag);

/* Whether it is data of that name. */
bool imap_is_data(const struct imap_reply *r, const char *name);

/*
 * The next token of the data: 1, 0 at its end.  The slices are good until
 * the next call.  A literal's octets, unless imap_piece takes them, are
 * passed over.
 */
int imap_token(struct imap *s, struct imap_token *t, struct err *e);

/* The next octets of the literal that imap_token gave last: 1, 0 behind the
   last one.  What came before a -1 is not all of it. */
int imap_piece(struct imap *s, struct str *piece, struct err *e);

/*
 * The text of a token that is a string or an atom, into *b, which is
 * emptied; a literal is read to its end.  At most max bytes are kept.
 * 1, 0 for NIL, a parenthesis or the end; -1.
 */
int imap_text(struct imap *s, const struct imap_token *t, struct buf *b,
    size_t max, struct err *e);

/* The same for the name of a mailbox, which is put in the form of
   net/imap_name.h. */
int imap_mailbox(struct imap *s, const struct imap_token *t, struct buf *b,
    size_t max, struct err *e);

/* Passes over what belongs to this token: a literal's octets, all up to the
   parenthesis that closes this one. */
int imap_skip(struct imap *s, const struct imap_token *t, struct err *e);

/* Reads on, over all data, until this command is ended.  0 if by OK; -1 if
   not, and *e is as imap_refused has it; 76 if a later one is ended first. */
int imap_wait(struct imap *s, unsigned int tag, int fallback, const char *what,
    struct err *e);

/* The same, but *r is how it was ended, by OK or not. */
int imap_wait_reply(struct imap *s, unsigned int tag, const char *what,
    struct imap_reply *r, struct err *e);

/* Fills *e for a command that was refused: "host: what: what the server
   says"; its status is what the response code means (RFC 5530), else
   fallback.  Returns -1. */
int imap_refused(const struct imap *s, const struct imap_reply *r,
    int fallback, const char *what, struct err *e);

/*
 * A literal that is streamed, such as the message of APPEND: imap_send_head
 * queues a command, given up to the brace of a literal of n octets.  While
 * imap_head_waits, imap_reply is to be called, till the server asks for them,
 * or refuses: the tag is ended then, and there is nothing to be sent.  Else
 * the caller adds exactly n bytes to s->conn.out, with conn_wake before each
 * block, and ends the command with imap_send_tail, rest mostly empty.
 */
int imap_send_head(struct imap *s, unsigned int *tag, struct str command,
    uint64_t n, struct err *e);
bool imap_head_waits(struct imap *s);
int imap_send_tail(struct imap *s, struct str rest, struct err *e);

/* One line that belongs to no tag, such as DONE (RFC 2177). */
int imap_send_line(struct imap *s, const char *line, struct err *e);

/*
 * Says LOGOUT, once all that matters was read, and waits for nothing: Dovecot
 * 2.3 drops the end of an answer that waits in its TLS proxy when LOGOUT
 * travels right behind the command.
 */
void imap_leave(struct imap *s);

/* Whether nothing more can come: the connection was lost, the server did not
   answer in time or has said BYE. */
bool imap_is_over(const struct imap *s);

/* Closes it, and makes another one ready for the same server; a person who
   has typed the password is not asked again. */
void imap_again(struct imap *s);

/* Ends the connection; can be called twice. */
void imap_close(struct imap *s);

#endif
