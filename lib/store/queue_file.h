/* SPDX-License-Identifier: ISC */
#ifndef STORE_QUEUE_FILE_H
#define STORE_QUEUE_FILE_H

#include <stdint.h>

#include "base/err.h"
#include "mime/outgoing.h"
#include "store/queue.h"
#include "store/queue_entry.h"

/* An entry and its file. */
struct queue_file {
	struct queue_entry entry;
	int fd;
	uint64_t text; /* where its text begins */
};

/*
 * Puts a new entry, its text and its notes into the queue, and sets its size:
 * when this returns 0 all of it is on the disk, and id, of QUEUE_ID_SIZE, is
 * its id.  -1, and then there is nothing: 71, 73, 74.
 */
int queue_add(const struct queue *q, struct queue_entry *x,
    struct outgoing *text, char id[], struct err *e);

/* Opens one to look at it.  1, 0 when it is gone, or -1: 65 when it is
   damaged, 78 when it is of another version, 74.  queue_file_close in each
   case. */
int queue_file_open(struct queue_file *f, const struct queue *q,
    enum queue_room room, const char *id, struct err *e);

/* The same for a change: nobody else may change it until it is closed.  -1
   is 75 when another process has it. */
int queue_file_take(struct queue_file *f, const struct queue *q,
    enum queue_room room, const char *id, struct err *e);
void queue_file_close(struct queue_file *f);

/* Reads its text.  0, or -1: 65, 73, 74. */
int queue_file_read(const struct queue_file *f, struct outgoing *text,
    struct err *e);

/* Writes what may change of f->entry, by one write; with sync it is on the
   disk then.  0, or -1: 74. */
int queue_file_save(const struct queue_file *f, bool sync, struct err *e);

/* Adds notes, made by queue_entry_note, which a full disk may prevent.  0, or
   -1: 74. */
int queue_file_note(const struct queue_file *f, struct str notes,
    struct err *e);

#endif
