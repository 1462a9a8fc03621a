/* SPDX-License-Identifier: ISC */
#include "net/imap_session.h"

/* So many alerts are shown. */
#define ALERTS_MAX 100

/* It is a nz-number of 32 bits, and may change while the mailbox is open
   (RFC 2683 3.4.3): then no UID known so far names anything. */
static void
take_validity(struct imap_box *box, uint64_t validity)
{
	if (validity > UINT32_MAX)
		validity = 0;
	if (box->uidvalidity != 0 && box->uidvalidity != validity)
		box->renumbered = true;
	box->uidvalidity = validity;
}

/* What is said before the TLS that was demanded may be anybody's. */
static void
tell(struct imap *s, struct str text)
{
	bool safe = s->account->url.security != URL_STARTTLS ||
	    conn_is_tls(&s->conn);

	if (s->alert != NULL && safe && s->alerts++ < ALERTS_MAX)
		s->alert(s->alert_arg, text);
}

void
imap_take_code(struct imap *s, const struct imap_status *status)
{
	struct str code = status->code;

	if (str_case_is(code, "CAPABILITY")) {
		s->capabilities.len = 0;
		buf_add_str(&s->capabilities, status->args);
		s->fresh = true;
	} else if (str_case_is(code, "UIDVALIDITY")) {
		take_validity(&s->box, imap_status_number(status));
	} else if (str_case_is(code, "UIDNEXT")) {
		s->box.uidnext = imap_status_number(status);
	} else if (str_case_is(code, "HIGHESTMODSEQ")) {
		s->box.highestmodseq = imap_status_number(status);
	} else if (str_case_is(code, "UIDNOTSTICKY")) {
		s->box.uid_not_sticky = true;
	} else if (str_case_is(code, "READ-ONLY")) {
		s->box.read_only = true;
	} else if (str_case_is(code, "READ-WRITE")) {
		s->box.read_only = false;
	} else if (str_case_is(code, "PERMANENTFLAGS")) {
		s->box.permanent.len = 0;
		buf_add_str(&s->box.permanent, status->args);
	} else if (str_case_is(code, "ALERT")) {
		tell(s, status->text);
	}
}
