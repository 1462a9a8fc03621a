/* SPDX-License-Identifier: ISC */
#ifndef MIME_WIRE_H
#define MIME_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * A message as it travels behind DATA (RFC 5321 4.5.2): every CR, LF and
 * CRLF of the text becomes one CRLF, and then a dot is put before each line
 * that begins with one.  So CR and LF are never apart on the wire, and
 * CRLF.CRLF is its end alone, whatever bytes the text has.
 */
struct wire {
	bool in_line;  /* behind the first byte of a line */
	bool after_cr; /* a LF that comes now belongs to that CR */
	bool is_chunk; /* for BDAT: no dot is added, at the end neither */
};

#define WIRE_INIT {false, false, false}

/* The room that n bytes of text may take, and that the end takes. */
#define WIRE_ROOM(n) (2 * (n))
#define WIRE_END_ROOM ((size_t)5)

/* Encodes the next piece of the text, cut wherever it may be, into to, which
   has WIRE_ROOM(text.n).  Returns how many bytes that gave. */
size_t wire_encode(struct wire *w, struct str text, char *to);

/* Ends the last line, if it lacks an end, and the message. */
size_t wire_end(struct wire *w, char *to);

#endif
