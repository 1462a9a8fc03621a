/* SPDX-License-Identifier: ISC */
#ifndef NET_QUEUE_RUN_H
#define NET_QUEUE_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "net/client_options.h"
#include "net/queue_down.h"
#include "net/smtp.h"
#include "store/queue.h"

/* What was done, and what failed; a message can count as both. */
struct queue_count {
	uint64_t done, failed;
	int status; /* of those that failed */
};

void queue_count_failure(struct queue_count *c, int status);

/* What it is worth as an exit status. */
int queue_count_status(const struct queue_count *c);

/* One run over some queues.  The caller sets the first part. */
struct queue_run {
	struct client_options *options;
	const char *argv0;
	const char *own; /* the account that is asked for; or NULL */
	bool all;        /* those too that are not due */
	void (*tell)(void *arg, const struct err *e); /* to the user */
	void *arg;

	struct queue_count count;

	/* private */
	struct queue *queue;
	struct queue_downs downs;
	struct buf password;    /* of the environment, for `own` */
	struct account account; /* of the route */
	bool has_account;
	struct smtp smtp;
	bool is_open;           /* smtp was */
	unsigned int breaks;
	bool is_down;           /* no more is tried on this route, ... */
	struct err down;        /* ... and if status is not 0, put off */
	bool is_barred;         /* as the login was refused */
	size_t put_off;
};

/*
 * Sends what is due in one queue, and tells what went wrong with it.  The
 * server is called before a message is read.  0, or -1 when nothing could be
 * done: 71, 73, 74, or 75 when another one runs it.
 */
int queue_run(struct queue_run *r, struct queue *q, struct err *e);
void queue_run_free(struct queue_run *r);

#endif
