/* SPDX-License-Identifier: ISC */
#ifndef NET_QUEUE_LETTER_H
#define NET_QUEUE_LETTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "net/account.h"
#include "net/smtp_dsn.h"
#include "net/smtp_mail.h"
#include "store/queue_file.h"

/* How a message gets into the queue, and out of it. */

/* Whether what failed with this status may work later: no route, no name,
   no resource, or a server that says so. */
bool queue_may_help(int status);

/* How many recipients are to be tried again after a message was sent, or
   was not, for this reason (NULL: it was). */
size_t queue_letter_waits(const struct smtp_mail *m, const struct err *why);

/* How the account was named. */
struct queue_source {
	const struct account *account;
	char *const *overrides; /* of -o */
	size_t n;
};

/*
 * Puts the message into the account's queue for these recipients.  0 when it
 * is on the disk, under the id; or -1: those of queue_open and queue_add,
 * 78.  tried says whether a server was called for it.
 */
int queue_letter_add(const struct queue_source *from,
    const struct smtp_mail *m, const struct err *why, bool tried,
    char id[QUEUE_ID_SIZE], struct err *e);

/* The account that an entry is sent by, with the overrides of this run
   behind its own.  0, or -1 as account_find; account_free in each case. */
int queue_letter_account(const struct queue_entry *x,
    struct account *account, char *const *overrides, size_t n,
    struct err *e);

/* Adds what makes two entries travel over one connection. */
void queue_letter_route(const struct queue_entry *x, struct buf *route);

/* When it is next due, in seconds since 1970. */
int64_t queue_letter_due(const struct queue_entry *x);
bool queue_letter_is_due(const struct queue_entry *x, int64_t now);

#endif
