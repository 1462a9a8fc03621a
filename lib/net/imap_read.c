/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/num.h"
#include "net/imap_session.h"

/* What a server may offer. */
#define CAPABILITIES_MAX ((size_t)64 * 1024)

/* So many replies may come without the end of a command, and before the login;
   and so large is a literal before the login. */
#define UNTAGGED_MAX 100000000
#define UNTAGGED_EARLY_MAX 1000
#define LITERAL_EARLY_MAX ((uint64_t)64 * 1024)

/* So much of a reply is shown in the trace. */
#define TRACE_MAX ((size_t)2000)

static void
trace_add(struct imap *s, struct str bytes)
{
	size_t left = TRACE_MAX - s->line.len;

	if (s->conn.trace != NULL && s->line.len < TRACE_MAX)
		buf_add(&s->line, bytes.p, bytes.n < left ? bytes.n : left);
}

static void
trace_end(struct imap *s)
{
	if (s->conn.trace == NULL)
		return;
	if (s->line.len == TRACE_MAX)
		buf_add_string(&s->line, "...");
	s->conn.trace(s->conn.trace_arg, CONN_SERVER, buf_str(&s->line));
	s->line.len = 0;
}

/* Waits for more bytes, sending what can be sent. */
static int
fill(struct imap *s, struct err *e)
{
	if (imap_release(s, e) < 0)
		return -1;
	if (conn_fill(&s->conn, e) >= 0)
		return 0;
	return -1;
}

static int
pass_over_literal(struct imap *s, struct err *e)
{
	struct str piece;
	int got;

	do
		got = imap_piece(s, &piece, e);
	while (got > 0);
	return got;
}

static int
too_much(const struct imap *s, struct err *e)
{
	return err_set(e, STATUS_PROTOCOL,
	    "%s: the server says too much that nobody asked for",
	    s->account->url.host);
}

/* The next token, IMAP_END too. */
static int
next(struct imap *s, struct imap_token *t, struct err *e)
{
	struct str window;
	size_t used;
	int got;

	if (pass_over_literal(s, e) < 0)
		return -1;
	for (;;) {
		window = in_window(&s->conn.in);
		got = imap_lex_next(&s->lex, window, &used, t, e);
		if (got < 0)
			return err_prefix(e, "%s", s->account->url.host);
		if (got > 0 && t->kind == IMAP_END)
			trace_end(s);
		else
			trace_add(s, str_of(window.p,
			    used - (t->kind == IMAP_LITERAL ? 2 : 0)));
		in_take(&s->conn.in, used);
		if (got > 0 && !s->logged_in && t->kind == IMAP_LITERAL &&
		    t->size > LITERAL_EARLY_MAX)
			return too_much(s, e);
		if (got > 0)
			return 0;
		if (fill(s, e) < 0)
			return -1;
	}
}

int
imap_piece(struct imap *s, struct str *piece, struct err *e)
{
	struct str window;

	if (s->lex.literal == 0)
		return 0;
	while ((window = in_window(&s->conn.in)).n == 0)
		if (fill(s, e) < 0)
			return -1;
	if (window.n > s->lex.literal)
		window.n = (size_t)s->lex.literal;
	s->lex.literal -= window.n;
	in_take(&s->conn.in, window.n);
	*piece = window;
	return 1;
}

int
imap_token(struct imap *s, struct imap_token *t, struct err *e)
{
	if (!s->in_reply) {
		*t = (struct imap_token){IMAP_END, STR_INIT, 0, false, false};
		return 0;
	}
	if (next(s, t, e) < 0)
		return -1;
	s->in_reply = t->kind != IMAP_END;
	return s->in_reply;
}

