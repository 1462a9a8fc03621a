/* SPDX-License-Identifier: ISC */
#ifndef NET_CONN_OPEN_H
#define NET_CONN_OPEN_H

#include "base/err.h"
#include "net/conn.h"

/* For conn.c alone: hangs up and says why the connection was lost: what the
   TLS helper or the tunnel has to say of it, else why, which may be NULL.
   What was received can still be taken.  Returns -1: status 75. */
int conn_lost(struct conn *c, const char *why, struct err *e);

#endif
