/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/ascii.h"
#include "mime/qp.h"

/* What is held when the next byte comes. */
enum {
	TEXT,   /* nothing */
	BLANKS, /* white space */
	CR,     /* the same, perhaps none, and a CR */
	ESCAPE, /* = */
	HEX,    /* = and a digit */
	SOFT,   /* = and white space */
	SOFT_CR /* the same, perhaps none, and a CR */
};

/* How far a line's end is looked for. */
#define LOOK_AHEAD 4096

/* What must be free when held bytes turn out to be text. */
#define TURN (QP_BLANKS_MAX + 4)

void
qp_decode_init(struct qp_decoder *d, enum qp_mode mode, bool lenient)
{
	memset(d, 0, sizeof(*d));
	d->mode = mode;
	d->lenient = lenient;
	d->state = TEXT;
}

static void
hold(struct qp_decoder *d, int state, char c)
{
	d->held[d->nheld++] = c;
	d->state = state;
}

static void
drop(struct qp_decoder *d)
{
	d->nheld = 0;
	d->state = TEXT;
}

/* What is held was text after all. */
static size_t
release(struct qp_decoder *d, char *out)
{
	size_t n = d->nheld;

	memcpy(out, d->held, n);
	drop(d);
	return n;
}

/* The escape that is held is none: RFC 2045 6.7 advises to leave it as it is
   where one goes on. */
static size_t
bad_escape(struct qp_decoder *d, char *out)
{
	d->bad_escapes++;
	if (d->lenient)
		return release(d, out);
	d->wrong = "= is followed by neither two digits nor a line end";
	d->wrong_at = d->offset - d->nheld;
	drop(d);
	return 0;
}

static size_t
put_line_end(const struct qp_decoder *d, bool cr, char *out)
{
	if (!cr || d->mode == QP_TEXT) {
		*out = '\n';
		return 1;
	}
	memcpy(out, "\r\n", 2);
	return 2;
}

/* The next byte behind an = that is held.  *taken: whether it belongs to
   the escape. */
static size_t
take_escape(struct qp_decoder *d, char c, bool *taken, char *out)
{
	*taken = true;
	if (d->state == HEX && ascii_hex(c) >= 0) {
		*out = (char)(ascii_hex(d->held[1]) << 4 | ascii_hex(c));
		drop(d);
		return 1;
	}
	if (d->state == ESCAPE && ascii_hex(c) >= 0)
		hold(d, HEX, c);
	else if (d->state != HEX && c == '\n')
		drop(d);
	else if ((d->state == ESCAPE || d->state == SOFT) && c == '\r')
		hold(d, SOFT_CR, c);
	else if ((d->state == ESCAPE || d->state == SOFT) &&
	    ascii_is_blank(c) && d->nheld <= QP_BLANKS_MAX)
		hold(d, SOFT, c);
	else
		*taken = false;
	return *taken ? 0 : bad_escape(d, out);
}

/* The next byte behind white space, and perhaps a CR, that is held. */
static size_t
take_blank(struct qp_decoder *d, char c, bool *taken, char *out)
{
	bool cr = d->state == CR;

	*taken = true;
	if (c == '\n') {
		drop(d);
		return put_line_end(d, cr, out);
	}
	if (!cr && c == '\r')
		hold(d, CR, c);
	else if (!cr && ascii_is_blank(c) && d->nheld < QP_BLANKS_MAX)
		hold(d, BLANKS, c);
	else
		*taken = false;
	return *taken ? 0 : release(d, out);
}

/* How many bytes at the end of p[0..n) may be nothing: the white space that
   byte by byte would be held. */
static size_t
blanks_at_end(const char *p, size_t n)
{
	size_t run = 0;

	while (run < n && ascii_is_blank(p[n - 1 - run]))
		run++;
	return run == 0 ? 0 : (run - 1) % QP_BLANKS_MAX + 1;
}

/* The escapes at the front of s, as far as they are of the common two kinds:
   how long they are; *len bytes were written. */
static size_t
common_escapes(struct str s, char *out, size_t *len)
{
	size_t i = 0;
	int high, low;

	*len = 0;
	while (s.n - i >= 3 && s.p[i] == '=') {
		high = ascii_hex(s.p[i + 1]);
		low = ascii_hex(s.p[i + 2]);
		if (s.p[i + 1] == '\n') {
			i += 2;
		} else if (high >= 0 && low >= 0) {
			out[(*len)++] = (char)(high << 4 | low);
			i += 3;
		} else {
			break;
		}
	}
	return i;
}

/* The end of a line, or of what is there of it: white space may stand there
   that is nothing. */
