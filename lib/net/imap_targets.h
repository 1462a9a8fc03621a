/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_TARGETS_H
#define NET_IMAP_TARGETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/imap_set.h"
#include "net/retr_wish.h"
#include "store/journal.h"

/* What becomes of a message. */
enum imap_fate {
	IMAP_FETCH,  /* it is retrieved */
	IMAP_SKIP,   /* nothing */
	IMAP_REMOVE  /* it is deleted, or moved, without being retrieved */
};

struct imap_target {
	uint32_t uid;
	uint64_t octets; /* as the server says; 0: not known */
	size_t entry;    /* in the journal, or JOURNAL_NONE */
	enum imap_fate fate;
};

/* The messages of one run, ascending. */
struct imap_targets {
	struct imap_target *v;
	size_t n, cap;
	struct journal *journal; /* NULL: none */
};

void imap_targets_free(struct imap_targets *t);

/* Adds one, to be fetched; the UIDs need not ascend before
   imap_targets_sort, which drops what is there twice. */
struct imap_target *imap_targets_add(struct imap_targets *t, uint32_t uid,
    uint64_t octets);
void imap_targets_sort(struct imap_targets *t);

/* NULL if there is none with that UID; they are sorted. */
struct imap_target *imap_targets_find(const struct imap_targets *t,
    uint32_t uid);

/* Adds to *set the UIDs of those with that fate. */
void imap_targets_with(const struct imap_targets *t, enum imap_fate fate,
    struct imap_set *set);

/* Gives each its entry in the journal.  chosen are the UIDs that are meant:
   all others are to be skipped. */
void imap_targets_journal(struct imap_targets *t,
    const struct imap_set *chosen);

/* Decides about each, but for the filter. */
void imap_targets_plan(struct imap_targets *t, const struct retr_wish *w,
    int64_t now);

#endif
