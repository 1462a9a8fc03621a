/* SPDX-License-Identifier: ISC */
#ifndef MIME_COMPOSE_H
#define MIME_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/out.h"
#include "mime/content.h"
#include "mime/seed.h"

/*
 * Writes the MIME structure of a new message (RFC 2045, 2046, 2387):
 *     mixed [ alternative [ plain, related [ html, inline... ] ],
 *             attachment... ]
 * where every multipart that would have one part only is left out.  There
 * is at least one body; each has a type of its own, the plain text first, a
 * calendar last.
 */

enum compose_role {
	COMPOSE_BODY,
	COMPOSE_INLINE,    /* an object that the HTML body shows */
	COMPOSE_ATTACHMENT
};

/* The encoding of text bodies. */
enum compose_encoding {
	COMPOSE_AUTO,
	COMPOSE_7BIT,
	COMPOSE_8BIT,
	COMPOSE_QP,
	COMPOSE_BASE64
};

/* What the caller gives is not owned, and NULL where it is to be found. */
struct compose_part {
	enum compose_role role;
	const char *path; /* "-": stdin; NULL: no bytes at all */
	const char *type;
	const char *name; /* of the file; "": none */
	const char *description;
	const char *cid;

	/* Found by compose_open. */
	struct content content;
	char *found_type;    /* what type is, if it had to be made */
	char *found_name;    /* the same of name */
	char *method;        /* of a calendar; NULL: no such parameter */
	const char *charset; /* NULL: no such parameter */
	enum content_encoding encoding;
};

struct compose {
	struct compose_part *parts;
	size_t n;
	enum compose_encoding encoding;
	const char *charset; /* of the bodies' bytes; NULL: not declared */
	bool flowed;         /* plain text bodies as format=flowed */
	struct seed seed;
	void (*warn)(const char *fmt, ...) ATTR_PRINTF(1, 2);

	bool has_8bit; /* found: a part travels as 8bit */
};

/* Adds a part of that role and path, all else NULL, and returns it; good
   until the next one is added. */
struct compose_part *compose_add(struct compose *c, enum compose_role role,
    const char *path);
void compose_free(struct compose *c);

/* Opens one part before all others, for what the caller must know of it.
   0, or -1: status 66, 74. */
int compose_open_part(struct compose_part *part, struct err *e);

/*
 * Opens every part, reads the first block of each and all of the texts, and
 * decides on types and encodings.  0, or -1: status 64, 65, 66, 71, 74.
 */
int compose_open(struct compose *c, struct err *e);

/* Whether nothing is attached and no body has a byte; after compose_open. */
bool compose_is_empty(const struct compose *c);

/*
 * Writes MIME-Version, the Content fields, the empty line and the parts.
 * 0, or -1, and then what was written lacks its closing boundary.
 */
int compose_write(struct compose *c, struct out *out, struct err *e);

#endif
