/* SPDX-License-Identifier: ISC */
#ifndef NET_QUEUE_DOWN_H
#define NET_QUEUE_DOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "net/account.h"
#include "net/smtp.h"

/* The servers that one run could not reach, and those that did not let it in:
   none of them is called twice. */
struct queue_downs {
	struct queue_down *v;
	size_t n;
};

struct queue_down {
	char *key;
	struct err why;
	bool is_barred; /* the login was refused */
};

void queue_downs_free(struct queue_downs *d);

/* Remembers the account's server, which could not be used for this reason;
   or, if it came to a login, that login alone. */
void queue_down_add(struct queue_downs *d, const struct smtp *s,
    const struct err *why);

/* What is known of the account's server; NULL: it may be called. */
const struct queue_down *queue_down_find(const struct queue_downs *d,
    const struct account *a);

/* Whether a session could not be opened as its login was refused. */
bool queue_down_is_barred(const struct smtp *s, const struct err *why);

#endif
