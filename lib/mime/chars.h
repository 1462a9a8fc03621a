/* SPDX-License-Identifier: ISC */
#ifndef MIME_CHARS_H
#define MIME_CHARS_H

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"

/* The character classes of mail. */

/* What ends a word in any structured field. */
static inline bool
chars_ends_word(char c)
{
	switch (c) {
	case '(': case ')': case '<': case '>': case ';': case ',': case '"':
		return true;
	default:
		return false;
	}
}

/* specials of RFC 5322 3.2.3, which end an atom */
static inline bool
chars_is_special(char c)
{
	switch (c) {
	case '[': case ']': case ':': case '@': case '\\': case '.':
		return true;
	default:
		return chars_ends_word(c);
	}
}

/* atext of RFC 5322 3.2.3 */
static inline bool
chars_is_atext(char c)
{
	return ascii_is_graph(c) && !chars_is_special(c);
}

/* What a token has: RFC 2045 5.1 */
static inline bool
chars_is_token(char c)
{
	return ascii_is_graph(c) && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

#endif
