/* SPDX-License-Identifier: ISC */
#ifndef MIME_UNPACK_H
#define MIME_UNPACK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/out.h"
#include "base/spool.h"
#include "mime/decode.h"
#include "mime/part.h"
#include "mime/save.h"

/*
 * Gives the decoded parts of messages away, either each attachment to a file
 * of its own, whose path is written to out, or each leaf to a command.  An
 * attached message is given as a whole too, behind what it holds; but one
 * within that is not, or many in each other would fill the disk.
 */
struct unpack {
	struct out *out;
	const char *command;  /* or NULL: files */
	const char *dir;
	struct save save;
	unsigned int defects; /* of the data that was decoded */
	bool failed;          /* a command did not exit 0 */

	/* private */
	struct decode decode;
	struct out pipe;      /* to the command */
	struct save_file file;
	struct buf name, path;
	pid_t pid;
	bool reading;
	bool in_message;          /* within an attached message, ... */
	size_t depth;             /* ... which is a part of this depth, */
	struct buf header;        /* with this header */
	struct entity entity;
	struct save_file whole;   /* the message for a file, ... */
	struct spool spool;       /* ... and for a command */
};

/* Files below dir, or, if that is NULL, a command; 0, or -1: status 73. */
int unpack_init(struct unpack *u, struct out *out, const char *dir,
    const char *command, struct err *e);
void unpack_free(struct unpack *u);

/* Takes an event of the reader, in the message of that number.  0, or -1:
   status 71, 73, 74. */
int unpack_event(struct unpack *u, const struct part_reader *r, int event,
    uint64_t message, struct err *e);

/* Takes away a file that is not whole. */
void unpack_abandon(struct unpack *u);

#endif
