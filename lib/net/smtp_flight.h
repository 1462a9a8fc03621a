/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_FLIGHT_H
#define NET_SMTP_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "net/smtp.h"
#include "net/smtp_mail.h"

/* For smtp_mail.c alone: the commands before a message, in as few flights as
   there can be, and how far the replies to them have come. */
struct smtp_flight {
	bool mail_refused;
	struct err why; /* MAIL was refused */
	size_t asked;   /* recipients, with their replies */
	bool data_accepted;
	bool has_text;  /* it took the message with it, by BDAT */
	bool is_out;    /* all of it was sent */
};

/* Ends an earlier transaction if there is one, and says MAIL, RCPT and DATA.
   What is said to RCPT is decided in the results.  0, or -1 when the session
   is over. */
int smtp_flight_fly(struct smtp *s, struct smtp_mail *m,
    struct smtp_flight *f, struct err *e);

/* Says the same for a message that comes next, behind the text that ends now
   (RFC 2920 3.1), if its server takes that; smtp_flight_fly reads the answers
   then.  0 or -1, as conn_command. */
int smtp_flight_ahead(struct smtp *s, struct smtp_mail *next, struct err *e);

/* Whether an address or the header needs SMTPUTF8. */
bool smtp_flight_needs_utf8(const struct smtp_mail *m);

#endif
