/* SPDX-License-Identifier: ISC */
#ifndef NET_QUEUE_TELL_H
#define NET_QUEUE_TELL_H

#include "base/err.h"
#include "net/queue_run.h"
#include "net/queue_send.h"
#include "net/smtp_mail.h"

/* For queue_run.c alone: what a run says, counts and logs.  end is an enum
   queue_end, or -1 with why in *e. */

/* An entry that cannot be read or changed; arg is the run. */
void queue_tell_failure(void *arg, const struct err *e);

/* How the try to send s->mail has ended; why is NULL if it was accepted. */
void queue_tell_sent(struct queue_run *r, const struct queue_send *s,
    int end, const struct err *why, struct err *e);

/* One that was not tried, as r->down says, and is not kept.  Its text is
   read, for the log. */
void queue_tell_put_off(struct queue_run *r, struct queue_send *s, int end,
    struct err *e);

/* All those that were not tried and are kept, on one route. */
void queue_tell_waiting(struct queue_run *r);

#endif
