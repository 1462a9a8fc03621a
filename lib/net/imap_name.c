/* SPDX-License-Identifier: ISC */
#include "net/imap_name.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "base/vis.h"

#define RAW "raw:"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static bool
is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/* The bits of UTF-16 that have not yet made six, from the left. */
struct shift {
	uint32_t bits;
	int n;
	bool on; /* within "&...-" */
};

static void
add_unit(struct buf *b, struct shift *s, uint32_t unit)
{
	if (!s->on)
		buf_add_char(b, '&');
	s->on = true;
	s->bits = s->bits << 16 | unit;
	for (s->n += 16; s->n >= 6; s->n -= 6)
		buf_add_char(b, alphabet[s->bits >> (s->n - 6) & 0x3f]);
}

static void
end_shift(struct buf *b, struct shift *s)
{
	if (!s->on)
		return;
	if (s->n > 0)
		buf_add_char(b, alphabet[s->bits << (6 - s->n) & 0x3f]);
	buf_add_char(b, '-');
	s->on = false;
	s->n = 0;
}

/* Valid UTF-8 in modified UTF-7. */
static void
add_utf7(struct buf *b, struct str name)
{
	struct shift shift = {0, 0, false};
	uint32_t code;
	size_t n;

	for (; name.n > 0; name = str_skip(name, n)) {
		n = utf8_length(name);
		code = utf8_code(name.p, n);
		if (n == 1 && is_printable(name.p[0])) {
			end_shift(b, &shift);
			buf_add_char(b, name.p[0]);
			if (name.p[0] == '&')
				buf_add_char(b, '-');
		} else if (code < 0x10000) {
			add_unit(b, &shift, code);
		} else {
			code -= 0x10000;
			add_unit(b, &shift, 0xd800 | code >> 10);
			add_unit(b, &shift, 0xdc00 | (code & 0x3ff));
		}
	}
	end_shift(b, &shift);
}

static int
add_unescaped(struct buf *b, struct str raw)
{
	int high, low;

	for (; raw.n > 0; raw = str_skip(raw, 1)) {
		if (raw.p[0] != '%') {
			buf_add_char(b, raw.p[0]);
			continue;
		}
		if (raw.n < 3 || (high = ascii_hex(raw.p[1])) < 0 ||
		    (low = ascii_hex(raw.p[2])) < 0)
			return -1;
		buf_add_char(b, (char)(high << 4 | low));
		raw = str_skip(raw, 2);
	}
	return 0;
}

/* Of a name that begins with "raw:". */
static int
encode_raw(struct buf *b, struct str name, struct err *e)
{
	struct buf bytes = BUF_INIT;
	int result = 0;

	if (add_unescaped(&bytes, str_skip(name, sizeof(RAW) - 1)) < 0)
		result = err_set(e, STATUS_USAGE,
		    "mailbox %.*s: a %% without two hexadecimal digits",
		    (int)name.n, name.p);
	else if (bytes.len == 0 || str_has_line_end_or_nul(buf_str(&bytes)))
		result = err_set(e, STATUS_USAGE,
		    "mailbox %.*s: not the name of one",
		    (int)name.n, name.p);
	else
		buf_add_str(b, buf_str(&bytes));
	buf_free(&bytes);
	return result;
}

int
imap_name_encode(struct buf *b, struct str name, struct err *e)
{
	if (name.n == 0)
		return err_set(e, STATUS_USAGE, "the name of a mailbox is "
		    "empty");
	if (str_has_line_end_or_nul(name))
		return err_set(e, STATUS_USAGE,
		    "mailbox %.*s: a line end or a NUL in its name",
		    (int)name.n, name.p);
	if (str_starts(name, RAW))
		return encode_raw(b, name, e);
	if (!utf8_is_valid(name))
		return err_set(e, STATUS_USAGE,
		    "mailbox %.*s: its name is not in UTF-8",
		    (int)name.n, name.p);
	add_utf7(b, name);
	return 0;
}

int
imap_name_check(const char *name, struct err *e)
{
	struct buf ignored = BUF_INIT;
	int result = imap_name_encode(&ignored, str_from(name), e);

	buf_free(&ignored);
	return result;
}

