/* SPDX-License-Identifier: ISC */
#ifndef NET_TRACE_H
#define NET_TRACE_H

#include "base/str.h"
#include "net/conn.h"

/*
 * A trace for a struct conn: trace_arg is the struct out that gets each line
 * at once, its control bytes made visible, behind "C: " for the client, "S: "
 * for the server and "* " for a remark.
 */
void trace_line(void *out, enum conn_side side, struct str text);

#endif
