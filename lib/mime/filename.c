/* SPDX-License-Identifier: ISC */
#include "mime/filename.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "base/vis.h"

/* A longer extension is taken for a part of the name. */
#define EXTENSION_MAX ((size_t)16)

/* What stands behind the last separator, of Windows too. */
static struct str
base_name(struct str name)
{
	size_t i;

	for (i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
			return str_skip(name, i);
	return name;
}

/* Characters of no width, which make two names look the same: U+200B to
   U+200D, U+2060, U+FEFF; vis has the other hidden ones. */
static bool
is_invisible(struct str c)
{
	static const char *const hidden[] = {"\xe2\x80\x8b", "\xe2\x80\x8c",
	    "\xe2\x80\x8d", "\xe2\x81\xa0", "\xef\xbb\xbf"};
	size_t i;

	for (i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (str_is(c, hidden[i]))
			return true;
	return false;
}

static bool
is_wanted(struct str c)
{
	struct buf visible = BUF_INIT;
	bool same;

	if (c.n == 1)
		return !ascii_is_control(c.p[0]) &&
		    !str_has(STR("<>:\"|?*"), c.p[0]);
	vis_buf(&visible, c, VIS_LINE);
	same = str_equal(buf_str(&visible), c);
	buf_free(&visible);
	return same && !is_invisible(c);
}

/* Adds the characters, _ for each one that is not wanted. */
static void
add_wanted(struct str name, struct buf *b)
{
	struct str c;
	size_t n;

	while (name.n > 0) {
		n = utf8_length(name);
		c = str_of(name.p, n > 0 ? n : 1);
		if (n > 0 && is_wanted(c))
			buf_add_str(b, c);
		else
			buf_add_char(b, '_');
		name = str_skip(name, c.n);
	}
}

/* Names that Windows takes for devices, whatever their extension. */
static bool
is_device(struct str name)
{
	static const char *const devices[] = {"con", "prn", "aux", "nul",
	    "com", "lpt"};
	struct str stem = str_trim(str_of(name.p, str_find(name, '.')));
	size_t i;

	for (i = 0; i < 4; i++)
		if (str_case_is(stem, devices[i]))
			return true;
	if (stem.n != 4 || !ascii_is_digit(stem.p[3]))
		return false;
	stem.n = 3;
	return str_case_is(stem, devices[4]) || str_case_is(stem, devices[5]);
}

/* Where the extension begins, its dot included. */
static size_t
stem_length(struct str name)
{
	size_t n = name.n;

	while (n > 0 && name.p[n - 1] != '.')
		n--;
	return n > 1 && name.n - n <= EXTENSION_MAX ? n - 1 : name.n;
}

static struct str
trim_end(struct str s)
{
	while (s.n > 0 && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ' '))
		s.n--;
	return s;
}

/* The part of a stem that fits n bytes, cut between characters. */
static struct str
cut(struct str s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return trim_end(str_of(s.p, n));
}

static void
add_limited(struct str name, const char *suffix, struct buf *b)
{
	size_t n = stem_length(name), extra = name.n - n + strlen(suffix);

	buf_add_str(b, cut(str_of(name.p, n), FILENAME_MAX_BYTES - extra));
	buf_add_string(b, suffix);
	buf_add_str(b, str_skip(name, n));
}

/* Makes the front of a name harmless: _ before a device, and for a dot or
   a dash. */
static void
guard_front(struct buf *name, struct buf *b)
{
	struct buf longer = BUF_INIT;

	if (is_device(buf_str(name))) {
		buf_add_char(&longer, '_');
		buf_add_str(&longer, buf_str(name));
		add_limited(buf_str(&longer), "", b);
		buf_free(&longer);
		return;
	}
	if (name->len > 0 && (name->data[0] == '.' || name->data[0] == '-'))
		name->data[0] = '_';
	buf_add_str(b, buf_str(name));
}

void
filename_clean(struct str name, struct buf *b)
{
	struct buf text = BUF_INIT, limited = BUF_INIT;

	add_wanted(base_name(name), &text);
	add_limited(trim_end(str_trim(buf_str(&text))), "", &limited);
	guard_front(&limited, b);
	buf_free(&limited);
	buf_free(&text);
}

void
filename_number(struct str name, unsigned long number, struct buf *b)
{
	struct buf suffix = BUF_INIT;

	buf_printf(&suffix, "-%lu", number);
	add_limited(name, buf_string(&suffix), b);
	buf_free(&suffix);
}

static const char *
extension_of(struct str type)
{
	static const struct {
		const char *type, *extension;
	} known[] = {
		{"text/plain", ".txt"}, {"text/html", ".html"},
		{"text/calendar", ".ics"}, {"text/csv", ".csv"},
		{"text/x-vcard", ".vcf"}, {"text/vcard", ".vcf"},
		{"image/jpeg", ".jpg"}, {"image/png", ".png"},
		{"image/gif", ".gif"}, {"image/svg+xml", ".svg"},
		{"application/pdf", ".pdf"}, {"application/zip", ".zip"},
		{"application/json", ".json"}, {"application/xml", ".xml"},
		{"application/pgp-signature", ".asc"},
		{"application/ms-tnef", ".tnef"}, {"audio/mpeg", ".mp3"},
		{"application/pkcs7-signature", ".p7s"},
		{"message/rfc822", ".eml"}, {"message/global", ".eml"}
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_is(type, known[i].type))
			return known[i].extension;
	return str_starts(type, "text/") || str_starts(type, "message/") ?
	    ".txt" : ".bin";
}

void
filename_default(struct str number, struct str type, struct buf *b)
{
	buf_add_string(b, "part-");
	buf_add_str(b, cut(number, FILENAME_MAX_BYTES - 32));
	buf_add_string(b, extension_of(type));
}
