/* SPDX-License-Identifier: ISC */
#ifndef MIME_CHARSET_H
#define MIME_CHARSET_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "mime/hz.h"
#include "mime/utf7.h"

/* A character that iconv(3) has seen a part of is never longer. */
#define CHARSET_HELD 32

enum charset_kind {
	CHARSET_UTF8,   /* and ASCII, in which valid UTF-8 is let through */
	CHARSET_LATIN1, /* read as windows-1252, as all mail readers do */
	CHARSET_UTF7,
	CHARSET_UTF16,  /* whose byte order is not known yet */
	CHARSET_HZ,     /* over the iconv(3) of GB18030 */
	CHARSET_ICONV,
	CHARSET_OPEN    /* UTF-8, or that of MAILPIPE_CHARSET */
};

/*
 * Turns text into UTF-8, as a stream.  What cannot be decoded becomes
 * U+FFFD, and bad is set.
 */
struct charset {
	enum charset_kind kind;
	iconv_t cd;
	size_t unit; /* bytes that iconv(3) is to pass over if they are bad */
	bool bad;
	char held[CHARSET_HELD]; /* the begun character at a piece's end */
	size_t nheld;
	struct utf7 utf7;
	struct hz hz;
	struct buf gb; /* what the last became */
	struct buf ahead; /* what must be seen before it is known which */
};

/*
 * Begins with the charset of that name (RFC 2978), in any case, or one of
 * its aliases; only names of a fixed list ever reach iconv(3).  Returns
 * false if the charset is not known: it is then read as UTF-8.  An empty
 * name is ASCII.
 */
bool charset_init(struct charset *c, struct str name);

/*
 * The same for the text of a part.  If its charset is not given, or ASCII, or
 * unknown-8bit, and its first 64 KiB are not UTF-8, then it is read in the one
 * that the user names in MAILPIPE_CHARSET.
 */
bool charset_init_part(struct charset *c, struct str name);

/* 0, or -1 if MAILPIPE_CHARSET is none that is known: status 78. */
int charset_check_user(struct err *e);

void charset_free(struct charset *c);

/* Adds the next piece of the text to *b as UTF-8. */
void charset_add(struct charset *c, struct str s, struct buf *b);

/* The text ends; another may begin in the same charset. */
void charset_end(struct charset *c, struct buf *b);

/*
 * For bytes that no label covers, but which stand beside one: if *s is not
 * UTF-8, and is text of the charset of that name throughout, *s becomes that
 * text as UTF-8, in *b, and true is returned.  Or else it may become that of
 * MAILPIPE_CHARSET, which is no guess: false.
 */
bool charset_guess(struct str *s, struct str name, struct buf *b);

/* The character of a byte from 0x80 to 0x9f in windows-1252; 0 if none. */
unsigned int charset_windows(unsigned int byte);

#endif
