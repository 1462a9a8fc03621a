/* SPDX-License-Identifier: ISC */
#ifndef NET_SMTPD_COMMAND_H
#define NET_SMTPD_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "net/smtpd_reply.h"

/* The longest line, without its CRLF; RFC 5321 4.5.3.1.4 has 510, and more
   for the parameters of extensions. */
#define SMTPD_LINE_MAX ((size_t)4096)

enum smtpd_verb {
	SMTPD_HELO, SMTPD_EHLO, SMTPD_MAIL, SMTPD_RCPT, SMTPD_DATA,
	SMTPD_RSET, SMTPD_NOOP, SMTPD_QUIT, SMTPD_VRFY, SMTPD_HELP
};

/* What a client wants (RFC 5321 4.1.1). */
struct smtpd_command {
	enum smtpd_verb verb;
	struct str address; /* of MAIL, empty for <>; of RCPT */
	uint64_t size;      /* of MAIL: as SIZE has it; 0: not said */
	bool utf8;          /* of MAIL: SMTPUTF8 */
	struct str ret, envid;    /* of MAIL; notify, orcpt of RCPT: as DSN */
	struct str notify, orcpt; /* has them (RFC 3461); n 0: not said */
};

/* Reads a line, given without its CRLF; the address is a slice of it.  0, or
   -1 with the reply that it gets. */
int smtpd_command_read(struct smtpd_command *c, struct str line,
    struct smtpd_reply *reply);

#endif
