/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_BOX_H
#define NET_POP3_BOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The octets of a message whose size the server did not say. */
#define POP3_OCTETS_UNKNOWN UINT64_MAX

struct pop3_message {
	uint64_t number, octets;
	bool named; /* UIDL told of it too */
};

/* The messages that LIST told of. */
struct pop3_box {
	struct pop3_message *v;
	size_t n, cap;
	size_t named;  /* so many of them UIDL told of too */
	size_t strays; /* and of so many others */
	uint64_t uidls; /* the octets of all UIDLs */
};

#define POP3_BOX_INIT {NULL, 0, 0, 0, 0, 0}

void pop3_box_free(struct pop3_box *box);
void pop3_box_add(struct pop3_box *box, uint64_t number, uint64_t octets);

/* Puts them in the order of their numbers and keeps one of equal
   ones: to be called once, before pop3_box_find. */
void pop3_box_sort(struct pop3_box *box);

/* The message of that number, or NULL. */
struct pop3_message *pop3_box_find(const struct pop3_box *box,
    uint64_t number);

#endif
