/* SPDX-License-Identifier: ISC */
#ifndef NET_ACCOUNT_KEY_H
#define NET_ACCOUNT_KEY_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "net/url.h"

/* The keys of an account, as mailpipe-accounts(5) explains them. */
enum account_key {
	ACCOUNT_FROM,
	ACCOUNT_SMTP,
	ACCOUNT_POP3,
	ACCOUNT_IMAP,
	ACCOUNT_USER,
	ACCOUNT_PASS,
	ACCOUNT_PASS_CMD,
	ACCOUNT_TOKEN_CMD,
	ACCOUNT_AUTH,
	ACCOUNT_TLS_CA,
	ACCOUNT_TLS_CERT,
	ACCOUNT_TLS_KEY,
	ACCOUNT_TLS_PIN,
	ACCOUNT_TLS_CMD,
	ACCOUNT_TIMEOUT,
	ACCOUNT_TUNNEL,
	ACCOUNT_BIND,
	ACCOUNT_FAMILY,
	ACCOUNT_EHLO,
	ACCOUNT_PIPELINING,
	ACCOUNT_CHUNKING,
	ACCOUNT_TRUNCATED,
	ACCOUNT_RECODE,
	ACCOUNT_ALIASES,
	ACCOUNT_MAILDOMAIN,
	ACCOUNT_FROM_REWRITE,
	ACCOUNT_TO_REWRITE,
	ACCOUNT_REQUIRETLS,
	ACCOUNT_LOG,
	ACCOUNT_QUEUE,
	ACCOUNT_QUEUE_DAYS,
	ACCOUNT_UTF8,
	ACCOUNT_KEYS /* how many there are */
};

/* Its name as it is written. */
const char *account_key_name(enum account_key key);

/* The key of that name; ACCOUNT_KEYS if there is none. */
enum account_key account_key_find(struct str name);

/* The key of the servers of a protocol. */
enum account_key account_key_of(enum url_protocol protocol);

/* The bare address in a value of "from", which may be "Name <address>". */
struct str account_key_address(struct str from);

/* Whether its value is a command that will be run. */
bool account_key_is_command(enum account_key key);

/* A copy of a value; the ~/ of a file is the home directory. */
char *account_key_copy(enum account_key key, struct str value);

/* Checks a value, which is not empty.  0, or -1: status 64; a pass is in no
   error. */
int account_key_check(enum account_key key, struct str value, struct err *e);

#endif