int
imap_text(struct imap *s, const struct imap_token *t, struct buf *b,
    size_t max, struct err *e)
{
	struct str piece = t->text;
	int got;

	b->len = 0;
	if (t->kind == IMAP_ATOM || t->kind == IMAP_QUOTED) {
		buf_add(b, piece.p, piece.n < max ? piece.n : max);
		return !imap_is_nil(t);
	}
	if (t->kind != IMAP_LITERAL)
		return 0;
	while ((got = imap_piece(s, &piece, e)) > 0)
		if (b->len < max)
			buf_add(b, piece.p, piece.n < max - b->len
			    ? piece.n : max - b->len);
	return got < 0 ? -1 : 1;
}

int
imap_skip(struct imap *s, const struct imap_token *t, struct err *e)
{
	struct imap_token in = *t;
	size_t depth = s->lex.depth;
	int got = 1;

	if (t->kind == IMAP_LITERAL)
		return pass_over_literal(s, e);
	if (t->kind != IMAP_OPEN)
		return 0;
	while (got > 0 && s->lex.depth >= depth)
		got = imap_token(s, &in, e);
	return got < 0 ? -1 : 0;
}

static int
pass_over(struct imap *s, struct err *e)
{
	struct imap_token t;
	int got;

	do
		got = imap_token(s, &t, e);
	while (got > 0);
	return got;
}

/* Reads the text of a line, and its end; it is kept, for the end may come
   with another window. */
static int
read_text(struct imap *s, struct str *text, struct err *e)
{
	struct imap_token t;

	if (next(s, &t, e) < 0)
		return -1;
	s->text.len = 0;
	buf_add_str(&s->text, t.text);
	*text = buf_str(&s->text);
	return next(s, &t, e);
}

static int
read_capabilities(struct imap *s, struct err *e)
{
	struct imap_token t;
	int got;

	s->capabilities.len = 0;
	while ((got = imap_token(s, &t, e)) > 0) {
		if (s->capabilities.len + t.text.n > CAPABILITIES_MAX)
			return err_set(e, STATUS_PROTOCOL,
			    "%s: more than %zu bytes of capabilities",
			    s->account->url.host, CAPABILITIES_MAX);
		if (s->capabilities.len > 0)
			buf_add_char(&s->capabilities, ' ');
		buf_add_str(&s->capabilities, t.text);
	}
	s->fresh = true;
	return got;
}

static int
read_status(struct imap *s, struct imap_reply *r, int word, struct err *e)
{
	struct str text;

	if (read_text(s, &text, e) < 0)
		return -1;
	r->is_status = true;
	imap_status_read(&r->status, (enum imap_word)word, text);
	imap_take_code(s, &r->status);
	if (word != IMAP_BYE || s->leaving)
		return 0;
	s->dismissed = true;
	return imap_refused(s, r, STATUS_TEMPFAIL,
	    "the server ends the session", e);
}

/* "* OK ...", "* 12 FETCH ...", "* LIST ..." */
static int
read_untagged(struct imap *s, struct imap_reply *r, bool *own, struct err *e)
{
	struct imap_token t;
	int word;

	if (next(s, &t, e) < 0)
		return -1;
	word = imap_status_word(t.text);
	if (word >= 0)
		return read_status(s, r, word, e);
	s->in_reply = true;
	if (num_parse(t.text, UINT64_MAX, &r->number) == 0 &&
	    imap_token(s, &t, e) < 0)
		return -1;
	s->name.len = 0;
	buf_add_str(&s->name, t.text);
	r->name = buf_str(&s->name);
	if (imap_is_data(r, "EXISTS"))
		s->box.exists = r->number;
	if (imap_is_data(r, "EXPUNGE") || imap_is_data(r, "VANISHED"))
		s->box.expunges++;
	if (imap_is_data(r, "EXPUNGE") && s->box.exists > 0)
		s->box.exists--;
	*own = imap_is_data(r, "CAPABILITY") ||
	    (s->enabling != 0 && imap_is_data(r, "ENABLED"));
	if (!*own)
		return 0;
	return imap_is_data(r, "ENABLED") ? imap_enable_read(s, e)
	    : read_capabilities(s, e);
}

