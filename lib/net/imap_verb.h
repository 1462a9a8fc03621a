/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_VERB_H
#define NET_IMAP_VERB_H

#include "net/imap_script.h"

/* A command of imapsh; lib/net/imap_script.c reads the line that it is in. */
struct imap_verb {
	const char *word;
	enum imap_deed deed;
	size_t min, max; /* operands */
	bool once;       /* doing it again does something else */
	int (*read)(struct imap_script *s, const char *name, struct err *e);
	const char *name;  /* of the command on the wire */
	const char *shown; /* see struct imap_script */
};

/* In any case; NULL if there is none of that name. */
const struct imap_verb *imap_verb_find(const char *word);

#endif
