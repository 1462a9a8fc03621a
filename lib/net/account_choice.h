/* SPDX-License-Identifier: ISC */
#ifndef NET_ACCOUNT_CHOICE_H
#define NET_ACCOUNT_CHOICE_H

#include "base/err.h"
#include "net/account.h"
#include "net/account_file.h"

/* Which account is meant: a URL, or a section of a file; or neither. */
struct account_choice {
	const char *url; /* of -A or of the environment; not owned */
	const struct account_section *section;
	struct account_file file;
};

/*
 * Looks at -A, the environment and the files, in this order.  1 when there
 * is an account, 0 if there is none, or -1: status 64 for a wrong -A, else
 * 78.  account_choice_free in each case.
 */
int account_choose(struct account_choice *c, const struct account_query *q,
    struct err *e);
void account_choice_free(struct account_choice *c);

#endif
