/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_PRINT_H
#define NET_SMTP_PRINT_H

#include <stdint.h>

#include "base/out.h"
#include "mime/envelope.h"
#include "net/account.h"
#include "net/smtp.h"
#include "net/smtp_mail.h"

/* What would be done: the account's settings but passwords, the envelope,
   and an empty line. */
void smtp_print_plan(struct out *out, const struct account *a,
    const struct envelope *v);

/* The message as it is sent; one of several in an mbox.  0, or -1: 74. */
int smtp_print_message(struct out *out, struct outgoing *m, bool in_mbox,
    struct err *e);

/* A line for each recipient whose fate is known: address, code, enhanced
   code, text, and the message's number unless that is 0, TABs between. */
void smtp_print_results(struct out *out, const struct smtp_mail *m,
    uint64_t number);

/* The same as JSON: keys recipient, status (accepted, temporary, permanent),
   code, enhanced, text, queue_id if the text names one, and message, as
   the number above. */
void smtp_print_json(struct out *out, const struct smtp_mail *m,
    uint64_t number);

/* What the server said of itself and offers now, and by what certificate:
   a name, a TAB and a value on each line. */
void smtp_print_offers(struct out *out, const struct smtp *s);

#endif
