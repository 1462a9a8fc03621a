/* SPDX-License-Identifier: ISC */
#ifndef NET_QUEUE_TASKS_H
#define NET_QUEUE_TASKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "store/queue.h"

/* An entry that is due. */
struct queue_task {
	char id[QUEUE_ID_SIZE];
	unsigned int tries;
	char *route; /* those with the same one share a connection */
	bool is_own; /* it goes by the account that was asked for */
	bool bars;   /* it waits, as its login was refused, and so does all of
	                its route */
};

struct queue_tasks {
	struct queue_task *v;
	size_t n;
};

/* Which entries are wanted. */
struct queue_filter {
	const char *which; /* of this account alone; or NULL */
	const char *own;   /* the account that comes first; or NULL */
	bool all;          /* those too that are not due */
};

/*
 * Finds the entries to be sent, and those that bar a route: those of one
 * route one behind the other, those that were tried less before the others,
 * so that none is held up by one that no server survives.  tell is called for
 * each that cannot be read: it may take it away.  0, or -1: 74.
 * queue_tasks_free in each case.
 */
int queue_tasks_find(struct queue_tasks *t, const struct queue *q,
    const struct queue_filter *f,
    void (*tell)(void *arg, const char *id, struct err *why), void *arg,
    struct err *e);
void queue_tasks_free(struct queue_tasks *t);

/* How many from the i-th on share its route; whether one of these bars it. */
size_t queue_tasks_run(const struct queue_tasks *t, size_t i);
bool queue_tasks_barred(const struct queue_task *tasks, size_t n);

#endif
