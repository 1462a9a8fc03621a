/* SPDX-License-Identifier: ISC */
#ifndef MIME_MSGOUT_H
#define MIME_MSGOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/out.h"
#include "base/str.h"
#include "mime/mbox.h"

/* A message up to this size is written only when all of it is there. */
#define MSGOUT_HOLD ((size_t)1024 * 1024)

/*
 * Messages that arrive piece by piece, on their way to stdout: one that was
 * named singly as it is, unless it begins with "From ", all others as an
 * mbox.  Of one that is cut short nothing is written if it was small.
 */
struct msgout {
	struct out *out;
	bool single;
	int64_t when;       /* the time of delivery, for the mbox */
	struct buf held;    /* what came of the message and is not written */
	bool begun;         /* a part of the message is written */
	bool in_mbox;
	struct mbox_writer mbox;
};

void msgout_init(struct msgout *m, struct out *out, bool single,
    int64_t when);
void msgout_free(struct msgout *m);

/* Begins a message; what was held of one that did not end is forgotten. */
void msgout_begin(struct msgout *m);

/* Adds bytes, with LF line ends. */
void msgout_add(struct msgout *m, struct str piece);

/* Ends the message.  False if it is empty: that is no message, and nothing
   was written. */
bool msgout_end(struct msgout *m);

#endif
