/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "net/imap_form.h"
#include "net/imap_session.h"
#include "net/imap_string.h"

/* What LITERAL- lets go without being asked for (RFC 7888 5). */
#define SMALL_LITERAL 4096

/* A message up to this size is sent without being asked for, where the server
   allows that; a larger one may be refused, and is better not sent then. */
#define EAGER_LITERAL ((uint64_t)256 * 1024)

static bool
may_pipeline(const struct imap *s)
{
	return account_flag(s->account, ACCOUNT_PIPELINING, true);
}

/* Whether a literal may go without a "+" (RFC 7888), as a literal8 may to few
   servers (RFC 7888 6).  Some write the capability with a blank in it. */
static bool
is_free(const struct imap *s, uint64_t n, bool binary)
{
	if (binary)
		return false;
	if (imap_offers(s, "LITERAL+") ||
	    (imap_offers(s, "LITERAL") && imap_offers(s, "+")))
		return n <= EAGER_LITERAL;
	return n <= SMALL_LITERAL && imap_offers(s, "LITERAL-");
}

static int
send_line(struct imap *s, struct str line, bool plus, struct err *e)
{
	struct buf text = BUF_INIT;
	int done;

	if (!plus)
		return conn_command_str(&s->conn, e, s->masked, line);
	buf_reserve(&text, line.n + 2);
	buf_add(&text, line.p, line.n - 1);
	buf_add_string(&text, "+}");
	done = conn_command_str(&s->conn, e, s->masked, buf_str(&text));
	buf_wipe(&text);
	return done;
}

/* One line off the front of the queue, and how it goes on from there. */
static int
release_line(struct imap *s, struct str line, struct err *e)
{
	uint64_t n = 0;
	bool binary = false;
	bool has_literal = imap_form_ends_in_literal(line, &n, &binary);
	bool plus = has_literal && is_free(s, n, binary);

	if (!s->within)
		s->n_sent++;
	if (send_line(s, line, plus, e) < 0)
		return -1;
	s->within = has_literal;
	buf_drop(&s->unsent, line.n + 2);
	if (has_literal && !plus)
		s->blocked = s->waiting[s->n_sent - 1].tag;
	if (has_literal && !(s->streaming && s->unsent.len == 0))
		s->literal = (size_t)n;
	return 0;
}

/* Makes room for n bytes in what the connection sends next: 1; 0 when the
   server has to be read first, before it reads on. */
static int
make_room(struct imap *s, size_t n, struct err *e)
{
	const struct out *out = &s->conn.out;

	if (out->len > 0 && out->len + n + 8 > out->cap &&
	    conn_flush(&s->conn, e) < 0)
		return -1;
	return out->len == 0 || out->len + n + 8 <= out->cap;
}

/* What goes next: the octets of a literal, or else a line. */
static int
release_one(struct imap *s, struct err *e)
{
	struct str rest = buf_str(&s->unsent);
	size_t n = s->literal > 0 ? s->literal :
	    str_find_str(rest, STR("\r\n"));
	int room = make_room(s, n, e);

	if (room <= 0)
		return room;
	if (s->literal == 0)
		return release_line(s, str_of(rest.p, n), e) < 0 ? -1 : 1;
	conn_wake(&s->conn);
	out_add(&s->conn.out, rest.p, n);
	buf_drop(&s->unsent, n);
	s->literal = 0;
	return 1;
}

int
imap_release(struct imap *s, struct err *e)
{
	int done = 1;

	while (done > 0 && s->unsent.len > 0 && s->blocked == 0) {
		if (!s->within && s->n_sent > 0 && !may_pipeline(s))
			break;
		done = release_one(s, e);
	}
	return done < 0 ? -1 : 0;
}

void
imap_unblock(struct imap *s)
{
	s->blocked = 0;
}

/* The command that waited for the "+" was refused: what is left of it is not
   sent.  A literal is in the queue as a whole, and so is the line behind it;
   what is streamed has nothing behind it, and ends the queue. */
static void
drop_rest(struct imap *s)
{
	uint64_t n = s->literal;
	struct str line;
	bool more = !s->streaming || s->unsent.len > 0, binary;

	s->blocked = 0;
	s->literal = 0;
	s->within = false;
	while (more) {
		buf_drop(&s->unsent, (size_t)n);
		line = buf_str(&s->unsent);
		line.n = str_find_str(line, STR("\r\n"));
		more = imap_form_ends_in_literal(line, &n, &binary);
		buf_drop(&s->unsent, line.n + 2);
		more = more && !(s->streaming && s->unsent.len == 0);
	}
}

static unsigned int
wait_for(struct imap *s, bool own)
{
	struct imap_waiting *w;

	s->waiting = mem_more(s->waiting, s->n_waiting, &s->cap_waiting,
	    sizeof(*s->waiting));
	w = &s->waiting[s->n_waiting++];
	w->tag = ++s->last;
	w->own = own;
	return w->tag;
}

