/* SPDX-License-Identifier: ISC */
#ifndef MIME_CHARS_H
#define MIME_CHARS_H

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"

/* The character classes of mail. */

/* specials of RFC 5322 3.2.3, which end an atom */
static inline bool
chars_is_special(char c)
{
	return c != '\0' && strchr("()<>[]:;@\\,.\"", c) != NULL;
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
