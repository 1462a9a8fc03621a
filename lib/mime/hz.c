/* SPDX-License-Identifier: ISC */
#include "mime/hz.h"

#include <string.h>

#define BAD '\xff'

/* Half a pair stands alone. */
static void
drop_first(struct hz *h, struct buf *b)
{
	if (h->first != 0)
		buf_add_char(b, BAD);
	h->first = 0;
}

static void
add_escape(struct hz *h, char c, struct buf *b)
{
	if (c == '\r')
		return;
	h->tilde = false;
	if (c == '{' || c == '}')
		h->in_gb = c == '{';
	else if (c == '~')
		buf_add_char(b, '~');
	else if (c != '\n') { /* which, so escaped, ends no line */
		buf_add_char(b, BAD);
		buf_add_char(b, c);
	}
}

static void
add_half(struct hz *h, char c, struct buf *b)
{
	if (h->first == 0) {
		h->first = c;
		return;
	}
	buf_add_char(b, (char)(h->first | 0x80));
	buf_add_char(b, (char)(c | 0x80));
	h->first = 0;
}

void
hz_add(struct hz *h, struct str s, struct buf *b)
{
	char c;

	for (; s.n > 0; s = str_skip(s, 1)) {
		c = s.p[0];
		if (h->tilde) {
			add_escape(h, c, b);
		} else if (c == '~' && h->first == 0) {
			h->tilde = true;
		} else if (h->in_gb && c > ' ' && c < 0x7f) {
			add_half(h, c, b);
		} else {
			drop_first(h, b);
			/* No line ends within the pairs. */
			h->in_gb = h->in_gb && c != '\n';
			buf_add_char(b, c);
		}
	}
}

void
hz_end(struct hz *h, struct buf *b)
{
	drop_first(h, b);
	if (h->tilde)
		buf_add_char(b, BAD);
	memset(h, 0, sizeof(*h));
}
