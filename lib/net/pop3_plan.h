/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_PLAN_H
#define NET_POP3_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/pop3_choose.h"

/* What is wished of the messages that were named. */
struct pop3_wish {
	bool only_new;      /* not those that were taken before */
	bool to_delete;     /* what was delivered is deleted */
	bool has_days;
	uint64_t days;      /* so old is what was taken when it is deleted */
	uint64_t at_most;   /* so many are retrieved */
	uint64_t largest;   /* of so many octets */
	const char *filter; /* a command that sees the header; NULL */
	bool top;           /* the header, and so many lines */
	uint64_t lines;
};

/*
 * Decides the fate of the targets, but for what the filter says; now is the
 * time.  Returns how many are passed over because they have no UIDL, so that
 * it cannot be told whether they were taken before.
 */
size_t pop3_plan(struct pop3_targets *t, const struct pop3_wish *w,
    int64_t now);

#endif
