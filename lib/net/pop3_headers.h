/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_HEADERS_H
#define NET_POP3_HEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "mime/header.h"
#include "net/pop3.h"

/* What is more than this is no header, even with a body behind it. */
#define POP3_TOP_MAX (16 * HEADER_MAX)

/* The headers of messages (TOP, RFC 1939 7), many of them at once. */
struct pop3_headers {
	size_t asked; /* so many */
	struct header header;
	struct pop3 *session; /* private */
};

/* The session is open, and stays the caller's. */
void pop3_headers_init(struct pop3_headers *h, struct pop3 *session);
void pop3_headers_free(struct pop3_headers *h);

/* Whether the server has TOP, if it says what it has: 0, or -1: 69. */
int pop3_headers_check(const struct pop3 *p, struct err *e);

/* Asks for one; false if an answer is to be read first. */
bool pop3_headers_ask(struct pop3_headers *h, uint64_t number);

/* Reads the next one into h->header.  1; 0 if it was refused: *e says why,
   and it is empty; -1. */
int pop3_headers_next(struct pop3_headers *h, struct err *e);

#endif
