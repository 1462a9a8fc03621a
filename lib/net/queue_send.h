/* SPDX-License-Identifier: ISC */
#ifndef NET_QUEUE_SEND_H
#define NET_QUEUE_SEND_H

#include "base/err.h"
#include "mime/envelope.h"
#include "mime/outgoing.h"
#include "net/account.h"
#include "net/smtp_mail.h"
#include "store/queue_file.h"

/* An entry of the queue on its way to a server: nobody else has it. */
struct queue_send {
	struct queue *queue;
	const char *id;
	struct queue_file file;
	struct outgoing text;
	struct envelope envelope; /* who still waits for it */
	size_t *places;           /* where these are in the entry */
	struct smtp_dsn dsn;      /* what the entry says of it */
	const struct smtp_mail *mail; /* that is sent now; or NULL */

	/* Set by the caller before it writes down how it has ended. */
	bool no_session; /* what failed is the way to the server */
	bool is_barred;  /* and that is as the login was refused */
};

/* Takes an entry and reads it, but for its text.  1, 0 when it is gone, or
   -1 as queue_file_take.  queue_send_close in each case. */
int queue_send_open(struct queue_send *s, struct queue *q, const char *id,
    struct err *e);
void queue_send_close(struct queue_send *s);

/* Reads its text.  0, or -1: 65, 73, 74. */
int queue_send_read(struct queue_send *s, struct err *e);

/* Writes down that it is being sent now.  0, or -1: 74, and then it must not
   be sent. */
int queue_send_begin(struct queue_send *s, struct err *e);

/* Writes down, for smtp_mail's settled, who has got s->mail so far. */
void queue_send_settled(void *s);

enum queue_end {
	QUEUE_DONE,     /* all have got it: it is out of the queue */
	QUEUE_KEPT,     /* some wait for another try */
	QUEUE_GIVEN_UP  /* it went to those that failed */
};

/*
 * Writes down what smtp_mail_send has returned (why: NULL for 0), first of
 * all who has got it.  What was refused for good, and what waits for more
 * days than the account has for it, is given up.  An enum queue_end, or -1:
 * 73, 74.
 */
int queue_send_end(struct queue_send *s, const struct account *a,
    const struct smtp_mail *m, const struct err *why, struct err *e);

/* The same for one that could not be tried, as no server was reached. */
int queue_send_put_off(struct queue_send *s, const struct account *a,
    const struct err *why, struct err *e);

/* Ends one for which nobody waits, which an earlier run has left so. */
int queue_send_clear(struct queue_send *s, struct err *e);

/* Takes an entry away, given up or not, damaged or not.  1, 0 when
   there is none, or -1: 74, 75 when it is being sent. */
int queue_withdraw(const struct queue *q, const char *id, struct err *e);

/* Brings back one that was given up: those who have not got it wait again.
   1, 0 when there is none, or -1: 65, 73, 74. */
int queue_revive(struct queue *q, const char *id, struct err *e);

#endif
