/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_WATCH_FILE_H
#define NET_IMAP_WATCH_FILE_H

#include "base/err.h"
#include "net/imap_boxes.h"
#include "net/imap_watch.h"

/*
 * What is known of mailboxes, from one run to the next: a line for each, with
 * its UIDVALIDITY and UIDNEXT, how many messages it has, and its name as the
 * server has it: "v1699.124 56 INBOX".
 */

/* Reads the file: watch[i] is about b->v[i], and of a mailbox that is not in
   it, or if there is no file, all messages are new.  0, or -1: 65 for another
   file, 66, 74. */
int imap_watch_load(const char *path, const struct imap_boxes *b,
    struct imap_watch *watch, struct err *e);

/* Writes it anew, as base/replace.h does. */
int imap_watch_save(const char *path, const struct imap_boxes *b,
    const struct imap_watch *watch, struct err *e);

#endif
