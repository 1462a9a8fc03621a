/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "mime/qp.h"

/* What one turn of the loop may write: a full line and its soft break. */
#define TURN (QP_COLUMNS + 2)

/* What is encoded now: the bytes that are there, and whether no more come. */
struct view {
	const char *p;
	size_t n;
	bool end;
};

void
qp_encode_init(struct qp_encoder *e, enum qp_mode mode)
{
	memset(e, 0, sizeof(*e));
	e->mode = mode;
}

/* The length of the line end at i, 0 if none is there. */
static size_t
line_end(const struct qp_encoder *e, const struct view *v, size_t i)
{
	if (e->mode == QP_BINARY || i == v->n)
		return 0;
	if (v->p[i] == '\n')
		return 1;
	return v->p[i] == '\r' && i + 1 < v->n && v->p[i + 1] == '\n' ? 2 : 0;
}

/* Whether nothing follows on the line. */
static bool
is_last(const struct qp_encoder *e, const struct view *v, size_t i)
{
	return line_end(e, v, i) > 0 || (i == v->n && v->end);
}

static bool
is_plain(char c)
{
	return (ascii_is_graph(c) && c != '=') || ascii_is_blank(c);
}

/* Whether eight bytes are all plain: the highest bit of each byte of a word
   tells, and no sum carries from one byte that is plain into the next. */
static bool
are_plain(const char *p)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	const uint64_t high = each * 0x80;
	uint64_t x, is_tab, is_text;

	memcpy(&x, p, sizeof(x));
	is_tab = ~((x ^ each * '\t') + high - each);
	is_text = (x | high) - each * ' ';
	return (((is_tab | is_text) & ~x & ~(x + each) &
	    ((x ^ each * '=') + high - each)) & high) == high;
}

/* Copies the bytes from i on that stand for themselves whatever follows: RFC
   2045 6.7 rules 2 and 3.  The line keeps a column for the soft break. */
static size_t
put_plain(const struct qp_encoder *e, const struct view *v, size_t i,
    char *out)
{
	const char *p = v->p + i;
	size_t max, n = 0;

	if (e->column >= QP_COLUMNS - 1 ||
	    (e->column == 0 && (*p == 'F' || *p == '.')))
		return 0;
	max = QP_COLUMNS - 1 - e->column;
	if (max > v->n - i)
		max = v->n - i;
	for (; max - n >= 8 && are_plain(p + n); n += 8)
		memcpy(out + n, p + n, 8);
	for (; n < max && is_plain(p[n]); n++)
		out[n] = p[n];
	return n > 0 && ascii_is_blank(p[n - 1]) ? n - 1 : n;
}

/*
 * Whether a byte that is plain must be written =XX all the same: white space
 * at the end of a line (rule 3), and what mail stores and transports spoil,
 * "From " at the start of a line and a dot alone on it.
 */
static bool
is_fragile(const struct qp_encoder *e, const struct view *v, size_t i)
{
	char c = v->p[i];

	if (ascii_is_blank(c))
		return is_last(e, v, i + 1);
	if (e->column > 0)
		return false;
	if (c == '.')
		return is_last(e, v, i + 1);
	return v->n - i >= 5 && memcmp(v->p + i, "From ", 5) == 0;
}

static size_t
put_escaped(const char *p, size_t n, char *out)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t i;

	for (i = 0; i < n; i++) {
		*out++ = '=';
		*out++ = hex[(unsigned char)p[i] >> 4];
		*out++ = hex[(unsigned char)p[i] & 15];
	}
	return 3 * n;
}

/* A character that needs a look: how many bytes were written; *len is its
   length, 0 if it must wait for the next line. */
static size_t
put_char(struct qp_encoder *e, const struct view *v, size_t i, size_t *len,
    char *out)
{
	bool escaped = !is_plain(v->p[i]) || is_fragile(e, v, i);
	size_t n = utf8_length(str_of(v->p + i, v->n - i)), width, max;

	if (n == 0)
		n = 1;
	width = escaped ? 3 * n : 1;
	max = is_last(e, v, i + n) ? QP_COLUMNS : QP_COLUMNS - 1;
	if (e->column + width > max) {
		memcpy(out, "=\n", 2);
		e->column = 0;
		*len = 0;
		return 2;
	}
	e->column += width;
	*len = n;
	if (escaped)
		return put_escaped(v->p + i, n, out);
	*out = v->p[i];
	return 1;
}

/* Encodes the front of v: how many bytes were written; *used were taken. */
static size_t
encode(struct qp_encoder *e, const struct view *v, size_t *used, char *out,
    size_t room)
{
	size_t i = 0, o = 0, n;

	while (i < v->n && room - o >= TURN) {
		n = put_plain(e, v, i, out + o);
		if (n > 0) {
			e->column += n;
			o += n;
		} else if (v->n - i < QP_AHEAD && !v->end) {
			break;
		} else if ((n = line_end(e, v, i)) > 0) {
			out[o++] = '\n';
			e->column = 0;
		} else {
			o += put_char(e, v, i, &n, out + o);
		}
		i += n;
	}
	*used = i;
	return o;
}

/* The bytes that were held, together with some that follow them. */
static size_t
encode_held(struct qp_encoder *e, struct str *in, char *out, size_t room)
{
	char stage[3 * QP_AHEAD];
	struct view v = {stage, 0, false};
	size_t more = sizeof(stage) - e->nheld, used, o;

	if (more > in->n)
		more = in->n;
	memcpy(stage, e->held, e->nheld);
	memcpy(stage + e->nheld, in->p, more);
	v.n = e->nheld + more;
	o = encode(e, &v, &used, out, room);
	if (used >= e->nheld) {
		*in = str_skip(*in, used - e->nheld);
		e->nheld = 0;
	} else {
		e->nheld = v.n - used;
		memcpy(e->held, stage + used, e->nheld);
		*in = str_skip(*in, more);
	}
	return o;
}

size_t
qp_encode(struct qp_encoder *e, struct str *in, char *out, size_t room)
{
	struct view v = {NULL, 0, false};
	size_t used, o = 0;

	if (e->nheld > 0 && in->n > 0)
		o = encode_held(e, in, out, room);
	if (e->nheld > 0 || in->n == 0)
		return o;
	v.p = in->p;
	v.n = in->n;
	o += encode(e, &v, &used, out + o, room - o);
	*in = str_skip(*in, used);
	if (in->n < QP_AHEAD && room - o >= TURN) {
		memcpy(e->held, in->p, in->n);
		e->nheld = in->n;
		*in = str_skip(*in, in->n);
	}
	return o;
}

size_t
qp_encode_end(struct qp_encoder *e, char *out)
{
	struct view v = {e->held, e->nheld, true};
	size_t used;

	e->nheld = 0;
	return encode(e, &v, &used, out, QP_ROOM);
}

void
qp_encode_out(struct qp_encoder *e, struct str in, struct out *out)
{
	size_t room;
	char *to;

	while (in.n > 0) {
		to = out_reserve_all(out, QP_ROOM, &room);
		out_commit(out, qp_encode(e, &in, to, room));
	}
}

void
qp_encode_end_out(struct qp_encoder *e, struct out *out)
{
	char *to = out_reserve(out, QP_ROOM);

	out_commit(out, qp_encode_end(e, to));
}