bool
imap_tag_read(struct str text, unsigned int *tag)
{
	uint64_t n;

	if (!str_starts(text, "A") ||
	    num_parse(str_skip(text, 1), UINT32_MAX, &n) < 0)
		return false;
	*tag = (unsigned int)n;
	return true;
}

/* Which of the commands that have been sent it is; n_sent: none. */
static size_t
find_sent(const struct imap *s, unsigned int tag)
{
	size_t i;

	for (i = 0; i < s->n_sent && s->waiting[i].tag != tag; i++)
		continue;
	return i;
}

bool
imap_is_under_way(const struct imap *s, struct str tag)
{
	unsigned int n;

	return imap_tag_read(tag, &n) && find_sent(s, n) < s->n_sent;
}

bool
imap_answered(struct imap *s, unsigned int tag, bool *own)
{
	size_t i = find_sent(s, tag);

	if (i == s->n_sent)
		return false;
	*own = s->waiting[i].own;
	s->n_waiting--;
	memmove(&s->waiting[i], &s->waiting[i + 1],
	    (s->n_waiting - i) * sizeof(*s->waiting));
	if (s->blocked == tag)
		drop_rest(s);
	s->n_sent--;
	return true;
}

bool
imap_is_pending(const struct imap *s, unsigned int tag)
{
	size_t i;

	for (i = 0; i < s->n_waiting && s->waiting[i].tag <= tag; i++)
		if (!s->waiting[i].own)
			return true;
	return false;
}

/* Whether it waits to be written till the server has said whether it is spoken
   to in UTF-8, for something in it may depend on that. */
static bool
must_wait(const struct imap *s, struct str command)
{
	return s->enabling != 0 &&
	    (s->unwritten.len > 0 || str_has(command, '\n'));
}

void
imap_write_waiting(struct imap *s)
{
	imap_form_write(&s->unsent, buf_str(&s->unwritten), s->utf8);
	s->unwritten.len = 0;
}

static int
queue(struct imap *s, unsigned int *tag, bool own, struct str command,
    const char *end, struct err *e)
{
	bool waits = must_wait(s, command);
	struct buf *b = waits ? &s->unwritten : &s->unsent;
	unsigned int given;

	if (!imap_form_is_good(command))
		return err_set(e, STATUS_DATA,
		    "%s: CR, LF, NUL or half a literal in a command",
		    s->account->url.host);
	given = wait_for(s, own);
	if (tag != NULL)
		*tag = given;
	/* At once: it may be a secret. */
	buf_reserve(b, command.n + strlen(end) + 16);
	buf_printf(b, "A%u ", given);
	if (waits)
		buf_add_str(b, command);
	else
		imap_form_write(b, command, s->utf8);
	buf_add_string(b, end);
	return imap_release(s, e);
}

int
imap_send(struct imap *s, unsigned int *tag, struct str command,
    struct err *e)
{
	return queue(s, tag, false, command, "\r\n", e);
}

int
imap_send_own(struct imap *s, unsigned int *tag, const char *command,
    struct err *e)
{
	return queue(s, tag, true, str_from(command), "\r\n", e);
}

int
imap_command(struct imap *s, unsigned int *tag, struct err *e,
    const char *fmt, ...)
{
	va_list ap;
	char *text;
	int n, done;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return err_sys(e, STATUS_SOFTWARE, "a command");
	text = mem_alloc((size_t)n + 1);
	va_start(ap, fmt);
	(void)vsnprintf(text, (size_t)n + 1, fmt, ap);
	va_end(ap);
	done = imap_send(s, tag, str_of(text, (size_t)n), e);
	free(text);
	return done;
}

int
imap_select(struct imap *s, unsigned int *tag, bool read_only,
    struct str name, struct err *e)
{
	struct buf command = BUF_INIT;
	int done;

	buf_free(&s->box.permanent);
	memset(&s->box, 0, sizeof(s->box));
	buf_add_string(&command, read_only ? "EXAMINE " : "SELECT ");
	if (imap_add_mailbox(&command, name))
		done = imap_send(s, tag, buf_str(&command), e);
	else
		done = err_set(e, STATUS_DATA, "a NUL in a mailbox name");
	buf_free(&command);
	return done;
}

int
imap_send_head(struct imap *s, unsigned int *tag, struct str command,
    uint64_t n, struct err *e)
{
	char end[32];

	snprintf(end, sizeof(end), "{%llu}\r\n", (unsigned long long)n);
	s->streaming = true;
	return queue(s, tag, false, command, end, e);
}

bool
imap_head_waits(struct imap *s)
{
	s->streaming = s->unsent.len > 0 || s->unwritten.len > 0 ||
	    s->blocked != 0;
	return s->streaming;
}

int
imap_send_tail(struct imap *s, struct str rest, struct err *e)
{
	s->within = false;
	return conn_command_str(&s->conn, e, NULL, rest);
}

int
imap_send_line(struct imap *s, const char *line, struct err *e)
{
	if (conn_command_str(&s->conn, e, NULL, str_from(line)) < 0)
		return -1;
	return conn_flush(&s->conn, e);
}
