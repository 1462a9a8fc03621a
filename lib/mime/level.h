/* SPDX-License-Identifier: ISC */
#ifndef MIME_LEVEL_H
#define MIME_LEVEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum part_kind {
	PART_LEAF,      /* data, or what is not looked into */
	PART_MULTIPART, /* RFC 2046 5.1 */
	PART_MESSAGE    /* message/rfc822, RFC 2046 5.2.1 */
};

/* A part that is open. */
struct level {
	enum part_kind kind;
	bool is_body;          /* of a message */
	bool digest;           /* its parts are messages: RFC 2046 5.1.5 */
	uint64_t children;     /* begun so far */
	unsigned int defects;
	size_t number;         /* private: where its number begins, ... */
	size_t prefix, prefix_end; /* ... and that before its parts' */
};

/* The open parts, each in the one before it. */
struct levels {
	struct level *list;
	size_t n, cap;
	struct buf numbers;
};

void levels_free(struct levels *all);

/* The innermost, or NULL. */
struct level *levels_top(const struct levels *all);

/* Opens a part within the innermost, and numbers it as IMAP does (RFC 9051
   6.4.5); a multipart that is the body of a message is "TEXT". */
struct level *levels_push(struct levels *all, enum part_kind kind);
void levels_pop(struct levels *all);

/* The innermost one's number, good until a part is opened. */
struct str levels_number(const struct levels *all);

#endif
