/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_SELECTOR_H
#define NET_IMAP_SELECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "net/imap_set.h"
#include "net/selector.h"

/* One operand that names messages: 123, 100:200, 100:*, last:5, all, new. */
struct imap_selector {
	enum selector_kind kind;
	uint32_t first, last; /* the UIDs of a range; UINT32_MAX for the "*" */
	uint32_t count;       /* of last:5 */
	bool single;          /* it is one UID */
	bool hit;             /* it has matched, or need not */
};

/* The operands, in their order. */
struct imap_selectors {
	struct imap_selector *v;
	size_t n, cap;
	uint32_t validity; /* the UIDVALIDITY that they carry; 0: none */
};

#define IMAP_SELECTORS_INIT {NULL, 0, 0, 0}

void imap_selectors_free(struct imap_selectors *s);

/* Adds an operand, of several with commas between them; "v1699." before a
   UID is the UIDVALIDITY it belongs to.  0, or -1: status 64, also for two
   different UIDVALIDITYs. */
int imap_selectors_add(struct imap_selectors *s, struct str text,
    struct err *e);

/* Adds the UIDs in the first column of a line, as imaplist prints it.  0, or
   -1: 64. */
int imap_selectors_add_row(struct imap_selectors *s, struct str row,
    struct err *e);

/* Adds operands up to a NULL; "-" stands for such lines on stdin. */
int imap_selectors_add_operands(struct imap_selectors *s,
    char *const *operands, struct err *e);

/* For a program that keeps no journal to tell what is new: 0, or -1: 64 if
   there is a "new". */
int imap_selectors_refuse_new(const struct imap_selectors *s, struct err *e);

/* Whether there is one selector, which is one UID; whether there is one of
   that kind. */
bool imap_selectors_is_single(const struct imap_selectors *s);
bool imap_selectors_have(const struct imap_selectors *s,
    enum selector_kind kind);

/* Compares with the UIDVALIDITY of the mailbox; for one that came without
   it is 0.  0, or -1: status 1, for then these messages are gone. */
int imap_selectors_check(const struct imap_selectors *s, uint32_t validity,
    struct err *e);

/* What to ask the server for: adds to *asked the UIDs that may be meant, all
   of them for last:5 and all, those from first_new on for new. */
void imap_selectors_ask(const struct imap_selectors *s, uint32_t first_new,
    struct imap_set *asked);

/*
 * Adds to *chosen, which is sorted then, the UIDs that are meant and that
 * there are: box, sorted, is what the server has of those asked for.  The
 * selectors that meet any are marked as hit.
 */
void imap_selectors_choose(struct imap_selectors *s, uint32_t first_new,
    const struct imap_set *box, struct imap_set *chosen);

/* Whether there is a selector from *at on, which it moves past it, that
   should have matched and did not: *e says so. */
bool imap_selectors_missed(const struct imap_selectors *s, size_t *at,
    struct err *e);

#endif
