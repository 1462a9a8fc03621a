/* SPDX-License-Identifier: ISC */
#ifndef NET_HOSTNAME_H
#define NET_HOSTNAME_H

#include "base/buf.h"
#include "net/account.h"
#include "net/conn.h"

/* The name of this host as it has it, or localhost. */
void hostname_own(struct buf *name);

/* The name of this host: its full one, with a dot, if it has one (the hosts
   file is asked, DNS is not), else what it has.  Never empty. */
void hostname_find(struct buf *name);

/* The name of the user who runs this program. */
void hostname_user(struct buf *name);

/*
 * By what we call ourselves in EHLO (RFC 5321 4.1.1.1): the account's `ehlo`,
 * or the full name of this host, or else the literal of the address from
 * which the connection comes.
 */
void hostname_ehlo(struct buf *name, const struct conn *c,
    const struct account *account);

#endif
