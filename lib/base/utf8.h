/* SPDX-License-Identifier: ISC */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* UTF-8 of RFC 3629. */

/* What stands for a character that could not be read. */
#define UTF8_REPLACEMENT ((uint32_t)0xfffd)

/* The length of the valid character at the front of s, 0 if what stands
   there is none (too long, a surrogate, over U+10FFFF). */
size_t utf8_length(struct str s);

/* Whether all of s is valid characters. */
bool utf8_is_valid(struct str s);

/* The code of the valid character of n bytes at p. */
uint32_t utf8_code(const char *p, size_t n);

/* Adds the character with that code; U+FFFD for 0, a surrogate, or what is
   over U+10FFFF. */
void utf8_add(struct buf *b, uint32_t code);

/* Whether all of s may be the beginning of a longer character. */
bool utf8_is_begun(struct str s);

/* Whether s begins with the mark that some editors put before UTF-8. */
#define UTF8_MARK "\xef\xbb\xbf"
#define UTF8_MARK_LENGTH ((size_t)3)
bool utf8_has_mark(struct str s);

#endif
