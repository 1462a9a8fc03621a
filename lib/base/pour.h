/* SPDX-License-Identifier: ISC */
#ifndef BASE_POUR_H
#define BASE_POUR_H

#include "base/err.h"
#include "base/out.h"
#include "base/redirect.h"
#include "base/spool.h"

/* All that a spool holds, from the front: 0, or -1, 74.  What becomes of out
   its flush will say. */
int pour(struct spool *spool, struct out *out, struct err *e);

/* The same as text for people, which ends with its line. */
int pour_visible(struct spool *spool, struct out *out, struct err *e);

/* The same to a file or a command, closed then as redirect_close, or
   dropped. */
int pour_redirect(struct spool *spool, struct redirect *to, struct err *e);

#endif
