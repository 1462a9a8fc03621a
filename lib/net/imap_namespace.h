/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_NAMESPACE_H
#define NET_IMAP_NAMESPACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/out.h"
#include "base/str.h"
#include "net/imap.h"

/* More of them are taken for a server gone mad. */
#define IMAP_NAMESPACES_MAX 1000

/* Whose mailboxes they are (RFC 2342 5, RFC 9051 6.3.10). */
enum imap_owner { IMAP_PERSONAL, IMAP_OTHERS, IMAP_SHARED };

extern const char *const imap_owners[]; /* "personal", ... */


struct imap_namespace {
	enum imap_owner owner;
	struct buf prefix;    /* as the server writes it; may be empty */
	struct buf delimiter; /* empty: NIL */
	bool is_listed;       /* imap_namespaces_note has met it */
	bool is_asked;        /* imap_namespaces_next gave it */
};

struct imap_namespaces {
	struct imap_namespace *v;
	size_t n;
};

#define IMAP_NAMESPACES_INIT {NULL, 0}

void imap_namespaces_free(struct imap_namespaces *ns);

/* Reads the data of a NAMESPACE whose beginning imap_reply gave, behind what
   is there.  0, or -1: 76 for too many. */
int imap_namespaces_read(struct imap *s, struct imap_namespaces *ns,
    struct err *e);

/* Writes it as a line: owner, prefix, delimiter. */
void imap_namespace_line(const struct imap_namespace *one, struct out *out);

/* A mailbox was listed: the namespaces that it is in are too. */
void imap_namespaces_note(struct imap_namespaces *ns, struct str name);

/* The next one that was not, has a prefix, and is not within another of these;
   it counts as listed now.  NULL when there is none. */
const struct imap_namespace *imap_namespaces_next(
    struct imap_namespaces *ns);

#endif
