/* SPDX-License-Identifier: ISC */
#ifndef MIME_BASE64_H
#define MIME_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/out.h"
#include "base/str.h"

/*
 * base64 (RFC 4648, RFC 2045 section 6.8) as a stream: in constant memory,
 * and with the same output however the input is cut into pieces.
 */

/* RFC 4648 section 4, and section 5 with - and _ for + and /. */
enum base64_alphabet { BASE64_STANDARD, BASE64_URL };

/* The columns of a line in mail: RFC 2045 section 6.8. */
#define BASE64_COLUMNS 76

/* The least room for the functions below that write into room. */
#define BASE64_ROOM 16

struct base64_codec;

struct base64_encoder {
	const struct base64_codec *codec;
	enum base64_alphabet alphabet;
	size_t columns, column;
	unsigned char held[3]; /* of a group of three that is not full */
	size_t nheld;
};

/* Lines of so many columns, each ended by LF; 0: no line ends at all. */
void base64_encode_init(struct base64_encoder *e,
    enum base64_alphabet alphabet, size_t columns);

/*
 * Takes from the front of *in what fits into room bytes (at least
 * BASE64_ROOM) when encoded, and returns how many were written to out.
 * To be called until *in is empty.
 */
size_t base64_encode(struct base64_encoder *e, struct str *in, char *out,
    size_t room);

/* Writes what is held, the padding and the last line end: at most
   BASE64_ROOM bytes.  No input at all gives no output. */
size_t base64_encode_end(struct base64_encoder *e, char *out);

/* The same two, in place, into the buffer of a struct out. */
void base64_encode_out(struct base64_encoder *e, struct str in,
    struct out *out);
void base64_encode_end_out(struct base64_encoder *e, struct out *out);

/*
 * In every mode blank, TAB, CR and LF are nothing, padding may be missing
 * at the end of the input, bits left over may be set, and after padding
 * another piece may follow.
 */
enum base64_mode {
	BASE64_STRICT, /* stops at the first wrong byte */
	BASE64_IGNORE, /* skips bytes outside the alphabet */
	BASE64_MIME    /* goes on after wrong padding too (RFC 2045 6.8), but
	                  takes padding for the end if garbage is next: what
	                  mailing lists add is no base64 */
};

struct base64_decoder {
	const struct base64_codec *codec;
	enum base64_alphabet alphabet;
	enum base64_mode mode;
	const unsigned char *table; /* the value of each byte, or its class */
	unsigned int bits;  /* the last characters' values */
	unsigned int chars; /* of a group of four that is not full */
	bool pad_due;       /* "xx=" was seen, another = must follow */
	uint64_t offset;    /* bytes of the input that were taken */
	const char *wrong;  /* why it stopped before the byte at offset */

	/* What was met and skipped, for those who judge a message. */
	uint64_t garbage;     /* bytes outside the alphabet */
	uint64_t bad_padding; /* =s too many, too few, or missing at the end */
	bool ended;           /* padding was seen ... */
	bool joined;          /* ... and text after it */
	bool behind;          /* nothing came behind the padding yet */
	bool stopped;         /* all the rest is garbage */
};

void base64_decode_init(struct base64_decoder *d,
    enum base64_alphabet alphabet, enum base64_mode mode);

/*
 * Takes from the front of *in what fits into room bytes (at least 1; the
 * output is never longer than the input) when decoded, and returns how many
 * were written to out.  To be called until *in is empty or d->wrong is set.
 * A byte is written as soon as its eight bits are there.
 */
size_t base64_decode(struct base64_decoder *d, struct str *in, char *out,
    size_t room);

/* As base64_decode, but writes nothing: how many bytes it would have written
   for all of *in, or up to what is wrong. */
size_t base64_count(struct base64_decoder *d, struct str *in);

/* The input ends here.  0, or -1 if it was wrong, now or earlier: status 65,
   "offset N: why".  It is never wrong with BASE64_MIME. */
int base64_decode_end(struct base64_decoder *d, struct err *e);

/* The base64 of s, with padding and without line ends, behind b. */
void base64_add(struct buf *b, struct str s);

/* The bytes of a short text that is all base64, without any white space;
   its padding may be missing.  0, or -1 with *b as it was. */
int base64_get(struct buf *b, struct str s);

#endif
