/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_QUOTA_H
#define NET_IMAP_QUOTA_H

#include "base/err.h"
#include "base/out.h"
#include "net/imap.h"

/*
 * Reads the data of a QUOTA (RFC 9208 4.2.1) whose beginning imap_reply gave,
 * and writes a line for each resource: the root, which may be empty, STORAGE
 * (in KiB) or MESSAGE or another, what is used, and the limit.  0, or -1.
 */
int imap_quota_show(struct imap *s, struct out *out, struct err *e);

#endif