static int
unexpected(const struct imap *s, struct str word, struct err *e)
{
	return err_set(e, STATUS_PROTOCOL,
	    "%s: a reply that nothing was asked for: \"%.*s\"",
	    s->account->url.host, word.n > 40 ? 40 : (int)word.n, word.p);
}

static int
read_tagged(struct imap *s, struct imap_reply *r, struct str tag, bool *own,
    struct err *e)
{
	struct imap_token t;
	int word;

	if (!imap_tag_read(tag, &r->tag) || !imap_answered(s, r->tag, own))
		return unexpected(s, tag, e);
	if (next(s, &t, e) < 0)
		return -1;
	word = imap_status_word(t.text);
	if (word < 0 || word > IMAP_BAD)
		return unexpected(s, t.text, e);
	if (read_status(s, r, word, e) < 0)
		return -1;
	return r->tag == s->enabling ? imap_enable_end(s, r, e) : 0;
}

static int
read_more(struct imap *s, struct imap_reply *r, bool *own, struct err *e)
{
	r->is_more = true;
	imap_status_read(&r->status, IMAP_OK, STR(""));
	if (read_text(s, &r->status.text, e) < 0)
		return -1;
	*own = s->blocked != 0;
	if (*own)
		imap_unblock(s);
	return 0;
}

/* Reads one; *own if it is not for the caller. */
static int
read_one(struct imap *s, struct imap_reply *r, bool *own, struct err *e)
{
	struct imap_token t;

	memset(r, 0, sizeof(*r));
	*own = false;
	if (next(s, &t, e) < 0)
		return -1;
	if (str_is(t.text, "+"))
		return read_more(s, r, own, e);
	if (!str_is(t.text, "*"))
		return read_tagged(s, r, t.text, own, e);
	return read_untagged(s, r, own, e);
}

/* The next one, whosoever it is. */
static int
read_any(struct imap *s, struct imap_reply *r, bool *own, struct err *e)
{
	if (pass_over(s, e) < 0 || imap_release(s, e) < 0)
		return -1;
	conn_wake(&s->conn);
	if (read_one(s, r, own, e) < 0)
		return -1;
	s->untagged = r->tag == 0 ? s->untagged + 1 : 0;
	if (s->untagged > (s->logged_in ? UNTAGGED_MAX : UNTAGGED_EARLY_MAX))
		return too_much(s, e);
	return 0;
}

int
imap_reply(struct imap *s, struct imap_reply *r, struct err *e)
{
	bool own;

	do
		if (read_any(s, r, &own, e) < 0)
			return -1;
	while (own && !(s->streaming && r->is_more));
	return 0;
}

int
imap_settle(struct imap *s, struct err *e)
{
	struct imap_reply r;
	bool own;

	while (s->enabling != 0)
		if (read_any(s, &r, &own, e) < 0)
			return -1;
	return 0;
}

bool
imap_is_data(const struct imap_reply *r, const char *name)
{
	return str_case_is(r->name, name);
}

int
imap_wait_reply(struct imap *s, unsigned int tag, const char *what,
    struct imap_reply *r, struct err *e)
{
	do {
		if (imap_reply(s, r, e) < 0)
			return -1;
		/* What its data meant can not be told any more. */
		if (r->tag > tag)
			return err_set(e, STATUS_PROTOCOL, "%s: %s: a later "
			    "command is answered first",
			    s->account->url.host, what);
	} while (r->tag != tag);
	return 0;
}

int
imap_wait(struct imap *s, unsigned int tag, int fallback, const char *what,
    struct err *e)
{
	struct imap_reply r;

	if (imap_wait_reply(s, tag, what, &r, e) < 0)
		return -1;
	if (r.status.word == IMAP_OK)
		return 0;
	return imap_refused(s, &r, fallback, what, e);
}
