/* SPDX-License-Identifier: ISC */
#ifndef NET_SEND_OUTCOME_H
#define NET_SEND_OUTCOME_H

#include <stdbool.h>

#include "base/err.h"
#include "net/queue_letter.h"
#include "net/smtp_mail.h"

/* What became of a message, with what was to be done about it done. */
struct send_outcome {
	int status;              /* what it is worth as an exit status */
	bool is_taken;           /* by the server or the queue, for one at
	                            least */
	size_t waiting;          /* recipients for whom it was queued */
	char id[QUEUE_ID_SIZE];  /* of the entry; "": not queued */
	struct err queue_error;  /* its status is 0 unless queueing failed */
	struct err log_error;    /* or the log could not be written */
};

/*
 * Judges what smtp_mail_send has returned: why is NULL if that was 0.  With a
 * queue (not NULL) those who may still get the message are put there; tried
 * says whether a server was called.  Then the log gets its line.
 */
void send_outcome(struct send_outcome *o, const struct account *account,
    const struct smtp_mail *m, const struct err *why,
    const struct queue_source *queue, bool tried);

/* Says that it was queued, and why: what kept all of it back, or NULL. */
void send_queued(const struct send_outcome *o, const struct account *account,
    const struct err *why, struct err *e);

/* Says why the i-th recipient was refused by itself: "host: address refused:
   reply".  Whether it was. */
bool send_refusal(const struct account *account, const struct smtp_mail *m,
    size_t i, struct err *e);

#endif
