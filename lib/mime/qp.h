/* SPDX-License-Identifier: ISC */
#ifndef MIME_QP_H
#define MIME_QP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/out.h"
#include "base/str.h"

/*
 * Quoted-printable (RFC 2045 section 6.7) as a stream: in constant memory,
 * and with the same output however the input is cut into pieces.
 */

/* The columns of a line, its soft break included. */
#define QP_COLUMNS 76

/* The least room for the functions below that write into room. */
#define QP_ROOM 1024

enum qp_mode {
	QP_TEXT,  /* lines end in LF or CRLF, on output in LF */
	QP_BINARY /* CR and LF are bytes like others */
};

/* Bytes that must be seen before the first of them can be encoded. */
#define QP_AHEAD 6

struct qp_encoder {
	enum qp_mode mode;
	size_t column;       /* not 0 at the end: the last line is open */
	char held[QP_AHEAD]; /* what waits for more to be seen */
	size_t nheld;
};

void qp_encode_init(struct qp_encoder *e, enum qp_mode mode);

/*
 * Takes from the front of *in what fits into room bytes (at least QP_ROOM)
 * when encoded, and returns how many were written to out.  To be called
 * until *in is empty.  In text a CR before a LF is part of the line end and
 * any other CR is =0D.
 */
size_t qp_encode(struct qp_encoder *e, struct str *in, char *out,
    size_t room);

/* Writes what is held, at most QP_ROOM bytes.  A line that was not ended is
   not ended here either. */
size_t qp_encode_end(struct qp_encoder *e, char *out);

/* The same two, in place, into the buffer of a struct out. */
void qp_encode_out(struct qp_encoder *e, struct str in, struct out *out);
void qp_encode_end_out(struct qp_encoder *e, struct out *out);

/* White space that is held to see whether a line ends behind it; a longer
   run is taken for text, which no line of 76 columns can show. */
#define QP_BLANKS_MAX 512

struct qp_decoder {
	enum qp_mode mode; /* QP_BINARY: a CRLF stays a CRLF */
	bool lenient;      /* go on after a wrong escape, left as it is */
	int state;
	char held[QP_BLANKS_MAX + 2]; /* what may be nothing, or text */
	size_t nheld;
	uint64_t offset;   /* bytes of the input that were read */
	const char *wrong; /* why it stopped ... */
	uint64_t wrong_at; /* ... and the offset of the wrong = */

	/* What was met, for those who judge a message. */
	uint64_t bad_escapes; /* = before neither two digits nor a line end */
	bool has_8bit;        /* bytes over 0x7f; they are kept */
};

void qp_decode_init(struct qp_decoder *d, enum qp_mode mode, bool lenient);

/*
 * Takes from the front of *in what fits into room bytes (at least QP_ROOM)
 * when decoded, and returns how many were written to out.  To be called
 * until *in is empty or d->wrong is set.  White space at the end of a line
 * goes away, a soft break may have some behind its =, digits may be small.
 */
size_t qp_decode(struct qp_decoder *d, struct str *in, char *out,
    size_t room);

/* As qp_decode, but writes nothing: how many bytes it would have written for
   all of *in, or up to what is wrong. */
size_t qp_count(struct qp_decoder *d, struct str *in);

/* The input ends here: writes what is held, at most QP_ROOM bytes. */
size_t qp_decode_end(struct qp_decoder *d, char *out);

/* After qp_decode_end: 0, or -1 if it stopped: status 65, "offset N: why". */
int qp_decode_check(const struct qp_decoder *d, struct err *e);

#endif
