/* SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "net/imap_session.h"
#include "net/imap_string.h"
#include "net/login.h"

/* A line that every server takes (RFC 2683 3.2.1.5); a longer first response
   waits until it is asked for. */
#define COMMAND_MAX ((size_t)8000)

/* Data has no meaning before the login (RFC 9051 11.3). */
static int
read_answer(struct imap *s, unsigned int tag, struct imap_reply *r,
    struct err *e)
{
	do
		if (imap_reply(s, r, e) < 0)
			return err_prefix(e, "login");
	while (r->tag != tag && !r->is_more);
	return 0;
}

/* Sends AUTHENTICATE, and the first response if that is to go with it: an
   empty one is "=" (RFC 9051 6.2.2). */
static int
send_authenticate(struct imap *s, unsigned int *tag, const char *name,
    const struct buf *first, struct err *e)
{
	struct buf line = BUF_INIT;
	char masked[80];
	int done;

	snprintf(masked, sizeof(masked), "A%u AUTHENTICATE %s *", s->last + 1,
	    name);
	buf_reserve(&line, COMMAND_MAX + 100);
	buf_printf(&line, "AUTHENTICATE %s", name);
	if (first != NULL) {
		buf_add_char(&line, ' ');
		buf_add_str(&line, first->len > 0 ? buf_str(first) : STR("="));
		s->masked = masked;
	}
	done = imap_send(s, tag, buf_str(&line), e);
	s->masked = NULL;
	buf_wipe(&line);
	return done;
}

/* The answer to a challenge: the first response, if that was not sent. */
static int
respond(struct imap *s, struct login *l, struct str challenge,
    struct buf *response, struct err *e)
{
	struct err ignored;

	if (!l->held) {
		buf_wipe(response);
		if (sasl_respond(&l->sasl, challenge, response, e) < 0) {
			(void)conn_command(&s->conn, &ignored, NULL, "*");
			(void)conn_flush(&s->conn, &ignored);
			return err_prefix(e, "%s", s->account->url.host);
		}
	}
	l->held = false;
	return conn_command_str(&s->conn, e, "(a response)",
	    buf_str(response));
}

/*
 * Whether a refusal is about the mechanism: before the password was used no
 * refusal can be about it, and BAD is never (RFC 9051 7.1.3).
 */
static enum login_outcome
refused(struct imap *s, const struct imap_reply *r, const struct login *l,
    struct err *e)
{
	imap_refused(s, r, STATUS_NOPERM, "login refused", e);
	login_explain(l, e);
	return r->status.word == IMAP_BAD ||
	    (e->status != STATUS_TEMPFAIL && !login_has_proved(l))
	    ? LOGIN_MECHANISM_REFUSED : LOGIN_REFUSED;
}

static bool
may_lead(const struct imap *s, const struct login *l,
    const struct buf *first)
{
	return sasl_is_client_first(&l->sasl) && !l->no_initial &&
	    imap_offers(s, "SASL-IR") && first->len < COMMAND_MAX;
}

/*
 * Sends AUTHENTICATE and reads the answer.  Some servers announce SASL-IR and
 * say BAD to a first response (Coremail): they are asked again without it.
 */
static int
begin(struct imap *s, struct login *l, const char *name,
    const struct buf *first, unsigned int *tag, struct imap_reply *r,
    struct err *e)
{
	bool leads = may_lead(s, l, first);

	l->held = sasl_is_client_first(&l->sasl) && !leads;
	if (send_authenticate(s, tag, name, leads ? first : NULL, e) < 0 ||
	    read_answer(s, *tag, r, e) < 0)
		return -1;
	if (!leads || r->is_more || r->status.word != IMAP_BAD)
		return 0;
	l->no_initial = l->held = true;
	if (send_authenticate(s, tag, name, NULL, e) < 0)
		return -1;
	return read_answer(s, *tag, r, e);
}

/* The exchange of one mechanism; response has the first one, if any. */
static enum login_outcome
converse(struct imap *s, struct login *l, const char *name,
    struct buf *response, struct err *e)
{
	struct imap_reply r;
	unsigned int tag;

	if (begin(s, l, name, response, &tag, &r, e) < 0)
		return LOGIN_FAILED;
	while (r.is_more)
		if (respond(s, l, r.status.text, response, e) < 0 ||
		    read_answer(s, tag, &r, e) < 0)
			return LOGIN_FAILED;
	if (r.status.word != IMAP_OK)
		return refused(s, &r, l, e);
	return sasl_finish(&l->sasl, e) < 0 ? LOGIN_FAILED : LOGIN_ACCEPTED;
}

static enum login_outcome
exchange(struct imap *s, struct login *l, const char *name, struct err *e)
{
	struct buf response = BUF_INIT;
	enum login_outcome outcome = LOGIN_FAILED;

	if (login_first(l, &response, e) == 0)
		outcome = converse(s, l, name, &response, e);
	buf_wipe(&response);
	return outcome;
}

