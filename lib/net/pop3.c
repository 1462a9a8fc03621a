/* SPDX-License-Identifier: ISC */
#include "net/pop3.h"

#include <string.h>

#include "net/pop3_session.h"

/*
 * The commands that we know, and whether +OK is followed by a text, without
 * an argument and with one (RFC 1939 5, 7; RFC 2449 5).  A -ERR never is.
 */
static const struct {
	const char *name;
	bool text, text_for_one;
} commands[POP3_COMMANDS] = {
	[POP3_CAPA] = {"CAPA", true, true},
	[POP3_STLS] = {"STLS", false, false},
	[POP3_UTF8] = {"UTF8", false, false},
	[POP3_USER] = {"USER", false, false},
	[POP3_PASS] = {"PASS", false, false},
	[POP3_STAT] = {"STAT", false, false},
	[POP3_LIST] = {"LIST", true, false},
	[POP3_UIDL] = {"UIDL", true, false},
	[POP3_RETR] = {"RETR", true, true},
	[POP3_TOP] = {"TOP", true, true},
	[POP3_DELE] = {"DELE", false, false},
	[POP3_RSET] = {"RSET", false, false},
	[POP3_NOOP] = {"NOOP", false, false},
	[POP3_QUIT] = {"QUIT", false, false},
};

void
pop3_init(struct pop3 *p, const struct account *account, const char *argv0)
{
	memset(p, 0, sizeof(*p));
	p->account = account;
	p->argv0 = argv0;
	conn_init(&p->conn, account, argv0);
}

void
pop3_close(struct pop3 *p)
{
	conn_close(&p->conn);
	buf_wipe(&p->secret);
	buf_free(&p->capa);
	buf_free(&p->stamp);
	p->queued = p->sent = 0;
}

bool
pop3_may_retreat(const struct pop3 *p, const struct err *e)
{
	return p->pipelining && !p->retreated &&
	    (e->status == STATUS_PROTOCOL || e->status == STATUS_TEMPFAIL);
}

void
pop3_start_over(struct pop3 *p)
{
	struct pop3 before = *p;

	memset(&p->secret, 0, sizeof(p->secret));
	pop3_close(p);
	pop3_init(p, before.account, before.argv0);
	p->conn.trace = before.conn.trace;
	p->conn.trace_arg = before.conn.trace_arg;
	p->secret = before.secret;
	p->many = before.many;
	p->no_capa = before.no_capa;
	p->retreated = before.retreated;
	p->retreat = before.retreat;
}

void
pop3_retreat(struct pop3 *p, const struct err *e)
{
	p->retreated = true;
	p->retreat = *e;
	pop3_start_over(p);
}

void
pop3_add_retreat(const struct pop3 *p, struct err *e)
{
	const struct err last = *e;

	if (p->retreated)
		err_set(e, last.status, "%s (and with PIPELINING: %s)",
		    last.text, p->retreat.text);
}

/* So many commands may be under way; they take up less than any socket
   holds, so that sending them never waits for a peer that is sending. */
static size_t
window(const struct pop3 *p)
{
	return p->pipelining ? POP3_QUEUE : 1;
}

bool
pop3_queue(struct pop3 *p, enum pop3_command command, uint64_t number,
    uint64_t lines)
{
	struct pop3_request *r;

	if (p->queued == POP3_QUEUE)
		return false;
	r = &p->queue[(p->head + p->queued++) % POP3_QUEUE];
	r->command = command;
	r->number = number;
	r->lines = lines;
	return true;
}

static int
send_one(struct pop3 *p, const struct pop3_request *r, struct err *e)
{
	const char *name = commands[r->command].name;
	unsigned long long number = r->number, lines = r->lines;

	if (r->command == POP3_USER)
		return conn_command(&p->conn, e, NULL, "%s %s", name,
		    p->account->url.user);
	if (r->command == POP3_PASS)
		return conn_command(&p->conn, e, "PASS *", "%s %.*s", name,
		    (int)p->secret.len, p->secret.data);
	if (r->command == POP3_TOP)
		return conn_command(&p->conn, e, NULL, "%s %llu %llu", name,
		    number, lines);
	if (r->number > 0)
		return conn_command(&p->conn, e, NULL, "%s %llu", name,
		    number);
	return conn_command(&p->conn, e, NULL, "%s", name);
}

static bool
waits_for_login(const struct pop3 *p)
{
	size_t before = (p->head + p->sent + POP3_QUEUE - 1) % POP3_QUEUE;

	return p->login_alone && p->sent > 0 &&
	    p->queue[before].command == POP3_PASS;
}

/* Fills the window again once half of it is free, so that many commands go
   in one packet. */
static int
send_due(struct pop3 *p, struct err *e)
{
	size_t at;

	if (p->sent > window(p) / 2)
		return 0;
	/* Two replies to one command would be taken for those to two. */
	if (p->sent == 0 && in_window(&p->conn.in).n > 0)
		return err_set(e, STATUS_PROTOCOL, "%s: the server has said "
		    "more than it was asked", p->account->url.host);
	while (p->sent < p->queued && p->sent < window(p) &&
	    !waits_for_login(p)) {
		at = (p->head + p->sent) % POP3_QUEUE;
		p->queue[at].behind = p->sent > 0;
		if (send_one(p, &p->queue[at], e) < 0)
			return -1;
		p->sent++;
	}
	return conn_flush(&p->conn, e);
}

/* What a server gets at least to check a password. */
#define PATIENCE_MS 10000

/* What was asked, for an error: "RETR 3". */
static int
in_request(const struct pop3_request *r, struct err *e)
{
	const char *name = commands[r->command].name;

	if (r->number > 0)
		return err_prefix(e, "%s %llu", name,
		    (unsigned long long)r->number);
	return err_prefix(e, "%s", name);
}

