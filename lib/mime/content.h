/* SPDX-License-Identifier: ISC */
#ifndef MIME_CONTENT_H
#define MIME_CONTENT_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/in.h"
#include "base/out.h"
#include "base/spool.h"
#include "base/str.h"
#include "mime/flow.h"
#include "mime/header.h"
#include "mime/textscan.h"

/* How the bytes of a part are written. */
enum content_encoding {
	CONTENT_7BIT,
	CONTENT_8BIT,
	CONTENT_QP,
	CONTENT_BASE64_TEXT, /* line ends as CRLF: RFC 2045 6.8 */
	CONTENT_BASE64       /* the bytes as they are */
};

/* The bytes of one part: a file of any size that is read when its turn
   comes, or a text that was read whole. */
struct content {
	const char *name; /* of the file, for errors; not owned */
	int fd;           /* -1: none, or owned, but for stdin */
	struct in in;     /* begins with the first block */
	off_t end;        /* of a regular file when it was opened; else 0 */
	bool opened, spooled;
	bool flowed;      /* set before content_spool: as format=flowed */
	struct spool spool;
	struct flow flow;
	struct textscan scan; /* of all that was spooled */
};

/* For content_close at any time. */
void content_init(struct content *c);
void content_close(struct content *c);

/* Opens the file (path "-": stdin; it must outlive c), and reads its first
   block.  0, or -1: status 66, 74. */
int content_open(struct content *c, const char *path, struct err *e);

/* As content_open for bytes that are ours: they are copied to the spool. */
int content_set(struct content *c, struct str text, struct err *e);

/* Takes the From_ line off the front, if there is one: what mailboxes put
   before a message is no part of it. */
void content_drop_mbox_line(struct content *c);

/* What was read so far and not yet written, to judge it by. */
struct str content_head(const struct content *c);

/* Reads the next block if the last one was taken, as in_more; -1 with status
   66 too when the file is not what it was when it was opened. */
int content_more(struct content *c, struct err *e);

/*
 * Reads all of it, from the charset into UTF-8 unless that is NULL.  0, or
 * -1: status 65 for bytes that the charset does not have or an unknown
 * charset, 66, 74.
 */
int content_spool(struct content *c, const char *charset, struct err *e);

/* Reads the header section of what was spooled.  0, or -1: 74. */
int content_header(struct content *c, struct header *h, struct err *e);

/* Whether the text, spooled, holds this somewhere: 1, 0, or -1: 74. */
int content_has(struct content *c, struct str needle, struct err *e);

/* Writes it; all but CONTENT_BASE64 must be spooled.  0, or -1: status 66,
   74. */
int content_write(struct content *c, enum content_encoding how,
    struct out *out, struct err *e);

#endif
