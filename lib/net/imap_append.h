/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_APPEND_H
#define NET_IMAP_APPEND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/progress.h"
#include "base/str.h"
#include "net/imap.h"
#include "net/imap_look.h"
#include "net/imap_message.h"

/* How messages are stored; the slices are not owned. */
struct imap_append {
	struct str box;   /* as the server names it */
	struct str flags; /* "\Seen $Work"; empty: none */
	struct str date;  /* as imap_date_add makes it; empty: now */
	bool may_create;  /* the mailbox, if it is not there */
	struct imap_before *before; /* kept for imap_look; NULL: not wanted */
};

/* What became of one. */
struct imap_stored {
	uint32_t validity, uid; /* its UID; 0: the server does not say */
	bool uncertain; /* behind a -1: it may be there all the same */
};

/*
 * Stores a message (RFC 9051 6.3.12), adding to *progress what is sent.
 * 0, or -1: 1 if the mailbox is not there, 69 if it is refused or larger than
 * what the server takes (RFC 7889), which is then not sent.  After a refusal
 * the session can be used on.
 */
int imap_append(struct imap *s, const struct imap_append *how,
    struct imap_message *m, struct progress *progress,
    struct imap_stored *stored, struct err *e);

/* Stores the message in a file.  Also 65 for one that is empty, and 66. */
int imap_append_file(struct imap *s, struct str box, const char *path,
    bool quiet, struct imap_stored *stored, struct err *e);

#endif
