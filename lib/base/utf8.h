/* SPDX-License-Identifier: ISC */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* UTF-8 of RFC 3629; vis_utf8_length of base/vis.h checks a character. */

/* What stands for a character that could not be read. */
#define UTF8_REPLACEMENT ((uint32_t)0xfffd)

/* Adds the character with that code; U+FFFD for 0, a surrogate, or what is
   over U+10FFFF. */
void utf8_add(struct buf *b, uint32_t code);

/* Whether all of s may be the beginning of a longer character. */
bool utf8_is_begun(struct str s);

#endif
