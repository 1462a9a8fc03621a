/* SPDX-License-Identifier: ISC */
#include "mime/unflow.h"

#include <string.h>

/* The line before a signature, which is never flowed (RFC 3676 4.3). */
static const char signature[] = "-- ";

#define SIGNATURE (sizeof(signature) - 1)

/* More marks than these are text: no line of them is kept. */
#define QUOTES_MAX 998

void
unflow_begin(struct unflow *u, bool delsp)
{
	memset(u, 0, sizeof(*u));
	u->delsp = delsp;
}

/* The line begins: in the paragraph of the one before, if both are quoted as
   deep (RFC 3676 4.5), or in a new one. */
static void
begin_line(struct unflow *u, bool join, bool is_empty, struct buf *b)
{
	size_t i;

	u->begun = true;
	if (u->flowed && join && u->quotes == u->depth)
		return;
	if (u->flowed)
		buf_add_char(b, '\n');
	for (i = 0; i < u->quotes; i++)
		buf_add_char(b, '>');
	if (u->quotes > 0 && !is_empty)
		buf_add_char(b, ' ');
	u->depth = u->quotes;
}

/* What was held back is not the line's end. */
static void
release(struct unflow *u, struct buf *b)
{
	if (!u->begun)
		begin_line(u, true, false, b);
	buf_add(b, signature, u->held);
	u->held = 0;
	if (u->blank)
		buf_add_char(b, ' ');
	u->blank = false;
}

static void
add_text(struct unflow *u, char c, struct buf *b)
{
	if (!u->begun && u->held < SIGNATURE && c == signature[u->held]) {
		u->held++;
		return;
	}
	release(u, b);
	if (c == ' ')
		u->blank = true;
	else
		buf_add_char(b, c);
}

static void
end_line(struct unflow *u, struct buf *b)
{
	bool is_signature = u->held == SIGNATURE;

	if (is_signature || (!u->begun && u->held == 0))
		begin_line(u, false, u->held == 0, b);
	if (u->held > 0)
		release(u, b);
	u->flowed = u->blank && !is_signature;
	if (!u->flowed)
		buf_add_char(b, '\n');
	else if (!u->delsp)
		buf_add_char(b, ' ');
	u->quotes = 0;
	u->in_text = u->begun = u->blank = false;
}

void
unflow_add(struct unflow *u, struct str text, struct buf *b)
{
	char c;

	for (; text.n > 0; text = str_skip(text, 1)) {
		c = text.p[0];
		if (!u->in_text && c == '>' && u->quotes < QUOTES_MAX) {
			u->quotes++;
			continue;
		}
		if (c == '\n')
			end_line(u, b);
		else if (u->in_text || c != ' ') /* which is stuffed: 4.4 */
			add_text(u, c, b);
		u->in_text = c != '\n';
	}
}

void
unflow_end(struct unflow *u, struct buf *b)
{
	if (u->in_text || u->quotes > 0)
		end_line(u, b);
	if (u->flowed)
		buf_add_char(b, '\n');
	u->flowed = false;
}
