/* SPDX-License-Identifier: ISC */
#ifndef BASE_LINE_H
#define BASE_LINE_H

#include "base/buf.h"
#include "base/in.h"

/*
 * Reads one line of at most max bytes into *line, without its LF or CRLF;
 * the last one may lack its line end.  Returns 1 for a line, 0 at the end
 * of the input, -1 on an error (status 65 when the line is longer).
 */
int line_read(struct in *in, struct buf *line, size_t max, struct err *e);

#endif
