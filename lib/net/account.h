/* SPDX-License-Identifier: ISC */
#ifndef NET_ACCOUNT_H
#define NET_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/account_key.h"
#include "net/url.h"

/* What a program knows when it looks for its server; all but the protocol
   may be NULL or 0.  URL_SMTP is answered with an SMTP or an LMTP server. */
struct account_query {
	enum url_protocol protocol;
	const char *which;      /* of -A: a name or a URL */
	char *const *overrides; /* of -o: "key=value", the last one counts */
	size_t n;
	const char *from;       /* the sender: the section whose from it is */
};

/* The server, the login and the settings that one run of a program uses. */
struct account {
	struct url url;       /* its user is the login; NULL: none */
	char *name;           /* its section; NULL: a URL was given */
	unsigned int timeout; /* seconds, for connecting and for each reply */
	char *values[ACCOUNT_KEYS];
	struct buf env;  /* $MAILPIPE_PASSWORD; data NULL: not set */
	struct buf pass; /* the section's pass; data NULL: none */
};

/*
 * Finds the account: mailpipe-accounts(5) says where and how.  Takes
 * $MAILPIPE_PASSWORD out of the environment, so it comes before the program
 * runs another; from here on the process leaves no core file.  0, or -1:
 * status 78, or 64 for what the options hold.  *a is account_free's in both
 * cases.
 */
int account_find(struct account *a, const struct account_query *q,
    struct err *e);
void account_free(struct account *a);

/* A key's value, checked; NULL if it has none, and always for pass, which
   only secret_find sees. */
const char *account_get(const struct account *a, enum account_key key);

/* Whether a key that is yes or no says yes; fallback if it says nothing. */
bool account_flag(const struct account *a, enum account_key key,
    bool fallback);

/*
 * Appends what the account's mailbox is known by in a journal: "imap
 * user@host".  The port is in it only where it is none of the usual ones, so
 * that a change to TLS does not make all messages new; a tunnel only where the
 * host is this machine, which is not whose mailbox it is.
 */
void account_identity(const struct account *a, struct buf *b);

/* The bare address of "from", which may be "Name <address>"; p NULL: none. */
struct str account_from(const struct account *a);

#endif
