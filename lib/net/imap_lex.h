/* SPDX-License-Identifier: ISC */
#ifndef NET_IMAP_LEX_H
#define NET_IMAP_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Limits of a reply: an atom, a quoted string or a text; the parentheses
   that may be open; and all of its bytes but those of literals. */
#define IMAP_TOKEN_MAX ((size_t)64 * 1024)
#define IMAP_DEPTH_MAX 1000
#define IMAP_REPLY_MAX ((uint64_t)64 * 1024 * 1024)

enum imap_kind {
	IMAP_ATOM,    /* a word: a number, a flag, NIL, BODY[HEADER]<0> too */
	IMAP_QUOTED,  /* without its quotes and backslashes */
	IMAP_LITERAL, /* size octets follow, to be taken by the caller */
	IMAP_OPEN,    /* ( */
	IMAP_CLOSE,   /* ) */
	IMAP_TEXT,    /* behind "+" and the word of a status: all of the line,
	                 of a longer one the first IMAP_TOKEN_MAX bytes */
	IMAP_END      /* the CRLF at the end of the reply */
};

struct imap_token {
	enum imap_kind kind;
	struct str text; /* of the first two and of IMAP_TEXT */
	uint64_t size;   /* of a literal */
	bool binary;     /* it is a literal8 (RFC 3516) */
	bool more;       /* a comma stood behind it: the next one goes on */
};

/*
 * The one reader of what an IMAP server says (RFC 9051 9): bytes in pieces
 * of any size on one side, tokens on the other.  It keeps no bytes but a
 * quoted string that had backslashes, needs no memory for depth, and never
 * looks into a literal.  In ESEARCH and VANISHED, whose sets may have any
 * length, a word ends at a comma too.
 */
struct imap_lex {
	uint64_t literal; /* octets of the last one that were not taken yet */
	size_t depth;     /* parentheses that are open */

	/* private */
	uint64_t length; /* of this reply so far */
	size_t seen;     /* bytes of the token that are known not to end it */
	int state;       /* of the reply: which word comes next */
	bool has_sets;   /* of the reply: commas divide its words */
	bool more;       /* one stood right before this */
	struct buf text; /* a quoted string with backslashes */
};

#define IMAP_LEX_INIT {0, 0, 0, 0, 0, false, false, BUF_INIT}

void imap_lex_free(struct imap_lex *l);

/*
 * The next token of window, which begins where the last call ended: *used
 * bytes are taken off its front.  Returns 1, the slices being good until the
 * window moves or the next call; 0 when more bytes are needed, behind those
 * that were not used; -1: status 76.  Behind an IMAP_LITERAL the caller takes
 * l->literal octets off itself, and counts it down.
 */
int imap_lex_next(struct imap_lex *l, struct str window, size_t *used,
    struct imap_token *t, struct err *e);

/* Whether the token is the atom NIL, in any case, which is no string
   (RFC 9051 4.5). */
bool imap_is_nil(const struct imap_token *t);

/* Whether it is an atom with that text, in any case. */
bool imap_is_atom(const struct imap_token *t, const char *text);

#endif