static size_t
take_line_end(struct qp_decoder *d, struct str in, char *out)
{
	bool ends = in.n > 0 && in.p[in.n - 1] == '\n', cr;
	size_t n = in.n - ends, keep = n;

	cr = keep > 0 && in.p[keep - 1] == '\r';
	keep -= cr;
	keep -= blanks_at_end(in.p, keep);
	memcpy(out, in.p, keep);
	if (ends)
		return keep + put_line_end(d, cr, out + keep);
	d->nheld = n - keep;
	memcpy(d->held, in.p + keep, d->nheld);
	d->state = cr ? CR : d->nheld > 0 ? BLANKS : TEXT;
	return keep;
}

/* Whether the line end at p[n] is other than it will be written: white space
   before it goes away, and in text the CR of a CRLF. */
static bool
changes(const struct qp_decoder *d, const char *p, size_t n)
{
	if (n > 0 && p[n - 1] == '\r')
		return d->mode == QP_TEXT ||
		    (n > 1 && ascii_is_blank(p[n - 2]));
	return n > 0 && ascii_is_blank(p[n - 1]);
}

/* A text that is taken from its front: each byte is searched for LF once. */
struct text {
	struct str in;
	size_t at, lf; /* the first LF from at on */
};

static void
pass_to(struct text *t, size_t at)
{
	t->at = at;
	if (t->lf < at)
		t->lf = at + str_find(str_skip(t->in, at), '\n');
}

/* Takes what is before end.  Lines are copied together, up to one whose end
   changes. */
static size_t
take_lines(struct qp_decoder *d, struct text *t, size_t end, char *out)
{
	const char *p = t->in.p;
	size_t from = t->at, o = 0;

	while (t->lf < end) {
		if (changes(d, p + t->at, t->lf - t->at)) {
			memcpy(out + o, p + from, t->at - from);
			o += t->at - from;
			from = t->lf + 1;
			o += take_line_end(d, str_of(p + t->at, from - t->at),
			    out + o);
		}
		pass_to(t, t->lf + 1);
	}
	memcpy(out + o, p + from, end - from);
	pass_to(t, end);
	return o + end - from;
}

/* Takes the lines that end, and what is there of another one. */
static size_t
take_rest(struct qp_decoder *d, struct text *t, char *out)
{
	size_t n = t->in.n, o;

	while (n > t->at && t->in.p[n - 1] != '\n')
		n--;
	o = take_lines(d, t, n, out);
	return n < t->in.n ? o + take_line_end(d, str_skip(t->in, n), out + o) :
	    o;
}

/* Text up to an escape that is not a common one: how many bytes were
   written, and *used taken. */
static size_t
take_text(struct qp_decoder *d, struct str in, size_t *used, char *out)
{
	struct text t;
	size_t o = 0, n, len;

	/* Not far, for an odd escape makes it look once more. */
	if (in.n > LOOK_AHEAD)
		in.n = LOOK_AHEAD;
	t.in = in;
	t.at = 0;
	t.lf = str_find(in, '\n');
	while ((n = str_find(str_skip(in, t.at), '=')) < in.n - t.at) {
		o += take_lines(d, &t, t.at + n, out + o);
		n = common_escapes(str_skip(in, t.at), out + o, &len);
		if (n == 0) {
			hold(d, ESCAPE, '=');
			*used = t.at + 1;
			return o;
		}
		pass_to(&t, t.at + n);
		o += len;
	}
	*used = in.n;
	return o + take_rest(d, &t, out + o);
}

/* One turn: at least a byte is taken, or the state falls back to TEXT. */
static size_t
turn(struct qp_decoder *d, struct str in, size_t *used, char *out)
{
	bool taken;
	size_t n;

	if (d->state == TEXT)
		return take_text(d, in, used, out);
	if (d->state == BLANKS || d->state == CR)
		n = take_blank(d, in.p[0], &taken, out);
	else
		n = take_escape(d, in.p[0], &taken, out);
	*used = taken;
	return n;
}

size_t
qp_decode(struct qp_decoder *d, struct str *in, char *out, size_t room)
{
	struct str all = *in;
	size_t o = 0, used, fits;

	while (in->n > 0 && room - o >= TURN && d->wrong == NULL) {
		fits = room - o - 1; /* for the LF of a CRLF that is kept */
		if (fits > in->n)
			fits = in->n;
		o += turn(d, str_of(in->p, fits), &used, out + o);
		*in = str_skip(*in, used);
		d->offset += used;
	}
	all.n -= in->n;
	d->has_8bit = d->has_8bit || str_has_8bit(all);
	return o;
}

size_t
qp_decode_end(struct qp_decoder *d, char *out)
{
	if (d->state == HEX)
		return bad_escape(d, out);
	if (d->state == CR)
		return release(d, out);
	drop(d);
	return 0;
}

int
qp_decode_check(const struct qp_decoder *d, struct err *e)
{
	if (d->wrong == NULL)
		return 0;
	return err_set(e, STATUS_DATA, "offset %llu: %s",
	    (unsigned long long)d->wrong_at, d->wrong);
}
