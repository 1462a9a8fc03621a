/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_APOP_H
#define NET_POP3_APOP_H

#include "base/buf.h"
#include "base/str.h"

/* The timestamp in a greeting (RFC 1939 7); p NULL if there is none, or one
   that is no msg-id: others tell an attacker of the password what he wants
   to know (CVE-2007-1558). */
struct str pop3_apop_stamp(struct str greeting);

/* Adds the command that answers it. */
void pop3_apop_add(struct buf *line, struct str stamp, const char *user,
    struct str password);

#endif
