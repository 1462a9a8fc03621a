/* SPDX-License-Identifier: ISC */
#ifndef STORE_QUEUE_H
#define STORE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* The bytes of an id, "20261120T214501-0123456789abcdef", with its NUL. */
#define QUEUE_ID_SIZE 33

/* The messages that wait, and those that were given up. */
enum queue_room { QUEUE_WAITING, QUEUE_FAILED, QUEUE_ROOMS };

/*
 * A directory with a file for each message that waits, named by its id; with
 * `failed`, where those lie that were given up; `ID.tmp`, which is being
 * written; and `.lock`.
 */
struct queue {
	char *path;
	int dirs[QUEUE_ROOMS]; /* -1: there is none */
	int lock;              /* -1: not locked by us */
};

/*
 * Opens it, and with make makes it, and what of its path is missing, for its
 * owner alone.  1; 0 when it is not there and is not to be made; or -1: 73,
 * and 78 for a directory that is another's, that others may write, or that is
 * a symbolic link.  queue_close in each case.
 */
int queue_open(struct queue *q, const char *path, bool make, struct err *e);
void queue_close(struct queue *q);

/* Makes this process the only one that runs the queue, until it is closed.
   0, or -1: 75 when another one does, 71, 73. */
int queue_lock(struct queue *q, struct err *e);

/* Removes what writers that have died left half written. */
void queue_clean(const struct queue *q);

/* Ids in the order of time; queue_ids_free gives them back. */
struct queue_ids {
	char (*v)[QUEUE_ID_SIZE];
	size_t n;
};

/* Adds those in one room.  0, or -1: 74. */
int queue_list(const struct queue *q, enum queue_room room,
    struct queue_ids *ids, struct err *e);
void queue_ids_free(struct queue_ids *ids);

/* Whether the text has the form of an id; a new one. */
bool queue_is_id(const char *text);
int queue_new_id(char id[QUEUE_ID_SIZE], struct err *e);

/* Takes an entry away, for good.  1 when that is on the disk, 0 when there
   is none, or -1: 74. */
int queue_remove(const struct queue *q, enum queue_room room,
    const char *id, struct err *e);

/* Moves an entry into the other room.  0, or -1: 73, 74. */
int queue_move(struct queue *q, enum queue_room from, const char *id,
    struct err *e);

/* Puts what was changed in a room on the disk.  0, or -1: 74. */
int queue_sync(const struct queue *q, enum queue_room room, struct err *e);

#endif
