/* SPDX-License-Identifier: ISC */
#ifndef NET_QUEUE_PLACE_H
#define NET_QUEUE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "net/account.h"

/* Whether the account's mail is queued when it cannot be sent now. */
bool queue_is_on(const struct account *a);

/* The queue directory of an account, which the caller frees: what its `queue`
   names, else the one below the state directory.  NULL: 78. */
char *queue_place(const struct account *a, struct err *e);

/* Queue directories, each of them once; and the account that is chosen when
   there is no message, a name or a URL, or NULL. */
struct queue_places {
	char **v;
	size_t n;
	char *own;
};

/*
 * Those that a program may have used: the one of -o queue=; that of -A; else
 * the default one and those of all accounts of the file.  0, or -1: 64, 78.
 * queue_places_free in each case.
 */
int queue_places_find(struct queue_places *p, const struct account_query *q,
    struct err *e);
void queue_places_free(struct queue_places *p);

#endif
