/* SPDX-License-Identifier: ISC */
#include "base/json.h"

#include "base/block.h"
#include "base/utf8.h"
#include "base/vis.h"

/* Kept in the buffer before it goes out. */
#define HELD ((size_t)16 * 1024)

void
json_init(struct json *j, struct buf *b, struct out *out)
{
	j->b = b;
	j->out = out;
	j->comma = false;
}

void
json_flush(struct json *j)
{
	out_add_str(j->out, buf_str(j->b));
	j->b->len = 0;
}

static void
add_key(struct json *j, const char *key)
{
	if (j->comma)
		buf_add_char(j->b, ',');
	j->comma = true;
	if (key != NULL) {
		buf_add_char(j->b, '"');
		buf_add_string(j->b, key);
		buf_add_string(j->b, "\":");
	}
}

void
json_open(struct json *j, const char *key, char bracket)
{
	add_key(j, key);
	buf_add_char(j->b, bracket);
	j->comma = false;
}

void
json_close(struct json *j, char bracket)
{
	buf_add_char(j->b, bracket);
	j->comma = true;
}

void
json_int(struct json *j, const char *key, int64_t n)
{
	add_key(j, key);
	if (n < 0)
		buf_add_char(j->b, '-');
	buf_add_number(j->b, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
}

void
json_bool(struct json *j, const char *key, bool value)
{
	add_key(j, key);
	buf_add_string(j->b, value ? "true" : "false");
}

/* How many bytes at the front of s stand for themselves. */
static size_t
plain_length(struct str s)
{
	size_t i = 0, n;

	while (i < s.n) {
		if (s.n - i >= BLOCK_SHORT &&
		    (n = block_run(s.p + i, ' ', '~', '"', '\\')) > 0) {
			i += n; /* as most are */
			continue;
		}
		if (s.p[i] == '"' || s.p[i] == '\\')
			break;
		if (s.p[i] >= ' ' && s.p[i] < 0x7f) {
			i++;
			continue;
		}
		n = utf8_length(str_skip(s, i));
		if (n == 0 || vis_is_hidden(utf8_code(s.p + i, n)))
			break;
		i += n;
	}
	return i;
}

/* Adds the character that ends a plain run; returns its length. */
static size_t
add_escaped(struct buf *b, struct str s)
{
	static const char from[] = "\"\\\n\t\r", to[] = "\"\\ntr";
	size_t n = utf8_length(s), i;

	if (n == 0) {
		buf_add_string(b, "\\ufffd");
		return 1;
	}
	for (i = 0; i < sizeof(from) - 1; i++)
		if (s.p[0] == from[i])
			break;
	if (i < sizeof(from) - 1) {
		buf_add_char(b, '\\');
		buf_add_char(b, to[i]);
	} else { /* no hidden character lies beyond U+FFFF */
		buf_printf(b, "\\u%04x", (unsigned int)utf8_code(s.p, n));
	}
	return n;
}

void
json_string(struct json *j, const char *key, struct str s)
{
	size_t n;

	add_key(j, key);
	buf_add_char(j->b, '"');
	while (s.n > 0) {
		n = plain_length(s);
		buf_add(j->b, s.p, n);
		s = str_skip(s, n);
		if (s.n > 0)
			s = str_skip(s, add_escaped(j->b, s));
		if (j->out != NULL && j->b->len > HELD)
			json_flush(j);
	}
	buf_add_char(j->b, '"');
}
