/* SPDX-License-Identifier: ISC */
#ifndef MIME_ENTITY_H
#define MIME_ENTITY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "mime/param.h"

enum encoding {
	ENCODING_NONE,    /* 7bit, 8bit, binary */
	ENCODING_BASE64,
	ENCODING_QP,
	ENCODING_UUENCODE,
	ENCODING_UNKNOWN
};

/*
 * What the MIME fields of a header say (RFC 2045, 2183).  A field or
 * parameter that is given twice counts as it stands first.
 */
struct entity {
	struct buf type;          /* "text/plain", in small letters */
	struct buf charset;       /* as given; empty if not */
	struct buf boundary;
	struct buf encoding_name; /* in small letters; empty if not given */
	enum encoding encoding;
	struct buf disposition;   /* in small letters; empty if not given */
	struct buf name;          /* of the file, in UTF-8; empty if none */
	struct buf cid;           /* Content-ID without its brackets */
	bool is_flowed, delsp;    /* as format=flowed says: RFC 3676 4 */
	unsigned int defects;

	/* private: the fields, unfolded, and what is read of them */
	struct buf fields[4];
	struct params params;
	struct param param;
};

#define ENTITY_INIT {BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, \
	ENCODING_NONE, BUF_INIT, BUF_INIT, BUF_INIT, false, false, 0, \
	{BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT}, PARAMS_INIT, PARAM_INIT}

void entity_free(struct entity *en);

/* Reads the fields of a header section; the type is fallback when none is
   given or the given one is malformed (RFC 2045 5.2, RFC 2046 5.1.5). */
void entity_read(struct entity *en, struct str fields, const char *fallback);

/* Whether the type is that one ("text/html"), or of that kind ("text/"). */
static inline bool
entity_is(const struct entity *en, const char *type)
{
	return str_is(buf_str(&en->type), type);
}

static inline bool
entity_is_a(const struct entity *en, const char *kind)
{
	return str_starts(buf_str(&en->type), kind);
}

/* An attachment: it says so, has a name, or is not text. */
bool entity_is_attachment(const struct entity *en);

#endif
