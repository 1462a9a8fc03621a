/* SPDX-License-Identifier: ISC */
#include "net/smtp_auth.h"

#include "base/buf.h"
#include "net/sasl.h"
#include "net/secret.h"

/* The longest command line with its CRLF (RFC 5321 4.5.3.1.4): a longer
   first response is given when the server asks for it. */
#define COMMAND_MAX ((size_t)512)

/* What one mechanism led to. */
enum outcome { ACCEPTED, MECHANISM_REFUSED, FAILED };

/* Sends a response, which is a secret. */
static int
respond(struct smtp *s, const struct buf *response, struct err *e)
{
	return smtp_command(s, e, "***", buf_str(response));
}

/* AUTH and the name, with the first response if there is one; a line that
   is too long for that waits until the server asks. */
static int
begin(struct smtp *s, const char *name, const struct buf *first,
    struct err *e)
{
	struct buf line = BUF_INIT, masked = BUF_INIT;
	bool fits;
	int done;

	buf_printf(&masked, "AUTH %s", name);
	fits = masked.len + first->len + 4 <= COMMAND_MAX;
	buf_reserve(&line, COMMAND_MAX);
	buf_add_str(&line, buf_str(&masked));
	if (first->len > 0 && fits) {
		buf_add_char(&line, ' ');
		buf_add_str(&line, buf_str(first));
		buf_add_string(&masked, " ***");
	}
	done = smtp_command(s, e, buf_string(&masked), buf_str(&line));
	if (done == 0 && !fits && s->reply.code == 334)
		done = respond(s, first, e);
	buf_wipe(&line);
	buf_free(&masked);
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
		err_prefix(e, "%s", s->account->url.host);
		(void)smtp_ask(s, &unused, "*");
	} else {
		done = respond(s, &response, e);
	}
	buf_wipe(&response);
	return done;
}

/* Whether the reply refuses the mechanism, and not the password: unknown,
   not allowed for this user, too weak, or only with TLS (RFC 4954 6). */
static bool
is_about_mechanism(int code)
{
	return (code >= 500 && code <= 504) || code == 534 || code == 538;
}

/* From the name of the mechanism to the server's last word. */
static int
exchange(struct smtp *s, struct sasl *sasl, const char *name, struct err *e)
{
	struct buf first = BUF_INIT;
	int done = 0;

	if (sasl_is_client_first(sasl))
		done = sasl_respond(sasl, str_of(NULL, 0), &first, e);
	if (done == 0)
		done = begin(s, name, &first, e);
	buf_wipe(&first);
	while (done == 0 && s->reply.code == 334)
		done = answer(s, sasl, e);
	return done;
}

static enum outcome
try(struct smtp *s, struct sasl *sasl, const char *name, struct err *e)
{
	if (exchange(s, sasl, name, e) < 0)
		return FAILED;
	if (s->reply.code == 235)
		return sasl_finish(sasl, e) == 0 ? ACCEPTED : FAILED;
	smtp_refused(s, e, STATUS_NOPERM, "login refused");
	return is_about_mechanism(s->reply.code) ? MECHANISM_REFUSED : FAILED;
}

static int
login(struct smtp *s, struct sasl *sasl, struct err *e)
{
	enum outcome outcome = MECHANISM_REFUSED;
	struct err none = ERR_INIT;
	const char *name;
	bool tried = false;

	while (outcome == MECHANISM_REFUSED &&
	    (name = sasl_next(sasl, buf_str(&s->mechanisms), &none)) != NULL) {
		outcome = try(s, sasl, name, e);
		s->login = name;
		tried = true;
	}
	if (!tried) {
		*e = none;
		return err_prefix(e, "%s", s->account->url.host);
	}
	return outcome == ACCEPTED ? 0 : -1;
}

int
smtp_login(struct smtp *s, struct err *e)
{
	struct buf secret = BUF_INIT;
	struct sasl_login how;
	struct sasl sasl;
	int done;

	if (secret_find(&secret, s->account, e) < 0)
		return -1;
	how.user = s->account->url.user;
	how.secret = buf_str(&secret);
	how.force = account_get(s->account, ACCOUNT_AUTH);
	how.encrypted = conn_is_tls(&s->conn);
	sasl_init(&sasl, &how);
	done = login(s, &sasl, e);
	sasl_free(&sasl);
	buf_wipe(&secret);
	return done;
}
