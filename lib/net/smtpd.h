/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTPD_H
#define NET_SMTPD_H

#include "base/err.h"
#include "base/out.h"
#include "net/send_options.h"

/*
 * Speaks SMTP (RFC 5321) with a client on stdin and out, and hands on what it
 * gives us (smtpd_relay.h).  A line ends in CRLF and in nothing else; of a
 * message whose end does not come nothing is sent.  tell is called for what
 * no reply is about.  0 when the client has quit, or gone between two
 * commands; or -1: 65 when it went within a message, 74.
 */
int smtpd_serve(const struct send_options *o, struct out *out,
    void (*tell)(const struct err *e), struct err *e);

#endif
