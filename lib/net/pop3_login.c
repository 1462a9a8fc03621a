/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "net/login.h"
#include "net/pop3_apop.h"
#include "net/pop3_session.h"

/* A command line with its CRLF (RFC 2449 4). */
#define COMMAND_MAX 255

/* Wipes the password, unless a second try may need it. */
static void
forget(struct pop3 *p)
{
	if (!pop3_may_pipeline(p))
		buf_wipe(&p->secret);
}

bool
pop3_is_login(const struct pop3_reply *r)
{
	return r->request.command == POP3_UTF8 ||
	    r->request.command == POP3_USER ||
	    r->request.command == POP3_PASS;
}

int
pop3_check_login(struct pop3 *p, const struct pop3_reply *r, struct err *e)
{
	if (!pop3_is_login(r))
		return 0;
	if (r->request.command == POP3_PASS)
		forget(p);
	if (r->status.word == POP3_OK || r->request.command == POP3_UTF8)
		return 0;
	/* It has understood us.  A second try would break a LOGIN-DELAY. */
	p->pipelining = false;
	return pop3_refused(p, r, STATUS_NOPERM, e, "login refused");
}

/* USER and PASS go with the commands behind them, where that is allowed, and
   cost no exchange of their own (RFC 2449 6.6 names them). */
static void
queue_login(struct pop3 *p)
{
	pop3_queue(p, POP3_USER, 0, 0);
	pop3_queue(p, POP3_PASS, 0, 0);
}

/* A server that answers CAPA must name USER in it (RFC 2449 6.3). */
static bool
has_user(const struct pop3 *p)
{
	struct str args;

	return !p->has_capa || pop3_offers(p, "USER", &args);
}

/* Whether USER and PASS are as good as this mechanism and save its exchange;
   a blank, or a byte that is not ASCII, may be read otherwise than it was
   meant (RFC 1939 7). */
static bool
is_better(const struct pop3 *p, const struct login *l, const char *mechanism)
{
	return p->pipelining && has_user(p) && login_is_bare(l, mechanism);
}

/* Sends a command of the login that is not queued. */
static int
say(struct pop3 *p, const char *masked, struct str line, struct err *e)
{
	if (pop3_settle(p, e) < 0)
		return -1;
	return conn_command_str(&p->conn, e, masked, line);
}

/* Sends AUTH, and the first response if that is to go with it. */
static int
send_auth(struct pop3 *p, const char *name, struct str first, struct err *e)
{
	struct buf line = BUF_INIT;
	char masked[64];
	int sent;

	snprintf(masked, sizeof(masked), "AUTH %s *", name);
	buf_reserve(&line, COMMAND_MAX + 1);
	buf_printf(&line, "AUTH %s", name);
	if (first.n > 0) {
		buf_add_char(&line, ' ');
		buf_add_str(&line, first);
	}
	sent = say(p, first.n > 0 ? masked : NULL, buf_str(&line), e);
	buf_wipe(&line);
	return sent;
}

static int
read_answer(struct pop3 *p, struct pop3_status *s, struct err *e)
{
	struct str line;

	if (conn_flush(&p->conn, e) < 0 ||
	    conn_line(&p->conn, &line, e) < 0 ||
	    pop3_status_read(line, s, e) < 0)
		return err_prefix(e, "login");
	return 0;
}

/* Ends an exchange in which we cannot go on; *e stays as it is. */
static void
cancel(struct pop3 *p)
{
	struct err ignored = ERR_INIT;
	struct pop3_status answer;

	if (conn_command(&p->conn, &ignored, NULL, "*") == 0)
		read_answer(p, &answer, &ignored);
}

/* The answer to a challenge: the first response, if that was not sent. */
static int
respond(struct pop3 *p, struct login *l, struct str challenge,
    struct buf *response, struct err *e)
{
	if (!l->held) {
		buf_wipe(response);
		if (sasl_respond(&l->sasl, challenge, response, e) < 0) {
			cancel(p);
			return -1;
		}
	}
	l->held = false;
	return conn_command_str(&p->conn, e, "(a response)",
	    buf_str(response));
}

