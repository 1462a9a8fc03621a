/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_PLAN_H
#define NET_POP3_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/pop3_choose.h"
#include "net/retr_wish.h"

/*
 * Decides the fate of the targets, but for what the filter says; now is the
 * time.  Returns how many are passed over because they have no UIDL, so that
 * it cannot be told whether they were taken before.
 */
size_t pop3_plan(struct pop3_targets *t, const struct retr_wish *w,
    int64_t now);

#endif
