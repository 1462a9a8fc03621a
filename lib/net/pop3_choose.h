/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_CHOOSE_H
#define NET_POP3_CHOOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/pop3.h"
#include "net/pop3_selector.h"
#include "store/journal.h"

/* What becomes of a message: it is retrieved, deleted unread, or neither. */
enum pop3_fate { POP3_FETCH, POP3_REMOVE, POP3_SKIP };

/* A message that a selector names. */
struct pop3_target {
	size_t selector;         /* the first that does */
	uint64_t number, octets; /* 0 octets: not known */
	size_t entry;            /* in the journal; JOURNAL_NONE */
	enum pop3_fate fate;     /* the caller's, POP3_FETCH */
	bool done;               /* the caller's mark, false */
};

/* Each once, in the order of the operands, those of one by number. */
struct pop3_targets {
	struct pop3_target *v;
	size_t n, cap;

	/* Set by the caller: what was taken before, or NULL, and whether new
	   UIDLs of all messages are taken as they are. */
	struct journal *journal;
	bool accept;
};

void pop3_targets_free(struct pop3_targets *t);

/*
 * Asks for the listings that are needed to tell what the selectors name, for
 * numbers alone, without a journal, none: then the server knows best.  What was
 * in *t is forgotten.  0, or -1: 69 for UIDLs if the server has none, and
 * what journal_list_end says.
 */
int pop3_choose(struct pop3 *p, struct pop3_selectors *s,
    struct pop3_targets *t, struct err *e);

#endif
