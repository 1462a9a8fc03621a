/* SPDX-License-Identifier: ISC */
#ifndef BASE_POUR_H
#define BASE_POUR_H

#include "base/err.h"
#include "base/out.h"
#include "base/sink.h"
#include "base/spool.h"

/* All that a spool holds, from the front: 0, or -1, 74.  What becomes of out
   its flush will say. */
int pour(struct spool *spool, struct out *out, struct err *e);

/* The same as text for people, which ends with its line. */
int pour_visible(struct spool *spool, struct out *out, struct err *e);

/* The same into a sink, which is closed then, as sink_close, or dropped. */
int pour_sink(struct spool *spool, struct sink *sink, struct err *e);

#endif
