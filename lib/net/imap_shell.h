/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_SHELL_H
#define NET_IMAP_SHELL_H

#include <stdbool.h>

#include "base/err.h"
#include "base/out.h"
#include "net/imap.h"
#include "net/imap_script.h"

/* A session in which the commands of imapsh are done. */
struct imap_shell {
	struct imap *session;
	struct imap_script *script; /* the command, which has been read */
	struct out *out;
	bool interactive; /* someone types, and sees how it went */
	bool quiet;       /* no progress */

	/* Called with what fails. */
	void (*complain)(void *arg, struct err *e);
	void *arg;

	/* What a signal has to take away; see redirect_unfinished. */
	char *volatile *half_written;

	bool left; /* quit was said */
	bool did;  /* something was done that must not be done again */
};

/* Does the command: 0, the status of what failed, or -1 when the session is
   at its end. */
int imap_shell_do(struct imap_shell *s, struct err *e);

#endif
