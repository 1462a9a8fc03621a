/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_SET_H
#define NET_IMAP_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* A command line that servers take (RFC 7162 4), less what stands around a
   set. */
#define IMAP_SET_OCTETS ((size_t)8000)

/* Numbers of messages from first to last, neither of them 0. */
struct imap_range {
	uint32_t first, last;
};

/* UIDs, or other numbers of messages: after imap_set_sort ascending, without
   overlaps, as few ranges as can be. */
struct imap_set {
	struct imap_range *v;
	size_t n, cap;
};

#define IMAP_SET_INIT {NULL, 0, 0}

void imap_set_free(struct imap_set *s);

/* Adds a range, cheaply where it goes on with what was added last. */
void imap_set_add(struct imap_set *s, uint32_t first, uint32_t last);
void imap_set_sort(struct imap_set *s);

/* Adds one to a sorted set, which stays so. */
void imap_set_insert(struct imap_set *s, uint32_t number);

/* Adds all of another one. */
void imap_set_add_all(struct imap_set *s, const struct imap_set *other);

/* Of a sorted set: whether it holds this one; whether any of a range; how
   many it holds. */
bool imap_set_has(const struct imap_set *s, uint32_t number);
bool imap_set_meets(const struct imap_set *s, uint32_t first, uint32_t last);
uint64_t imap_set_count(const struct imap_set *s);

/* Adds to *both what two sorted sets share; to *rest what a has and b has
   not. */
void imap_set_intersect(const struct imap_set *a, const struct imap_set *b,
    struct imap_set *both);
void imap_set_subtract(const struct imap_set *a, const struct imap_set *b,
    struct imap_set *rest);

/* Adds "1:3,7" for as many ranges from *at on as max octets can hold, at
   least one, and moves *at behind them: false when there was none left. */
bool imap_set_write(const struct imap_set *s, size_t *at, struct buf *b,
    size_t max);

/* Reads a number of RFC 9051 9, nz-number: false if it is none. */
bool imap_set_number(struct str text, uint32_t *number);

/* Adds the numbers of a text such as "7,3:1" (RFC 9051 9: sequence-set,
   without "*").  0, or -1 for another text. */
int imap_set_read(struct imap_set *s, struct str text);

/*
 * Goes through such a text in its own order, as COPYUID needs it
 * (RFC 4315 3); a range goes upwards whichever end is named first.
 */
struct imap_numbers {
	struct str rest;
	struct imap_range range;
	bool within;
};

void imap_numbers_init(struct imap_numbers *n, struct str text);

/* 1 for the next number, 0 at the end, -1 for a wrong text.  There may be
   four thousand million of them. */
int imap_numbers_next(struct imap_numbers *n, uint32_t *number);

#endif
