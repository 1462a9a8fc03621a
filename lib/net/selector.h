/* SPDX-License-Identifier: ISC */
#ifndef NET_SELECTOR_H
#define NET_SELECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/in.h"
#include "base/str.h"
#include "net/pop3_box.h"

enum selector_kind {
	SELECTOR_RANGE,
	SELECTOR_LAST,
	SELECTOR_NEW,
	SELECTOR_UIDL
};

/* One operand that names messages: 3, 2-9, last:5, all, new, u:UIDL. */
struct selector {
	enum selector_kind kind;
	uint64_t first, last; /* of last:5 only when it is bound */
	uint64_t count;       /* of last:5 */
	struct buf uidl;      /* without what made it visible */
	bool single;          /* it names one message: a number, a UIDL */
	bool must_hit;        /* finding nothing is a failure */
	bool hit;             /* it has matched */
};

/* The operands, in their order. */
struct selectors {
	struct selector *v;
	size_t n, cap;
	struct selector **order; /* for selectors_match */
	size_t n_uidl;           /* so many of them have a UIDL */
};

#define SELECTORS_INIT {NULL, 0, 0, NULL, 0}

void selectors_free(struct selectors *s);

/* Adds an operand.  A UIDL is written as vis_field prints it.  0, or -1:
   status 64. */
int selectors_add(struct selectors *s, struct str text, struct err *e);

/*
 * Adds the UIDLs of a list with the columns of pop3list, with its header
 * line or without.  0, or -1: status 65 for a line without a UIDL, or what
 * reading it gave.
 */
int selectors_read(struct selectors *s, struct in *in, struct err *e);

/* Adds operands up to a NULL; "-" stands for such a list on stdin. */
int selectors_add_operands(struct selectors *s, char *const *operands,
    struct err *e);

/* Whether there is one selector, which names one message. */
bool selectors_is_single(const struct selectors *s);

/* Whether all are numbers, for which no listing is needed; whether there is
   one for which UIDLs are. */
bool selectors_are_numbers(const struct selectors *s);
bool selectors_need_uidl(const struct selectors *s);

/* Whether there is a "new", and it must be known what was taken before. */
bool selectors_need_journal(const struct selectors *s);

/* Whether there is one that means other messages when the numbers have
   changed: 3, 2-9, last:5. */
bool selectors_use_numbers(const struct selectors *s);

/* Says which messages there are, before selectors_match: nothing has been
   hit then.  Can be called again, for another listing. */
void selectors_bind(struct selectors *s, const struct pop3_box *box);

/*
 * The index of the first selector that takes this message, s->n if none
 * does.  All that do are marked as hit.  uidl is not looked at if its p is
 * NULL; is_new says that it was not taken before.
 */
size_t selectors_match(struct selectors *s, uint64_t number, struct str uidl,
    bool is_new);

/* Whether there is a selector from *at on, which it moves past it, that
   should have matched and did not; *name becomes its text: "7", "u:...". */
bool selectors_missed(const struct selectors *s, size_t *at,
    struct buf *name);

/* Adds the text of a selector, for a message. */
void selector_name(const struct selector *one, struct buf *b);

#endif
