/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_SCRIPT_H
#define NET_POP3_SCRIPT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/redirect.h"
#include "base/str.h"
#include "base/words.h"
#include "net/pop3.h"

/* A line of a pop3sh session; to is of the line, or its own, until the next
   one. */
struct pop3_script {
	bool is_empty; /* nothing is to be done; or a comment */
	bool is_help;
	bool may_fail; /* a "-" stood before it */
	struct pop3_request request;
	struct redirect_to to; /* where the text of the answer goes */
	struct words words;    /* private */
};

void pop3_script_init(struct pop3_script *s);
void pop3_script_free(struct pop3_script *s);

/*
 * Reads a line: a command of RFC 1939 or CAPA in letters of any case, its
 * numbers, and behind those whose answer is a text what redirect_read reads.
 * 0, or -1: status 64.
 */
int pop3_script_read(struct str line, struct pop3_script *s, struct err *e);

/* A line about each command. */
extern const char pop3_script_help[];

#endif
