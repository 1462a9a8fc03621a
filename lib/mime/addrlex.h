/* SPDX-License-Identifier: ISC */
#ifndef MIME_ADDRLEX_H
#define MIME_ADDRLEX_H

#include <stdbool.h>

#include "base/str.h"

/* The tokens of an address list (RFC 5322 3.2). */
enum addrlex_kind {
	ADDRLEX_END,
	ADDRLEX_ATOM,    /* any run of bytes that are not special */
	ADDRLEX_QUOTED,  /* with its quotes */
	ADDRLEX_LITERAL, /* of a domain, with its brackets */
	ADDRLEX_SPECIAL  /* one character */
};

struct addrlex_token {
	enum addrlex_kind kind;
	struct str text;
	bool spaced; /* blanks or comments stand before it */
};

struct addrlex {
	struct str rest;    /* not yet read */
	struct str comment; /* the last one that was passed, with its () */
	const char *defect; /* the first since somebody set it to NULL */
};

struct addrlex_token addrlex_next(struct addrlex *lex);

/* Makes t, the last token, the next one again. */
void addrlex_back(struct addrlex *lex, const struct addrlex_token *t);

/* Whether it is the special character c. */
bool addrlex_is(const struct addrlex_token *t, char c);

#endif
