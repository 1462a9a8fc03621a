/* SPDX-License-Identifier: ISC */
#ifndef MIME_ADDR_H
#define MIME_ADDR_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "mime/addrlex.h"

enum addr_item {
	ADDR_END,
	ADDR_MAILBOX,  /* name and address */
	ADDR_GROUP,    /* a group begins: name; its mailboxes follow */
	ADDR_GROUP_END
};

/*
 * Walks an address list (RFC 5322 3.4, with the obsolete forms of 4.4 and
 * the UTF-8 of RFC 6532), the value of a field such as To, folded or not.
 * Comments and routes are dropped.  Takes linear time, whatever the list.
 *
 * The name is text: quotes, escapes and folds are undone, encoded words
 * (RFC 2047) are not, for what they decode to can never be an address.  It
 * is the phrase before the address, or else the last comment, or empty.
 * The address is an addr-spec without comments and blanks, its local part
 * quoted where the list has it so; without an @ it is a local part alone.
 */
struct addr_list {
	struct buf name, address; /* of this item, until the next addr_next */
	const char *defect; /* what is malformed in this item, or NULL */
	bool in_group;
	struct addrlex lex;
};

/* Begins a walk; the value stays the caller's and must outlive it. */
void addr_init(struct addr_list *list, struct str value);
void addr_free(struct addr_list *list);

/*
 * The next item.  What is malformed is read as well as it can be and comes
 * with a defect (ADDR_END may have one too); the address is then perhaps
 * empty, and not fit to be written to.
 */
enum addr_item addr_next(struct addr_list *list);

#endif
