/* SPDX-License-Identifier: ISC */
#ifndef NET_PROMPT_H
#define NET_PROMPT_H

#include "base/buf.h"

/*
 * Asks a question on /dev/tty and reads one line without showing it, at
 * most max bytes, into *answer, which is empty and is reserved once.  A
 * signal that ends or stops the process finds the terminal as it was.
 * 1, or 0 when there is no terminal or no answer (the end of the input).
 */
int prompt_secret(struct buf *answer, const char *question, size_t max);

#endif
