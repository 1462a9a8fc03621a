/* SPDX-License-Identifier: ISC */
#ifndef MIME_HEADER_H
#define MIME_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/in.h"
#include "base/str.h"

/* A header section longer than this is not read to its end. */
#define HEADER_MAX ((size_t)1024 * 1024)

/* How many fields a message may have but once (RFC 5322 3.6). */
#define HEADER_SINGLES 11

/* What a header section ended with. */
enum header_end {
	HEADER_OPEN,     /* it has not ended yet */
	HEADER_BLANK,    /* an empty line */
	HEADER_NO_BLANK, /* a line that is no field, the body's first one */
	HEADER_EOF,      /* the end of the input */
	HEADER_LIMIT     /* HEADER_MAX bytes */
};

/*
 * A header section that is being read (RFC 5322 2.2).  Lines end in LF or
 * CRLF.  A line that is neither a field nor a continuation is passed over
 * when a field follows it; otherwise it is where the body begins, and so is
 * a first line of that kind.
 */
struct header {
	struct buf text; /* all bytes taken from the input */
	size_t start;    /* where the first field begins: behind a byte order
	                    mark, if an editor left one */
	size_t fields;   /* where the fields end */
	size_t body;     /* where those of the body begin */
	enum header_end end;
	bool is_mixed;   /* a line between the fields is none */
	bool is_spaced;  /* blanks stand before a colon (RFC 5322 4.5) */
	bool repeats;    /* a field that may be there but once */
	size_t single[HEADER_SINGLES]; /* private: where such a field begins,
	                                  plus one, 0 if not there; ... */
	size_t content;   /* ... where the first MIME field begins, so too; */
	size_t line, bad; /* ... where the last line begins, ... */
	bool has_bad;     /* ... and the bad one that waits for a field */
};

#define HEADER_INIT {BUF_INIT, 0, 0, 0, HEADER_OPEN, false, false, false, \
	{0}, 0, 0, 0, false}

void header_free(struct header *h);

/* Empties it for the next header section; keeps the memory. */
void header_reset(struct header *h);

/*
 * Reads a header section and no byte behind it, but for what header_body
 * gives.  0, or -1 on a read error.
 */
int header_read(struct header *h, struct in *in, struct err *e);

/* The same from any source: takes bytes off the front of s, in pieces of
   any size, until h->end is set.  Returns how many it took. */
size_t header_feed(struct header *h, struct str s);

/* There is no more input: ends the section if it is still open. */
void header_finish(struct header *h);

/* The lines of the fields, without the empty line behind them; and bytes
   that were read but belong to the body, before all that is still in the
   input (mostly none).  Good until the header is next changed. */
struct str header_fields(const struct header *h);
struct str header_body(const struct header *h);

/* The same from the first field on whose name is Content-something. */
struct str header_content(const struct header *h);

/* Whether the fields hold a NUL, or a CR that ends no line: some readers take
   these for the end of a field. */
bool header_has_control(const struct header *h);

/* Whether a message may have that field but once (RFC 5322 3.6). */
bool header_is_single(struct str name);

/* One field, as slices of the header section. */
struct field {
	struct str raw;   /* its lines, with all line ends */
	struct str name;  /* empty if the line is malformed */
	struct str value; /* behind the colon, folds and all, without the
	                     last line end; of a malformed line: the line */
	bool spaced;      /* blanks stood before the colon (RFC 5322 4.5) */
};

/*
 * Takes the first field off *rest, a malformed line too.  Returns false at
 * the end: no more bytes, or an empty line, which stays.
 */
bool header_next(struct str *rest, struct field *f);

/* The first field of that name, which is one of those that a message may
   have but once, in a section that was read: no search. */
bool header_single(const struct header *h, struct str name, struct field *f);

/* Finds the first field of that name, in any case. */
bool header_find(struct str fields, const char *name, struct field *f);

/* Adds a field's value without its line ends (RFC 5322 2.2.3) and without
   the blanks around it. */
void header_unfold(struct str value, struct buf *b);

#endif