/* Fills *e.  Before the password was used no refusal can be about it, not
   even one that says [AUTH]. */
static enum login_outcome
refused(struct pop3 *p, const struct pop3_status *answer,
    const struct login *l, struct err *e)
{
	struct pop3_reply r;

	memset(&r, 0, sizeof(r));
	r.status = *answer;
	pop3_refused(p, &r, STATUS_NOPERM, e, "login refused");
	login_explain(l, e);
	return e->status == STATUS_NOPERM && !login_has_proved(l)
	    ? LOGIN_MECHANISM_REFUSED : LOGIN_REFUSED;
}

/*
 * Whether the first response may go with the command (RFC 5034 4).  A server
 * that does not understand this says -ERR as to a wrong password, which is
 * then not given again: with one that announces no [AUTH] (RFC 3206 4) to
 * tell them apart, the password waits until it is asked for.
 */
static bool
may_lead(const struct pop3 *p, const struct login *l, const char *name,
    struct str first)
{
	struct str args;

	return first.n > 0 && !l->no_initial &&
	    strlen("AUTH  \r\n") + strlen(name) + first.n <= COMMAND_MAX &&
	    (!sasl_has_proved(&l->sasl) ||
	    pop3_offers(p, "AUTH-RESP-CODE", &args));
}

/* Sends AUTH and reads the answer. */
static int
begin(struct pop3 *p, struct login *l, const char *name, struct str first,
    struct pop3_status *answer, struct err *e)
{
	struct str none = STR_INIT;
	bool leads = may_lead(p, l, name, first);

	l->held = first.n > 0 && !leads;
	if (send_auth(p, name, leads ? first : none, e) < 0 ||
	    read_answer(p, answer, e) < 0)
		return -1;
	if (!leads || answer->word != POP3_ERR || answer->code.n > 0)
		return 0;
	l->no_initial = l->held = true;
	if (send_auth(p, name, none, e) < 0)
		return -1;
	return read_answer(p, answer, e);
}

/* The exchange of one mechanism; response has the first one, if any. */
static enum login_outcome
converse(struct pop3 *p, struct login *l, const char *name,
    struct buf *response, struct err *e)
{
	struct pop3_status answer;

	if (begin(p, l, name, buf_str(response), &answer, e) < 0)
		return LOGIN_FAILED;
	while (answer.word == POP3_MORE)
		if (respond(p, l, answer.text, response, e) < 0 ||
		    read_answer(p, &answer, e) < 0)
			return LOGIN_FAILED;
	if (answer.word == POP3_ERR)
		return refused(p, &answer, l, e);
	return sasl_finish(&l->sasl, e) < 0 ? LOGIN_FAILED : LOGIN_ACCEPTED;
}

static enum login_outcome
exchange(struct pop3 *p, struct login *l, const char *name, struct err *e)
{
	struct buf response = BUF_INIT;
	enum login_outcome outcome = LOGIN_FAILED;

	if (login_first(l, &response, e) == 0)
		outcome = converse(p, l, name, &response, e);
	buf_wipe(&response);
	return outcome;
}

/* RFC 1939 7.  A refusal without a code may be that of a server that greets
   with a timestamp and knows no APOP. */
static enum login_outcome
try_apop(struct pop3 *p, struct login *l, struct err *e)
{
	struct pop3_status answer;
	struct buf line = BUF_INIT;
	int done;

	if (login_find_secret(l, e) < 0)
		return LOGIN_FAILED;
	pop3_apop_add(&line, buf_str(&p->stamp), p->account->url.user,
	    buf_str(&p->secret));
	p->stamp.len = 0;
	done = say(p, "APOP *", buf_str(&line), e);
	buf_free(&line);
	if (done < 0 || read_answer(p, &answer, e) < 0)
		return LOGIN_FAILED;
	if (answer.word == POP3_OK)
		return LOGIN_ACCEPTED;
	l->held = true;
	refused(p, &answer, l, e);
	return answer.word == POP3_ERR && answer.code.n == 0
	    ? LOGIN_MECHANISM_REFUSED : LOGIN_REFUSED;
}

