/* SPDX-License-Identifier: ISC */
#ifndef NET_QUEUE_PRINT_H
#define NET_QUEUE_PRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/out.h"
#include "store/queue.h"

/* What is listed, and where. */
struct queue_listing {
	struct out *out;
	const char *which; /* the entries of this account alone; or NULL */
	bool json;         /* JSON Lines instead of rows */
	void (*tell)(void *arg, const struct err *e); /* of one that
	                                          cannot be read */
	void *arg;
	uint64_t n; /* how many were listed */
};

/* The names of the columns of a row. */
void queue_print_names(struct out *out);

/* Lists one room.  0, or -1: 74. */
int queue_print(struct queue_listing *l, const struct queue *q,
    enum queue_room room, struct err *e);

#endif
