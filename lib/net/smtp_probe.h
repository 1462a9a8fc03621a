/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTP_PROBE_H
#define NET_SMTP_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/out.h"
#include "base/str.h"
#include "net/smtp.h"

/* Whether the command begins with one of VRFY, EXPN, NOOP, RSET, HELP and
   ETRN, which ask a server something and change nothing. */
bool smtp_probe_is_known(struct str command);

/*
 * Sends the commands, one after the other, and prints each reply as it came:
 * code, blank and text on each line.  Returns the exit status that the first
 * refusal means, 0 if there was none: 1 when what was asked for is not there,
 * 69 when the command is not, 75 for now, 76; or -1.
 */
int smtp_probe(struct smtp *s, char *const commands[], size_t n,
    struct out *out, struct err *e);

#endif
