/* SPDX-License-Identifier: ISC */
#ifndef MIME_DECODE_H
#define MIME_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "mime/base64.h"
#include "mime/entity.h"
#include "mime/qp.h"
#include "mime/uudecode.h"

/* Where decoded bytes go, piece by piece; a piece is good for the call.  One
   that has no put only makes their number known, and that fast. */
struct sink {
	void (*put)(void *to, struct str s);
	void *to;
};

/* Undoes the transfer encoding of a part, and changes nothing else. */
struct decode {
	enum encoding encoding;
	struct base64_decoder base64;
	struct qp_decoder qp;
	struct uudecode uu;
	struct sink sink;
	uint64_t size; /* bytes that came out so far */
	char *room;
	struct buf decoded; /* of uuencode */
};

void decode_init(struct decode *d);
void decode_free(struct decode *d);

/* Begins a part. */
void decode_begin(struct decode *d, enum encoding encoding,
    struct sink sink);
void decode_add(struct decode *d, struct str raw);

/* Ends it.  Returns false if some of it could not be decoded. */
bool decode_end(struct decode *d);

#endif