/* LOGIN (RFC 9051 6.2.3) takes any octets, as quoted strings or literals. */
static int
add_login(struct imap *s, struct buf *line, struct err *e)
{
	struct str user = str_from(s->account->url.user);

	buf_reserve(line, 64 + 2 * user.n + 2 * s->secret.len);
	buf_add_string(line, "LOGIN ");
	(void)imap_add_astring(line, user);
	buf_add_char(line, ' ');
	if (imap_add_string(line, buf_str(&s->secret)))
		return 0;
	return err_set(e, STATUS_CONFIG, "a NUL in the password");
}

static int
send_login(struct imap *s, struct imap_reply *r, struct err *e)
{
	struct buf line = BUF_INIT;
	unsigned int tag;
	char masked[40];
	int done;

	snprintf(masked, sizeof(masked), "A%u LOGIN *", s->last + 1);
	s->masked = masked;
	done = add_login(s, &line, e);
	if (done == 0)
		done = imap_send(s, &tag, buf_str(&line), e);
	buf_wipe(&line);
	while (done == 0) {
		done = imap_reply(s, r, e);
		if (done == 0 && r->tag == tag)
			break;
	}
	s->masked = NULL;
	return done;
}

static enum login_outcome
try_login(struct imap *s, struct login *l, struct err *e)
{
	struct imap_reply r;

	if (login_find_secret(l, e) < 0 || send_login(s, &r, e) < 0)
		return LOGIN_FAILED;
	if (r.status.word == IMAP_OK)
		return LOGIN_ACCEPTED;
	imap_refused(s, &r, STATUS_NOPERM, "login refused", e);
	return LOGIN_REFUSED;
}

/* Whether LOGIN is as good as this mechanism and saves an exchange: PLAIN
   and LOGIN wait for a "+" here. */
static bool
is_better(const struct imap *s, const struct login *l, const char *mechanism)
{
	return !imap_offers(s, "SASL-IR") &&
	    !imap_offers(s, "LOGINDISABLED") && login_is_bare(l, mechanism);
}

/* The mechanisms that are announced, between blanks. */
static void
list_mechanisms(const struct imap *s, struct buf *names)
{
	struct str rest = buf_str(&s->capabilities), word;

	while (rest.n > 0) {
		word = str_cut(&rest, ' ');
		if (!str_case_starts(word, "AUTH="))
			continue;
		buf_add_str(names, str_skip(word, 5));
		buf_add_char(names, ' ');
	}
}

/* One mechanism after the other, until the password is accepted or refused;
   then LOGIN, unless that is forbidden (RFC 9051 6.2.3). */
static enum login_outcome
try_all(struct imap *s, struct login *l, struct str offered, struct err *e)
{
	enum login_outcome outcome = LOGIN_MECHANISM_REFUSED;
	bool is_free = l->sasl.login.force == NULL;
	const char *name;

	while (outcome == LOGIN_MECHANISM_REFUSED &&
	    login_next(l, offered, &name, e) > 0)
		outcome = is_free && is_better(s, l, name) ? try_login(s, l, e)
		    : exchange(s, l, name, e);
	if (outcome == LOGIN_MECHANISM_REFUSED && is_free &&
	    !l->sasl.login.is_token && e->status != STATUS_CONFIG &&
	    !imap_offers(s, "LOGINDISABLED"))
		outcome = try_login(s, l, e);
	return outcome;
}

/*
 * What `auth` says.  `user` is the command LOGIN, and so is `login` where the
 * mechanism of that name is not announced.
 */
static enum login_outcome
try_forced(struct imap *s, struct login *l, struct str offered,
    struct err *e)
{
	struct str force = str_from(l->sasl.login.force);

	if (str_case_is(force, "user") || (str_case_is(force, "login") &&
	    !imap_offers(s, "AUTH=LOGIN")))
		return try_login(s, l, e);
	if (!str_case_is(force, "apop"))
		return try_all(s, l, offered, e);
	err_set(e, STATUS_CONFIG, "auth = apop: IMAP has no APOP");
	return LOGIN_FAILED;
}

int
imap_login(struct imap *s, struct err *e)
{
	struct buf offered = BUF_INIT;
	enum login_outcome outcome;
	struct login l;

	list_mechanisms(s, &offered);
	login_init(&l, s->account, &s->conn, &s->secret);
	outcome = l.sasl.login.force != NULL
	    ? try_forced(s, &l, buf_str(&offered), e)
	    : try_all(s, &l, buf_str(&offered), e);
	login_free(&l);
	buf_free(&offered);
	if (!s->typed)
		buf_wipe(&s->secret);
	buf_wipe(&s->unsent);
	return outcome == LOGIN_ACCEPTED ? 0 : -1;
}
