/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_SELECTOR_H
#define NET_POP3_SELECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "net/pop3_box.h"
#include "net/selector.h"

/* One operand that names messages: 3, 2-9, last:5, all, new, u:UIDL. */
struct pop3_selector {
	enum selector_kind kind;
	uint64_t first, last; /* of last:5 only when it is bound */
	uint64_t count;       /* of last:5 */
	struct buf uidl;      /* without what made it visible */
	bool single;          /* it names one message: a number, a UIDL */
	bool must_hit;        /* finding nothing is a failure */
	bool hit;             /* it has matched */
};

/* The operands, in their order. */
struct pop3_selectors {
	struct pop3_selector *v;
	size_t n, cap;
	struct pop3_selector **order; /* for pop3_selectors_match */
	size_t n_uidl;           /* so many of them have a UIDL */
};

#define POP3_SELECTORS_INIT {NULL, 0, 0, NULL, 0}

void pop3_selectors_free(struct pop3_selectors *s);

/* Adds an operand.  A UIDL is written as vis_field prints it.  0, or -1:
   status 64. */
int pop3_selectors_add(struct pop3_selectors *s, struct str text,
    struct err *e);

/* Adds the UIDL of a line with the columns of pop3list.  0, or -1: 65. */
int pop3_selectors_add_row(struct pop3_selectors *s, struct str row,
    struct err *e);

/* Adds operands up to a NULL; "-" stands for such lines on stdin. */
int pop3_selectors_add_operands(struct pop3_selectors *s, char *const *operands,
    struct err *e);

/* Whether there is one selector, which names one message. */
bool pop3_selectors_is_single(const struct pop3_selectors *s);

/* Whether all are numbers, for which no listing is needed; whether there is
   one for which UIDLs are. */
bool pop3_selectors_are_numbers(const struct pop3_selectors *s);
bool pop3_selectors_need_uidl(const struct pop3_selectors *s);

/* Whether there is a "new", and it must be known what was taken before. */
bool pop3_selectors_need_journal(const struct pop3_selectors *s);

/* Whether there is one that means other messages when the numbers have
   changed: 3, 2-9, last:5. */
bool pop3_selectors_use_numbers(const struct pop3_selectors *s);

/* Says which messages there are, before pop3_selectors_match: nothing has been
   hit then.  Can be called again, for another listing. */
void pop3_selectors_bind(struct pop3_selectors *s, const struct pop3_box *box);

/*
 * The index of the first selector that takes this message, s->n if none
 * does.  All that do are marked as hit.  uidl is not looked at if its p is
 * NULL; is_new says that it was not taken before.
 */
size_t pop3_selectors_match(struct pop3_selectors *s, uint64_t number,
    struct str uidl, bool is_new);

/* Whether there is a selector from *at on, which it moves past it, that
   should have matched and did not: *e says so. */
bool pop3_selectors_missed(const struct pop3_selectors *s, size_t *at,
    struct err *e);

/* Adds the text of a selector, for a message. */
void pop3_selector_name(const struct pop3_selector *one, struct buf *b);

#endif
