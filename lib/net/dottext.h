/* SPDX-License-Identifier: ISC */
#ifndef NET_DOTTEXT_H
#define NET_DOTTEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A text that ends with a dot on a line of its own, as POP3 (RFC 1939 3) and
 * SMTP (RFC 5321 4.5.2) have it, taken out of the bytes of the
 * connection.  A line ends in CRLF and in nothing else: a bare LF or CR is
 * data, behind it no dot is taken away and no text ends.
 */
struct dottext {
	bool in_line; /* the next byte does not begin a line */
	bool ended;   /* the line that is a dot alone was taken */
};

#define DOTTEXT_INIT {false, false}

/*
 * Turns the n bytes at p, where the text goes on, into text with LF for
 * CRLF and one dot less where a line begins with one; p[0..*made) is the
 * text.  Returns how many bytes that used up.  The rest, at most two while
 * the text has not ended, cannot be told yet: it is to be given again, in
 * front of what comes next.
 */
size_t dottext_undo(struct dottext *t, char *p, size_t n, size_t *made);

#endif
