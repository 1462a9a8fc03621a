/* SPDX-License-Identifier: ISC */
#ifndef NET_QUEUE_DOWN_H
#define NET_QUEUE_DOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "net/account.h"

/* The servers that one run could not reach, and those that did not let it in:
   none of them is called twice. */
struct queue_downs {
	struct queue_down *v;
	size_t n;
};

struct queue_down {
	char *key;
	struct err why;
};

void queue_downs_free(struct queue_downs *d);

/* Remembers the account's server; with login, its login there alone. */
void queue_down_add(struct queue_downs *d, const struct account *a,
    bool login, const struct err *why);

/* Why the account's server need not be called; NULL: it may be. */
const struct err *queue_down_find(const struct queue_downs *d,
    const struct account *a);

#endif
