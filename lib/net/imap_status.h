/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_STATUS_H
#define NET_IMAP_STATUS_H

#include <stdint.h>

#include "base/str.h"

enum imap_word { IMAP_OK, IMAP_NO, IMAP_BAD, IMAP_BYE, IMAP_PREAUTH };

/* A status response (RFC 9051 7.1); the slices are of its line. */
struct imap_status {
	enum imap_word word;
	struct str code; /* "UIDNEXT" of [UIDNEXT 4392] */
	struct str args; /* what stands behind it: "4392" */
	struct str text; /* for people */
};

/* Reads what stands behind the word: a code in brackets, a text.  Both may
   be missing. */
void imap_status_read(struct imap_status *s, enum imap_word word,
    struct str line);

/* Which word it is, in any case; -1 for none of them. */
int imap_status_word(struct str word);

/*
 * The exit status that the response code of a NO means (RFC 5530 3): 75 for
 * UNAVAILABLE, INUSE, LIMIT, SERVERBUG and EXPUNGEISSUED; 77 for
 * AUTHENTICATIONFAILED, AUTHORIZATIONFAILED, EXPIRED and PRIVACYREQUIRED;
 * 69 for NOPERM, CONTACTADMIN, OVERQUOTA, CANNOT, CLIENTBUG, CORRUPTION,
 * ALREADYEXISTS, TOOBIG and BADCHARSET; 1 for NONEXISTENT and TRYCREATE;
 * otherwise fallback.
 */
int imap_status_exit(const struct imap_status *s, int fallback);

/* The number in the arguments; 0 if there is none. */
uint64_t imap_status_number(const struct imap_status *s);

#endif
