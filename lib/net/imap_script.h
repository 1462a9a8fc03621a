/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_SCRIPT_H
#define NET_IMAP_SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/redirect.h"
#include "base/str.h"
#include "base/words.h"

/* What a line of an imapsh session wants. */
enum imap_deed {
	IMAP_DO_NOTHING,
	IMAP_DO_HELP,
	IMAP_DO_QUIT,
	IMAP_DO_CAPABILITY, /* to be shown what the server offers */
	IMAP_DO_SELECT,     /* box, read_only */
	IMAP_DO_APPEND,     /* box, path */
	IMAP_DO_FETCH,      /* command, of one message: uid; to */
	IMAP_DO_SEARCH,     /* command */
	IMAP_DO_LIST,       /* command; so have the next two */
	IMAP_DO_NAMESPACE,
	IMAP_DO_QUOTA,
	IMAP_DO_COMMAND     /* command, and what is to be shown */
};

/* A line; to and path are of the line, or its own, until the next one. */
struct imap_script {
	enum imap_deed deed;
	bool may_fail;      /* a "-" stood before it */
	bool read_only;
	bool once;          /* doing it again does something else */
	struct buf box;     /* as the server names it */
	const char *path;   /* a file to be read */
	struct buf command; /* as imap_string.h has it, without a tag */
	const char *shown;  /* names of data, with blanks between; "*": all */
	uint32_t validity;  /* that the mailbox must have; 0: any */
	uint32_t uid;
	struct redirect_to to;

	struct words words; /* private */
};

void imap_script_init(struct imap_script *s);
void imap_script_free(struct imap_script *s);

/*
 * Reads the first command of *line and takes it off, with the ; behind it.
 * 0, or -1: status 64; the line is at its end then.
 */
int imap_script_read(struct imap_script *s, struct str *line, struct err *e);

/* Whether data of that name is to be shown, or, for an empty name, a status
   that was not asked for. */
bool imap_script_shows(const struct imap_script *s, struct str name);

/* A line about each command. */
extern const char imap_script_help[];

#endif
