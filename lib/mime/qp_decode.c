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

/* Where the first = or LF stands; n if nowhere. */
static size_t
find_special(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (p[i] == '=' || p[i] == '\n')
			break;
	return i;
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

/* Text up to an = or to the end of what is there or of the line: how many
   bytes were written, and *used taken. */
static size_t
take_text(struct qp_decoder *d, struct str in, size_t *used, char *out)
{
	size_t n = find_special(in.p, in.n), keep = n;
	bool ends = n < in.n && in.p[n] == '\n', cr;

	*used = n + (n < in.n);
	if (n < in.n && !ends) {
		hold(d, ESCAPE, '=');
		memcpy(out, in.p, n);
		return n;
	}
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
	size_t o = 0, used, fits;

	while (in->n > 0 && room - o >= TURN && d->wrong == NULL) {
		fits = room - o - 1; /* for the LF of a CRLF that is kept */
		if (fits > in->n)
			fits = in->n;
		o += turn(d, str_of(in->p, fits), &used, out + o);
		d->has_8bit = d->has_8bit || str_has_8bit(str_of(in->p, used));
		*in = str_skip(*in, used);
		d->offset += used;
	}
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
