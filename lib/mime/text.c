/* SPDX-License-Identifier: ISC */
#include "mime/text.h"

#include <string.h>

#include "base/utf8.h"
#include "mime/defect.h"
#include "mime/htmlcommand.h"

void
text_init(struct text *t)
{
	memset(t, 0, sizeof(*t));
	decode_init(&t->decode);
	html_init(&t->html);
	spool_init(&t->spool);
}

void
text_free(struct text *t)
{
	decode_free(&t->decode);
	html_free(&t->html);
	buf_free(&t->utf8);
	buf_free(&t->plain);
	buf_free(&t->joined);
	spool_free(&t->spool);
}

static void
put_out(struct text *t, struct str s)
{
	if (s.n == 0)
		return;
	t->in_line = s.p[s.n - 1] != '\n';
	if (t->sink.put != NULL)
		t->sink.put(t->sink.to, s);
}

static void
put(struct text *t, struct str s)
{
	if (!t->is_flowed) {
		put_out(t, s);
		return;
	}
	t->joined.len = 0;
	unflow_add(&t->unflow, s, &t->joined);
	put_out(t, buf_str(&t->joined));
}

/* The end of its last line, if that has none. */
static void
end_lines(struct text *t)
{
	if (t->held_cr)
		put(t, STR("\r"));
	if (t->is_flowed) {
		t->joined.len = 0;
		unflow_end(&t->unflow, &t->joined);
		put_out(t, buf_str(&t->joined));
	}
	if (t->in_line)
		put_out(t, STR("\n"));
}

/* Passes lines on, CRLF as LF; any other CR is text. */
static void
put_lines(struct text *t, struct str s)
{
	size_t n;

	if (s.n > 0 && t->held_cr) {
		t->held_cr = false;
		if (s.p[0] != '\n')
			put(t, STR("\r"));
	}
	while (s.n > 0) {
		n = str_find(s, '\r');
		put(t, str_of(s.p, n));
		s = str_skip(s, n);
		if (s.n == 0)
			break;
		if (s.n == 1)
			t->held_cr = true;
		else if (s.p[1] != '\n')
			put(t, STR("\r"));
		s = str_skip(s, 1);
	}
}

static void
put_to_command(struct text *t)
{
	if (!t->failed && spool_add(&t->spool, t->utf8.data, t->utf8.len,
	    &t->err) < 0)
		t->failed = true;
}

/* A byte order mark at its front is no part of a text. */
static void
drop_mark(struct text *t)
{
	if (!t->begun && utf8_has_mark(buf_str(&t->utf8)))
		buf_drop(&t->utf8, UTF8_MARK_LENGTH);
	t->begun = true;
}

static void
put_utf8(struct text *t)
{
	if (t->utf8.len > 0)
		drop_mark(t);
	if (!t->is_html) {
		put_lines(t, buf_str(&t->utf8));
	} else if (t->html_command != NULL) {
		put_to_command(t);
	} else {
		html_add(&t->html, buf_str(&t->utf8), &t->plain);
		put_lines(t, buf_str(&t->plain));
		t->plain.len = 0;
	}
	t->utf8.len = 0;
}

static void
take_decoded(void *to, struct str s)
{
	struct text *t = to;

	charset_add(&t->charset, s, &t->utf8);
	put_utf8(t);
}

void
text_begin(struct text *t, const struct entity *en, bool for_people,
    struct sink sink)
{
	struct sink decoded = {take_decoded, t};

	t->sink = sink;
	t->is_html = for_people && entity_is(en, "text/html");
	t->is_flowed = for_people && en->is_flowed;
	t->held_cr = t->in_line = t->begun = t->failed = false;
	t->known = charset_init_part(&t->charset, buf_str(&en->charset));
	if (t->is_html)
		html_begin(&t->html);
	if (t->is_flowed)
		unflow_begin(&t->unflow, en->delsp);
	decode_begin(&t->decode, en->encoding, decoded);
}

void
text_add(struct text *t, struct str raw)
{
	decode_add(&t->decode, raw);
}

static void
take_lines(void *to, struct str s)
{
	put_lines(to, s);
}

/* What HTML gives at its end, or all it gives if a command reads it. */
static void
end_html(struct text *t)
{
	struct sink lines = {take_lines, t};

	if (t->html_command == NULL) {
		html_end(&t->html, &t->plain);
		put_lines(t, buf_str(&t->plain));
		t->plain.len = 0;
		return;
	}
	if (!t->failed && htmlcommand_run(t->html_command, &t->spool, lines,
	    &t->err) < 0)
		t->failed = true;
	spool_free(&t->spool);
	spool_init(&t->spool);
}

unsigned int
text_end(struct text *t)
{
	unsigned int defects = 0;

	if (!decode_end(&t->decode))
		defects |= DEFECT_CODED;
	charset_end(&t->charset, &t->utf8);
	put_utf8(t);
	if (t->is_html)
		end_html(t);
	end_lines(t);
	if (!t->known || t->charset.bad)
		defects |= DEFECT_CHARSET;
	charset_free(&t->charset);
	return defects;
}