/* What "&...-" has been read of: units of UTF-16, put together. */
struct unshift {
	uint32_t bits;
	int n;
	uint32_t high; /* the first half of a pair; 0: none */
	bool hidden;   /* there was a character that must not be shown */
};

static bool
take_unit(struct buf *b, struct unshift *u, uint32_t unit)
{
	bool is_low = unit >= 0xdc00 && unit <= 0xdfff;

	if (is_low != (u->high != 0) || unit == 0)
		return false;
	if (unit >= 0xd800 && unit <= 0xdbff) {
		u->high = unit;
		return true;
	}
	if (is_low)
		unit = 0x10000 + ((u->high & 0x3ff) << 10 | (unit & 0x3ff));
	u->high = 0;
	utf8_add(b, unit);
	u->hidden |= vis_is_hidden(unit);
	return true;
}

/* Reads what stands between "&" and "-". */
static bool
read_shifted(struct buf *b, struct str text, bool *hidden)
{
	struct unshift u = {0, 0, 0, false};
	const char *at;

	for (; text.n > 0; text = str_skip(text, 1)) {
		at = memchr(alphabet, text.p[0], sizeof(alphabet) - 1);
		if (at == NULL)
			return false;
		u.bits = u.bits << 6 | (uint32_t)(at - alphabet);
		u.n += 6;
		if (u.n < 16)
			continue;
		u.n -= 16;
		if (!take_unit(b, &u, u.bits >> u.n & 0xffff))
			return false;
	}
	*hidden |= u.hidden;
	return u.high == 0;
}

static bool
read_parts(struct buf *b, struct str name, bool *hidden)
{
	struct str part;

	while (name.n > 0) {
		if (!is_printable(name.p[0]))
			return false;
		if (name.p[0] != '&') {
			buf_add_char(b, name.p[0]);
			name = str_skip(name, 1);
			continue;
		}
		name = str_skip(name, 1);
		part = str_cut(&name, '-');
		if (name.p == NULL || !read_shifted(b, part, hidden))
			return false;
		if (part.n == 0)
			buf_add_char(b, '&');
	}
	return true;
}

/* Adds modified UTF-7 in UTF-8, unless it is not in its one right form, which
   shows when it is written anew. */
static bool
read_utf7(struct buf *b, struct str name, bool *hidden)
{
	struct buf back = BUF_INIT;
	bool good = read_parts(b, name, hidden);

	if (good) {
		add_utf7(&back, buf_str(b));
		good = str_equal(buf_str(&back), name);
	}
	buf_free(&back);
	return good;
}

static void
add_raw(struct buf *b, struct str name)
{
	size_t i;

	buf_add_string(b, RAW);
	for (i = 0; i < name.n; i++)
		if (is_printable(name.p[i]) && name.p[i] != '%')
			buf_add_char(b, name.p[i]);
		else
			buf_printf(b, "%%%02X", (unsigned char)name.p[i]);
}

void
imap_name_decode(struct buf *b, struct str name)
{
	struct buf text = BUF_INIT;
	bool hidden = false;

	if (read_utf7(&text, name, &hidden) && !hidden &&
	    !str_starts(buf_str(&text), RAW))
		buf_add_str(b, buf_str(&text));
	else
		add_raw(b, name);
	buf_free(&text);
}

void
imap_name_to_utf8(struct buf *b, struct str name)
{
	struct buf text = BUF_INIT;
	bool ignored = false;

	buf_add_str(b, read_utf7(&text, name, &ignored) ? buf_str(&text)
	    : name);
	buf_free(&text);
}

void
imap_name_from_utf8(struct buf *b, struct str utf8)
{
	if (utf8_is_valid(utf8) && !str_has(utf8, '\0'))
		add_utf7(b, utf8);
	else
		buf_add_str(b, utf8);
}

bool
imap_name_equal(struct str a, struct str b)
{
	return str_equal(a, b) ||
	    (str_case_is(a, "INBOX") && str_case_is(b, "INBOX"));
}
