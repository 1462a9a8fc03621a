/* SPDX-License-Identifier: ISC */
#ifndef NET_LETTER_H
#define NET_LETTER_H

#include <stdbool.h>

#include "base/err.h"
#include "mime/envelope.h"
#include "mime/outgoing.h"
#include "net/account.h"

/* A message in its envelope. */
struct letter {
	struct outgoing message;
	struct envelope envelope;

	/* private */
	struct buf aliases, domain; /* read and found once */
	bool has_aliases;
};

void letter_init(struct letter *l);
void letter_free(struct letter *l);

/* What is said about the envelope beside the message's header. */
struct letter_address {
	const char *sender;    /* "<>" or "": the null sender; NULL: look */
	const char *full_name; /* for a From that is missing; or NULL */
	char *const *rcpts;    /* ended by NULL */
	bool from_header;      /* the recipients of the header too */
	bool is_sendmail;      /* operands are lists, names get a domain */
	bool no_aliases;       /* as sendmail: none from /etc/aliases */
};

/* By whom the letter seems to be, before the account is known: the given
   sender, or the header's; empty if nobody says. */
void letter_author(const struct letter *l, const struct letter_address *a,
    struct buf *author);

/* Whether a text that cannot travel as it is may be changed. */
bool letter_recodes(const struct letter_address *a,
    const struct account *account);

/* Does that where it is needed.  0, or -1: 65 for a text that cannot travel
   at all, and those of recode_body. */
int letter_fit(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e);

/*
 * Puts the message, which was read, into its envelope, and makes it fit to
 * leave (outhead.h).  The sender is the given one; the account's `from`; the
 * author of the header; the account's user, if it has an @; $EMAIL; or
 * user@host.  With the account's `aliases` or `maildomain`, and for
 * sendmail, names without a domain get one; its `from_rewrite`, `to_rewrite`
 * and `recode` change the header (headrewrite.h).  0, or -1: status 65 for an
 * address that is none, without a recipient, and for a multipart that was
 * cut, unless `truncated` lets it; 78 for wrong aliases.
 */
int letter_finish(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e);

/* The same in steps: the sender; a recipient, with all whom its alias stands
   for, but for those who are there; and, with the message read, its
   header. */
int letter_set_sender(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e);
int letter_add(struct letter *l, const struct letter_address *a,
    const struct account *account, struct str address, struct err *e);
int letter_seal(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e);

#endif