static int
read_status(struct pop3 *p, struct pop3_status *s, struct err *e)
{
	struct str line;

	if (conn_line(&p->conn, &line, e) < 0 ||
	    pop3_status_read(line, s, e) < 0)
		return -1;
	if (s->word == POP3_MORE)
		return err_set(e, STATUS_PROTOCOL,
		    "the server asks for more");
	return 0;
}

/*
 * A server that announces PIPELINING and drops what stands behind a command
 * is silent from then on.  It is not worth the whole timeout: until it has
 * shown what it can do it gets a fifth, but time enough to check a password.
 */
static void
set_patience(struct pop3 *p)
{
	int64_t ms = (int64_t)p->account->timeout * 1000 / 5;

	if (p->proven || p->retreated || p->sent <= 1)
		ms = 0;
	else if (ms < PATIENCE_MS)
		ms = PATIENCE_MS;
	conn_set_patience(&p->conn, ms);
}

/* Behind a message there may be no way back. */
static bool
is_proof(const struct pop3_reply *r)
{
	return (r->request.behind && !pop3_is_login(r)) ||
	    r->request.command == POP3_RETR || r->request.command == POP3_TOP;
}

static int
read_reply(struct pop3 *p, struct pop3_reply *r, struct err *e)
{
	r->request = p->queue[p->head];
	set_patience(p);
	if (read_status(p, &r->status, e) < 0)
		return in_request(&r->request, e);
	p->proven = p->proven || is_proof(r);
	conn_set_patience(&p->conn, 0);
	p->head = (p->head + 1) % POP3_QUEUE;
	p->queued--;
	p->sent--;
	r->has_text = r->status.word == POP3_OK && (r->request.number > 0
	    ? commands[r->request.command].text_for_one
	    : commands[r->request.command].text);
	p->in_text = r->has_text;
	memset(&p->text, 0, sizeof(p->text));
	return 0;
}

static int
pass_over(struct pop3 *p, struct err *e)
{
	struct str piece;
	int got;

	do
		got = pop3_piece(p, &piece, e);
	while (got > 0);
	return got;
}

int
pop3_settle(struct pop3 *p, struct err *e)
{
	struct pop3_reply r;

	while (p->queued > 0)
		if (send_due(p, e) < 0 || read_reply(p, &r, e) < 0 ||
		    pop3_check_login(p, &r, e) < 0)
			return -1;
	return 0;
}

int
pop3_reply(struct pop3 *p, struct pop3_reply *r, struct err *e)
{
	do {
		if (pass_over(p, e) < 0)
			return -1;
		if (p->queued == 0)
			return err_set(e, STATUS_SOFTWARE,
			    "a reply to nothing is waited for");
		if (send_due(p, e) < 0 || read_reply(p, r, e) < 0)
			return -1;
		if (pop3_check_login(p, r, e) < 0)
			return -1;
	} while (pop3_is_login(r));
	return 0;
}

int
pop3_line(struct pop3 *p, struct str *line, struct err *e)
{
	if (!p->in_text)
		return 0;
	if (conn_line(&p->conn, line, e) < 0)
		return -1;
	if (str_is(*line, ".")) {
		p->in_text = false;
		return 0;
	}
	if (str_starts(*line, "."))
		*line = str_skip(*line, 1);
	return 1;
}

/* The text is undone where it stands, in front of the bytes behind it. */
int
pop3_piece(struct pop3 *p, struct str *piece, struct err *e)
{
	struct in *in = &p->conn.in;
	struct str window_;
	size_t made, used;

	while (p->in_text) {
		window_ = in_window(in);
		if (window_.n > 0) {
			piece->p = window_.p;
			used = dottext_undo(&p->text, in->data + in->pos,
			    window_.n, &made);
			in_take(in, used);
			p->in_text = !p->text.ended;
			piece->n = made;
			if (made > 0)
				return 1;
		}
		if (p->in_text && conn_fill(&p->conn, e) < 0)
			return -1;
	}
	return 0;
}

int
pop3_refused(const struct pop3 *p, const struct pop3_reply *r, int fallback,
    struct err *e, const char *what)
{
	struct str text = r->status.text;

	return err_set(e, pop3_status_exit(&r->status, fallback),
	    "%s: %s: %.*s", p->account->url.host, what,
	    text.n > 0 ? (int)text.n : 26,
	    text.n > 0 ? text.p : "the server gives no reason");
}

bool
pop3_offers(const struct pop3 *p, const char *name, struct str *args)
{
	struct str rest = buf_str(&p->capa);

	while (rest.n > 0)
		if (pop3_capa_is(str_cut(&rest, '\n'), name, args))
			return true;
	return false;
}

bool
pop3_expires_at_once(const struct pop3 *p)
{
	struct str days;

	return pop3_offers(p, "EXPIRE", &days) && str_starts(days, "0");
}

int
pop3_quit(struct pop3 *p, struct err *e)
{
	bool said = p->queued > 0 &&
	    p->queue[(p->head + p->queued - 1) % POP3_QUEUE].command ==
	    POP3_QUIT;
	struct pop3_reply r;

	while (!said || p->queued > 0) {
		said = said || pop3_queue(p, POP3_QUIT, 0, 0);
		if (pop3_reply(p, &r, e) < 0)
			return -1;
	}
	if (r.status.word == POP3_ERR)
		return pop3_refused(p, &r, STATUS_TEMPFAIL, e, "QUIT");
	return 0;
}

void
pop3_leave(struct pop3 *p)
{
	const struct pop3_request quit = {POP3_QUIT, 0, 0, false};
	struct err ignored;

	if (p->queued == 0 && send_one(p, &quit, &ignored) == 0)
		(void)conn_flush(&p->conn, &ignored);
}
