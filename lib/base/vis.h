/* SPDX-License-Identifier: ISC */
#ifndef BASE_VIS_H
#define BASE_VIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/out.h"
#include "base/str.h"

/*
 * Text that is safe to show: valid UTF-8 without control characters.  C0,
 * DEL, C1, the bidirectional controls (U+061C, U+200E, U+200F, U+202A to
 * U+202E, U+2066 to U+2069), the line separators U+2028 and U+2029 and
 * every byte that is not valid UTF-8 become \xHH, byte by byte, with upper
 * case digits.
 */

/* Text for people, in which a TAB and, with VIS_LINES, a LF stay as they
   are; or one field of a list: \t \n \r \\ too, so that it can be undone. */
enum vis { VIS_LINE, VIS_LINES, VIS_FIELD };

void vis_out(struct out *out, struct str s, enum vis how);
void vis_buf(struct buf *b, struct str s, enum vis how);

/*
 * Shows the whole lines of a text that comes in pieces, which are added to
 * *text, and leaves the rest there: a character in two pieces is whole then.
 * A line that does not end is not waited for longer than VIS_LINE_MAX bytes.
 * The end shows what is left, with a line end.
 */
#define VIS_LINE_MAX ((size_t)64 * 1024)
void vis_lines(struct out *out, struct buf *text);
void vis_lines_end(struct out *out, struct buf *text);

/* vis_out and vis_buf with VIS_FIELD. */
void vis_field(struct out *out, struct str s);
void vis_field_buf(struct buf *b, struct str s);

/* The bytes that vis_field made field of, behind what is in *b.  0, or -1
   (nothing is added) for a text that cannot come from there. */
int vis_undo(struct buf *b, struct str field);

/* Whether a character of that code is made visible by all of the above. */
bool vis_is_hidden(uint32_t code);

#endif
