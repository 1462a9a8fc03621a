/* SPDX-License-Identifier: ISC */
#include "net/smtp_auth.h"

#include <string.h>

#include "base/buf.h"
#include "net/login.h"

/* The longest command line with its CRLF (RFC 5321 4.5.3.1.4): a longer
   first response is given when the server asks for it. */
#define COMMAND_MAX ((size_t)512)

/* Sends a response, which is a secret. */
static int
respond(struct smtp *s, const struct buf *response, struct err *e)
{
	return smtp_command(s, e, "***", buf_str(response));
}

/* AUTH and the name, and the first response if that is to go with it. */
static int
send_auth(struct smtp *s, const char *name, struct str first, struct err *e)
{
	struct buf line = BUF_INIT, masked = BUF_INIT;
	int done;

	buf_printf(&masked, "AUTH %s", name);
	buf_reserve(&line, COMMAND_MAX);
	buf_add_str(&line, buf_str(&masked));
	if (first.n > 0) {
		buf_add_char(&line, ' ');
		buf_add_str(&line, first);
		buf_add_string(&masked, " ***");
	}
	done = smtp_command(s, e, buf_string(&masked), buf_str(&line));
	buf_wipe(&line);
	buf_free(&masked);
	return done;
}

/*
 * A first response that does not go with the command waits until the server
 * asks (RFC 4954 4): one that is too long, and one to a server that said 501
 * to the form with two arguments.
 */
static int
begin(struct smtp *s, struct login *l, const char *name,
    const struct buf *first, struct err *e)
{
	struct str none = STR_INIT, text = buf_str(first);
	int done;

	l->held = text.n > 0 && (l->no_initial ||
	    strlen("AUTH  \r\n") + strlen(name) + text.n > COMMAND_MAX);
	done = send_auth(s, name, l->held ? none : text, e);
	if (done == 0 && !l->held && text.n > 0 && s->reply.code == 501) {
		l->no_initial = l->held = true;
		done = send_auth(s, name, none, e);
	}
	if (done == 0 && l->held && s->reply.code == 334) {
		l->held = false;
		done = respond(s, first, e);
	}
	return done;
}

/* Answers the challenge in the last reply, or gives up with "*". */
static int
answer(struct smtp *s, struct sasl *sasl, struct err *e)
{
	struct str text = buf_str(&s->reply.text);
	struct buf response = BUF_INIT;
	struct err unused = ERR_INIT;
	int done;

	done = sasl_respond(sasl, str_cut(&text, '\n'), &response, e);
	if (done < 0) {
		err_prefix(e, "%s", url_server(&s->account->url));
		(void)smtp_ask(s, &unused, "*");
	} else {
		done = respond(s, &response, e);
	}
	buf_wipe(&response);
	return done;
}

/*
 * Whether the reply refuses the mechanism, and not the password: unknown, a
 * line too long, too weak, only with TLS, or only after a login by another
 * (RFC 4954 4, 6).  Before the password was used no reply can be about it.
 */
static bool
is_about_mechanism(const struct login *l, int code)
{
	if (code >= 500 && code <= 599 && !login_has_proved(l))
		return true;
	return (code >= 500 && code <= 504) || code == 534 || code == 538 ||
	    code == 432;
}

/* From the name of the mechanism to the server's last word. */
static int
exchange(struct smtp *s, struct login *l, const char *name, struct err *e)
{
	struct buf first = BUF_INIT;
	int done = login_first(l, &first, e);

	if (done == 0)
		done = begin(s, l, name, &first, e);
	buf_wipe(&first);
	while (done == 0 && s->reply.code == 334)
		done = answer(s, &l->sasl, e);
	return done;
}

static enum login_outcome
try(struct smtp *s, struct login *l, const char *name, struct err *e)
{
	if (exchange(s, l, name, e) < 0)
		return LOGIN_FAILED;
	if (s->reply.code == 235)
		return sasl_finish(&l->sasl, e) < 0 ? LOGIN_FAILED
		    : LOGIN_ACCEPTED;
	smtp_refused(s, e, STATUS_NOPERM, "login refused");
	login_explain(l, e);
	return is_about_mechanism(l, s->reply.code)
	    ? LOGIN_MECHANISM_REFUSED : LOGIN_REFUSED;
}

int
smtp_login(struct smtp *s, struct err *e)
{
	enum login_outcome outcome = LOGIN_MECHANISM_REFUSED;
	const char *name;
	struct login l;

	login_init(&l, s->account, &s->conn, &s->secret);
	while (outcome == LOGIN_MECHANISM_REFUSED && login_next(&l,
	    buf_str(&s->mechanisms), &name, e) > 0) {
		outcome = try(s, &l, name, e);
		s->login = name;
	}
	login_free(&l);
	return outcome == LOGIN_ACCEPTED ? 0 : -1;
}
