/* SPDX-License-Identifier: ISC */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/out.h"
#include "base/str.h"

/*
 * Writes JSON (RFC 8259) into a buffer, from which it goes to out, if that
 * is not NULL, whenever there is much of it.  It is valid whatever the
 * strings: bytes that are not UTF-8 become U+FFFD, and what a terminal must
 * not see is escaped.  Whether a comma is due is known here; that what is
 * opened is closed is the caller's care.  A key is NULL within a list.
 */
struct json {
	struct buf *b;
	struct out *out;
	bool comma; /* due before the next value */
};

void json_init(struct json *j, struct buf *b, struct out *out);

/* Sends what is in the buffer to out. */
void json_flush(struct json *j);

/* An object or a list begins, '{' or '['; or ends, '}' or ']'. */
void json_open(struct json *j, const char *key, char bracket);
void json_close(struct json *j, char bracket);

void json_string(struct json *j, const char *key, struct str s);
void json_int(struct json *j, const char *key, int64_t n);
void json_bool(struct json *j, const char *key, bool value);

#endif
