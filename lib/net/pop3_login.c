/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "net/pop3_session.h"
#include "net/sasl.h"
#include "net/secret.h"

/* A command line with its CRLF (RFC 2449 4). */
#define COMMAND_MAX 255

bool
pop3_is_login(const struct pop3_reply *r)
{
	return r->request.command == POP3_USER ||
	    r->request.command == POP3_PASS;
}

int
pop3_check_login(struct pop3 *p, const struct pop3_reply *r, struct err *e)
{
	if (!pop3_is_login(r))
		return 0;
	if (r->request.command == POP3_PASS)
		buf_wipe(&p->secret);
	if (r->status.word == POP3_OK)
		return 0;
	/* It has understood us.  A second try would break a LOGIN-DELAY. */
	p->pipelining = false;
	pop3_refused(r, STATUS_NOPERM, e, "login refused");
	return err_prefix(e, "%s", p->account->url.host);
}

/* USER and PASS go with the commands behind them, where that is allowed, and
   cost no exchange of their own (RFC 2449 6.6 names them). */
static int
queue_login(struct pop3 *p)
{
	pop3_queue(p, POP3_USER, 0, 0);
	pop3_queue(p, POP3_PASS, 0, 0);
	return 0;
}

static bool
is_plain_word(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!ascii_is_graph(s.p[i]))
			return false;
	return true;
}

/* A server that answers CAPA must name USER in it (RFC 2449 6.3). */
static bool
has_user(const struct pop3 *p)
{
	struct str args;

	return !p->has_capa || pop3_offers(p, "USER", &args);
}

/*
 * Whether USER and PASS are as good as this mechanism and save its exchange.
 * They show the password as PLAIN and LOGIN do, but a blank or a byte that
 * is not ASCII may be read otherwise than it was meant (RFC 1939 7).
 */
static bool
is_better(const struct pop3 *p, const char *mechanism)
{
	return p->pipelining && has_user(p) &&
	    (strcmp(mechanism, "PLAIN") == 0 ||
	    strcmp(mechanism, "LOGIN") == 0) &&
	    is_plain_word(str_from(p->account->url.user)) &&
	    is_plain_word(buf_str(&p->secret));
}

enum outcome { ACCEPTED, REFUSED, MECHANISM_REFUSED, FAILED };

/* Sends AUTH, with the first response if the line can hold it (RFC 5034 4).
   Returns whether it did, or -1. */
static int
send_auth(struct pop3 *p, const char *name, struct str response,
    struct err *e)
{
	struct buf line = BUF_INIT;
	char masked[64];
	bool fits = response.p != NULL &&
	    strlen("AUTH  \r\n") + strlen(name) + response.n <= COMMAND_MAX;
	int sent;

	snprintf(masked, sizeof(masked), "AUTH %s *", name);
	buf_reserve(&line, COMMAND_MAX + 1);
	buf_printf(&line, "AUTH %s", name);
	if (fits) {
		buf_add_char(&line, ' ');
		buf_add_str(&line, response.n > 0 ? response : STR("="));
	}
	sent = conn_command_str(&p->conn, e, fits ? masked : NULL,
	    buf_str(&line));
	buf_wipe(&line);
	return sent < 0 ? -1 : fits;
}

static int
read_answer(struct pop3 *p, struct pop3_status *s, struct err *e)
{
	struct str line;

	if (conn_flush(&p->conn, e) < 0 ||
	    conn_line(&p->conn, &line, e) < 0 ||
	    pop3_status_read(line, s, e) < 0)
		return err_prefix(e, "AUTH");
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

/* The next response.  A server that did not take the first one with the
   command asks for it with an empty challenge. */
static int
respond(struct pop3 *p, struct sasl *s, struct str challenge, bool again,
    struct buf *response, struct err *e)
{
	if (!again || challenge.n > 0) {
		buf_wipe(response);
		if (sasl_respond(s, challenge, response, e) < 0) {
			cancel(p);
			return -1;
		}
	}
	return conn_command_str(&p->conn, e, "(a response)",
	    buf_str(response));
}

static enum outcome
refused(struct pop3 *p, const struct pop3_status *answer, bool spoken,
    struct err *e)
{
	struct pop3_reply r;

	if (!spoken && pop3_status_exit(answer, STATUS_OK) == STATUS_OK)
		return MECHANISM_REFUSED;
	memset(&r, 0, sizeof(r));
	r.status = *answer;
	pop3_refused(&r, STATUS_NOPERM, e, "login refused");
	err_prefix(e, "%s", p->account->url.host);
	return REFUSED;
}

/* The exchange of one mechanism; response has the first one, if any. */
static enum outcome
converse(struct pop3 *p, struct sasl *s, const char *name,
    struct buf *response, struct err *e)
{
	struct pop3_status answer;
	bool again = sasl_is_client_first(s);
	int spoken = send_auth(p, name, buf_str(response), e);

	if (spoken < 0)
		return FAILED;
	while (read_answer(p, &answer, e) == 0) {
		if (answer.word == POP3_OK)
			return sasl_finish(s, e) < 0 ? FAILED : ACCEPTED;
		if (answer.word == POP3_ERR)
			return refused(p, &answer, spoken > 0, e);
		if (respond(p, s, answer.text, again, response, e) < 0)
			return FAILED;
		again = false;
		spoken = 1;
	}
	return FAILED;
}

static enum outcome
exchange(struct pop3 *p, struct sasl *s, const char *name, struct err *e)
{
	struct buf response = BUF_INIT;
	enum outcome outcome = FAILED;

	if (!sasl_is_client_first(s) ||
	    sasl_respond(s, str_of(NULL, 0), &response, e) == 0)
		outcome = converse(p, s, name, &response, e);
	buf_wipe(&response);
	return outcome;
}

/* One mechanism after the other, until the password is accepted or refused;
   then USER and PASS, which every server once had. */
static int
try_all(struct pop3 *p, struct sasl *s, struct err *e)
{
	struct str offered = STR_INIT;
	enum outcome outcome;
	const char *name;

	pop3_offers(p, "SASL", &offered);
	while ((name = sasl_next(s, offered, e)) != NULL) {
		if (s->login.force == NULL && is_better(p, name))
			return queue_login(p);
		outcome = exchange(p, s, name, e);
		if (outcome != MECHANISM_REFUSED)
			return outcome == ACCEPTED ? 0 : -1;
	}
	if (s->login.force == NULL && has_user(p))
		return queue_login(p);
	return err_prefix(e, "%s", p->account->url.host);
}

int
pop3_login(struct pop3 *p, struct err *e)
{
	const char *force = account_get(p->account, ACCOUNT_AUTH);
	struct sasl_login login;
	struct sasl s;
	int result;

	if (secret_find(&p->secret, p->account, e) < 0)
		return -1;
	if (force != NULL && str_case_is(str_from(force), "user"))
		return queue_login(p);
	login.user = p->account->url.user;
	login.secret = buf_str(&p->secret);
	login.force = force;
	login.encrypted = conn_is_tls(&p->conn);
	sasl_init(&s, &login);
	result = try_all(p, &s, e);
	sasl_free(&s);
	if (p->queued == 0)
		buf_wipe(&p->secret);
	return result;
}