/* One mechanism, or USER and PASS if name is NULL.  Where everybody can
   listen, APOP goes before all that shows the password. */
static enum login_outcome
try_one(struct pop3 *p, struct login *l, const char *name, struct err *e)
{
	bool is_bare = name == NULL || strcmp(name, "PLAIN") == 0 ||
	    strcmp(name, "LOGIN") == 0;
	bool is_free = l->sasl.login.force == NULL;
	enum login_outcome outcome = LOGIN_MECHANISM_REFUSED;

	if (is_bare && is_free && p->stamp.len > 0 && !conn_is_tls(&p->conn))
		outcome = try_apop(p, l, e);
	if (outcome != LOGIN_MECHANISM_REFUSED)
		return outcome;
	if (name != NULL && !(is_free && is_better(p, l, name)))
		return exchange(p, l, name, e);
	if (!has_user(p))
		return LOGIN_MECHANISM_REFUSED;
	if (login_find_secret(l, e) < 0)
		return LOGIN_FAILED;
	queue_login(p);
	return LOGIN_ACCEPTED;
}

/* One mechanism after the other, until the password is accepted or refused;
   then USER and PASS, which every server once had. */
static enum login_outcome
try_all(struct pop3 *p, struct login *l, struct err *e)
{
	enum login_outcome outcome = LOGIN_MECHANISM_REFUSED;
	struct str offered = STR_INIT;
	const char *name;

	pop3_offers(p, "SASL", &offered);
	while (outcome == LOGIN_MECHANISM_REFUSED &&
	    login_next(l, offered, &name, e) > 0)
		outcome = try_one(p, l, name, e);
	if (outcome == LOGIN_MECHANISM_REFUSED && l->sasl.login.force == NULL &&
	    !l->sasl.login.is_token && e->status != STATUS_CONFIG)
		outcome = try_one(p, l, NULL, e);
	return outcome;
}

/* The names of `auth` that are no mechanisms of SASL. */
static enum login_outcome
try_forced(struct pop3 *p, struct login *l, struct err *e)
{
	struct str force = str_from(l->sasl.login.force);

	if (!str_case_is(force, "user") && !str_case_is(force, "apop"))
		return try_all(p, l, e);
	if (login_find_secret(l, e) < 0)
		return LOGIN_FAILED;
	if (str_case_is(force, "apop") && p->stamp.len > 0)
		return try_apop(p, l, e);
	if (str_case_is(force, "apop")) {
		err_set(e, STATUS_UNAVAILABLE, "%s: no timestamp for APOP",
		    p->account->url.host);
		return LOGIN_FAILED;
	}
	queue_login(p);
	return LOGIN_ACCEPTED;
}

/* Without this a message with 8-bit bytes in its header may come as something
   else (RFC 6856 2.1); if it is refused nothing is lost but that. */
static void
ask_utf8(struct pop3 *p)
{
	struct str args;

	if (pop3_offers(p, "UTF8", &args))
		pop3_queue(p, POP3_UTF8, 0, 0);
}

int
pop3_login(struct pop3 *p, struct err *e)
{
	enum login_outcome outcome;
	struct login l;

	ask_utf8(p);
	login_init(&l, p->account, &p->conn, &p->secret);
	outcome = l.sasl.login.force != NULL ? try_forced(p, &l, e)
	    : try_all(p, &l, e);
	login_free(&l);
	if (p->queued == 0)
		forget(p);
	if (outcome == LOGIN_ACCEPTED)
		return 0;
	/* It did not come from pipelining, and a second try could lock the
	   account. */
	p->pipelining = false;
	return -1;
}
