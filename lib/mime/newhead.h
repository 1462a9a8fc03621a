/* SPDX-License-Identifier: ISC */
#ifndef MIME_NEWHEAD_H
#define MIME_NEWHEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * The header of a new message.  What a field's value is depends on its
 * name: addresses, text that is encoded (RFC 2047), or a structured value
 * that is only folded.
 */
struct newhead_field {
	char *name;
	char **values; /* more than one: address lists */
	size_t n;
	bool extra;    /* of newhead_extra, which replaces others */
};

struct newhead {
	struct newhead_field *fields;
	size_t n;
};

#define NEWHEAD_INIT {NULL, 0}

void newhead_free(struct newhead *h);

/*
 * Gives a field its value, or an address list one more.  A field that is new
 * comes last; NULL and "" only keep its place.  What newhead_extra set or
 * removed stays as it is.
 */
void newhead_set(struct newhead *h, const char *name, const char *value);
void newhead_add(struct newhead *h, const char *name, const char *value);

/*
 * Takes a "Name: value" that somebody wrote: it replaces the field, or comes
 * behind another that was given so; "Name:" removes the field.  0, or -1:
 * status 64 for what is no field, or one that only we can write, 65.
 */
int newhead_extra(struct newhead *h, const char *line, struct err *e);

/*
 * Takes a field out of the header lines that stand before a body, its value
 * folded, encoded or neither: address lists add up with what the options
 * gave, of other fields the option counts.  *type is set to the value of
 * Content-Type (the caller frees it).  0, or -1: status 65.
 */
int newhead_template(struct newhead *h, struct str name, struct str value,
    char **type, struct err *e);

/* The first value of a field, NULL if there is none. */
const char *newhead_get(const struct newhead *h, const char *name);

/* Adds the fields, folded and encoded.  0, or -1: status 65. */
int newhead_write(const struct newhead *h, struct buf *b, struct err *e);

#endif
