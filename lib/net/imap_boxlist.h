/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_BOXLIST_H
#define NET_IMAP_BOXLIST_H

#include <stdbool.h>

#include "base/err.h"
#include "base/json.h"
#include "base/out.h"
#include "net/imap.h"
#include "net/imap_boxes.h"
#include "net/imap_namespace.h"

/*
 * The mailboxes of an account as lines: those of one's own, and those of
 * others and shared ones where the server names them only when it is asked
 * for their namespace (RFC 2342).
 */
struct imap_boxlist {
	struct imap *session;
	struct out *out;
	struct json *json; /* that goes to out; NULL: columns */
	bool header;       /* a line of the columns' names first */
	bool counts;       /* with how many messages each has */
	void (*say)(const struct err *e); /* why one has no counts */
	bool failed;       /* that was called */

	/* private */
	struct imap_boxes boxes; /* that wait for their counts */
	struct imap_namespaces namespaces;
};

/* The rest may be set before it is run; say must be. */
void imap_boxlist_init(struct imap_boxlist *l, struct imap *session,
    struct out *out);
void imap_boxlist_free(struct imap_boxlist *l);

/* Asks and writes.  0, or -1, as a command that is refused has it; 74. */
int imap_boxlist_run(struct imap_boxlist *l, struct err *e);

/* Writes the namespaces instead.  69 if the server has none. */
int imap_boxlist_namespaces(struct imap_boxlist *l, struct err *e);

#endif
