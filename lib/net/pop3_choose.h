/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_CHOOSE_H
#define NET_POP3_CHOOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/pop3.h"
#include "net/selector.h"

/* A message that a selector names. */
struct pop3_target {
	size_t selector;         /* the first that does */
	uint64_t number, octets; /* 0 octets: not known */
	bool done;               /* the caller's mark, false */
};

/* Each once, in the order of the operands, those of one by number. */
struct pop3_targets {
	struct pop3_target *v;
	size_t n, cap;
};

#define POP3_TARGETS_INIT {NULL, 0, 0}

void pop3_targets_free(struct pop3_targets *t);

/*
 * Asks for the listings that are needed to tell what the selectors name, for
 * numbers alone none: then the server knows best.  What was in *t is
 * forgotten.  0, or -1: 69 for UIDLs if the server has none.
 */
int pop3_choose(struct pop3 *p, struct selectors *s, struct pop3_targets *t,
    struct err *e);

#endif
