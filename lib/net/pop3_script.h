/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_SCRIPT_H
#define NET_POP3_SCRIPT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "net/pop3.h"

/* Where the text of an answer goes. */
enum pop3_sink { POP3_SHOWN, POP3_TO_FILE, POP3_TO_COMMAND };

/* A line of a pop3sh session; the slice is of the line. */
struct pop3_script {
	bool is_empty; /* nothing is to be done; or a comment */
	bool is_help;
	bool may_fail; /* a "-" stood before it */
	struct pop3_request request;
	enum pop3_sink sink;
	struct str target; /* the file, or the command for sh(1) */
};

/*
 * Reads a line: a command of RFC 1939 or CAPA in letters of any case, its
 * numbers, and behind those whose answer is a text "> file" or "| command".
 * 0, or -1: status 64.
 */
int pop3_script_read(struct str line, struct pop3_script *s, struct err *e);

/* A line about each command. */
extern const char pop3_script_help[];

#endif
