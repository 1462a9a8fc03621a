/* SPDX-License-Identifier: ISC */
#include "mime/reply.h"

#include <stddef.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "mime/charset.h"
#include "mime/headcopy.h"
#include "mime/header.h"
#include "mime/value.h"

/* A thread of hundreds keeps its first message and the latest ones: what
   mail readers look at (RFC 5537 3.4.4 tells how to shorten it). */
#define REFERENCES_MAX 30

/* A longer one would not fit into a line, and is none. */
#define ID_MAX 500

/* Takes the next msg-id, "<...>", off *s; empty: there is no more. */
static struct str
next_id(struct str *s)
{
	size_t i;

	while (s->n > 0) {
		*s = str_skip(*s, str_find(*s, '<'));
		for (i = 1; i < s->n && i < ID_MAX &&
		     ascii_is_graph(s->p[i]) && s->p[i] != '<'; i++) {
			struct str id = str_of(s->p, i + 1);

			if (s->p[i] == '>' && i > 1) {
				*s = str_skip(*s, i + 1);
				return id;
			}
		}
		*s = str_skip(*s, 1);
	}
	return str_of(NULL, 0);
}

static size_t
count_ids(struct str s)
{
	size_t n = 0;

	while (next_id(&s).n > 0)
		n++;
	return n;
}

static void
add_ids(struct buf *b, struct str s)
{
	size_t n = count_ids(s), i;
	struct str id;

	for (i = 0; (id = next_id(&s)).n > 0; i++) {
		if (i > 0 && n - i > REFERENCES_MAX)
			continue;
		if (b->len > 0)
			buf_add_char(b, ' ');
		buf_add_str(b, id);
	}
}

static struct str
value_of(struct str fields, const char *name)
{
	struct field f;

	return header_find(fields, name, &f) ? f.value : str_of(NULL, 0);
}

/* The same for text, of which bytes without a label may have to become UTF-8,
   in *b. */
static struct str
text_of(struct str fields, const char *name, struct buf *b)
{
	struct str value = value_of(fields, name);
	struct buf charset = BUF_INIT;

	if (str_has_8bit(value)) {
		value_charset(fields, &charset);
		charset_guess(&value, buf_str(&charset), b);
		buf_free(&charset);
	}
	return value;
}

/* RFC 5322 3.6.4: References, or else a lone In-Reply-To, then the id. */
static void
thread(struct newhead *h, struct str fields)
{
	struct str id = value_of(fields, "Message-ID"), parents, first;
	struct buf b = BUF_INIT;

	first = next_id(&id);
	if (first.n == 0)
		return;
	buf_add_str(&b, first);
	newhead_set(h, "In-Reply-To", buf_string(&b));
	b.len = 0;
	parents = value_of(fields, "References");
	if (count_ids(parents) == 0) {
		parents = value_of(fields, "In-Reply-To");
		if (count_ids(parents) != 1)
			parents = str_of(NULL, 0);
	}
	add_ids(&b, parents);
	if (b.len > 0)
		buf_add_char(&b, ' ');
	buf_add_str(&b, first);
	newhead_set(h, "References", buf_string(&b));
	buf_free(&b);
}

/* Sets the Subject to that of the message, behind a prefix that it does not
   have yet. */
static void
subject(struct newhead *h, struct str fields, const char *prefix)
{
	struct buf old = BUF_INIT, new = BUF_INIT, utf8 = BUF_INIT;
	struct str text;

	if (newhead_get(h, "Subject") != NULL)
		return;
	headcopy_text(&old, text_of(fields, "Subject", &utf8));
	text = str_trim(buf_str(&old));
	if (!str_case_starts(text, prefix))
		buf_printf(&new, "%s ", prefix);
	buf_add_str(&new, text);
	newhead_set(h, "Subject", buf_string(&new));
	buf_free(&old);
	buf_free(&new);
	buf_free(&utf8);
}

int
reply_head(struct newhead *h, struct str fields, struct err *e)
{
	struct buf to = BUF_INIT, utf8 = BUF_INIT;
	int result = 0;

	if (newhead_get(h, "To") == NULL) {
		if (headcopy_mailboxes(&to,
		    text_of(fields, "Reply-To", &utf8)) ||
		    headcopy_mailboxes(&to, text_of(fields, "From", &utf8)))
			newhead_set(h, "To", buf_string(&to));
		else
			result = err_set(e, STATUS_DATA,
			    "no sender to reply to");
		buf_free(&to);
		buf_free(&utf8);
	}
	subject(h, fields, "Re:");
	thread(h, fields);
	return result;
}

void
forward_head(struct newhead *h, struct str fields)
{
	subject(h, fields, "Fwd:");
}
