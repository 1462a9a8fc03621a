/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_DELETE_H
#define NET_POP3_DELETE_H

#include "base/err.h"
#include "net/pop3.h"
#include "net/pop3_choose.h"

/*
 * Asks for the deletion of the targets that are done, and calls refused for
 * each -ERR, with which that target is done no longer.  Nothing is deleted
 * before pop3_quit.  0, or -1.
 */
int pop3_delete(struct pop3 *p, struct pop3_targets *t,
    void (*refused)(void *arg, const struct pop3_reply *r), void *arg,
    struct err *e);

#endif
