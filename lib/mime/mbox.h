/* SPDX-License-Identifier: ISC */
#ifndef MIME_MBOX_H
#define MIME_MBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/out.h"
#include "base/str.h"

/*
 * Writes messages as an mbox in mboxrd form: a From_ line, the message with
 * one > more before each line that is >*From_, an empty line.
 */
struct mbox_writer {
	struct out *out;
	bool at_start;   /* at the start of a line, or behind its >s */
	bool line_empty; /* no byte of the line was written yet */
	size_t matched;  /* how much of "From " waits to be written */
};

/* Begins a message: envelope sender (empty: MAILER-DAEMON; blanks and
   control bytes in it become _) and time of delivery, written in UTC. */
void mbox_begin(struct mbox_writer *w, struct out *out, struct str sender,
    int64_t when);

/* Adds bytes of the message, in pieces of any size. */
void mbox_add(struct mbox_writer *w, const void *p, size_t n);

/* Ends the message; its last line gets a line end if it has none. */
void mbox_end(struct mbox_writer *w);

#endif
