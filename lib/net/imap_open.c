/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "net/imap_session.h"
#include "net/login.h"

static const char *
host(const struct imap *s)
{
	return url_server(&s->account->url);
}

/* RFC 9051 7.1: OK, PREAUTH, or BYE, which imap_reply reports. */
static int
read_greeting(struct imap *s, struct err *e)
{
	struct imap_reply r;

	if (imap_reply(s, &r, e) < 0) {
		err_prefix(e, "greeting");
		return e->status != STATUS_PROTOCOL ? -1
		    : err_hint(e, "does the port speak IMAP?");
	}
	if (!r.is_status || (r.status.word != IMAP_OK &&
	    r.status.word != IMAP_PREAUTH))
		return err_set(e, STATUS_PROTOCOL, "%s: greeting: no IMAP",
		    host(s));
	s->logged_in = r.status.word == IMAP_PREAUTH;
	return 0;
}

static int
ask_capabilities(struct imap *s, struct err *e)
{
	unsigned int tag;

	if (imap_command(s, &tag, e, "CAPABILITY") < 0 ||
	    imap_wait(s, tag, STATUS_PROTOCOL, "CAPABILITY", e) < 0)
		return -1;
	return 0;
}

/*
 * RFC 9051 6.2.1.  A server that has logged us in already cannot begin TLS
 * any more: what it says so may be said by anybody (RFC 9051 7.1.4).  What
 * was known before TLS is forgotten.
 */
static int
start_tls(struct imap *s, struct err *e)
{
	unsigned int tag;

	if (s->logged_in)
		return err_set(e, STATUS_UNAVAILABLE,
		    "%s: the server logs us in before TLS, and without TLS "
		    "nothing is said (see +plain)", host(s));
	if (s->capabilities.len == 0 && ask_capabilities(s, e) < 0)
		return -1;
	if (!imap_offers(s, "STARTTLS"))
		return err_set(e, STATUS_UNAVAILABLE,
		    "%s: the server does not offer STARTTLS, and without TLS "
		    "nothing is said (see +plain)", host(s));
	if (imap_command(s, &tag, e, "STARTTLS") < 0 ||
	    imap_wait(s, tag, STATUS_UNAVAILABLE, "STARTTLS", e) < 0 ||
	    conn_start_tls(&s->conn, e) < 0)
		return -1;
	s->capabilities.len = 0;
	s->logged_in = false;
	return 0;
}

static int
log_in(struct imap *s, struct err *e)
{
	if (s->account->url.user == NULL)
		return err_set(e, STATUS_CONFIG, "%s: no user to log in as "
		    "(see user in mailpipe-accounts(5))",
		    host(s));
	s->fresh = false;
	if (imap_login(s, e) < 0)
		return -1;
	s->logged_in = true;
	if (!s->fresh)
		s->capabilities.len = 0;
	return 0;
}

/* It goes with the commands that follow, and how it is answered does not
   matter (RFC 2971 3.1). */
static int
say_who_we_are(struct imap *s, struct err *e)
{
	if (!imap_offers(s, "ID"))
		return 0;
	return imap_send_own(s, NULL,
	    "ID (\"name\" \"mailpipe\" \"version\" \"" VERSION "\")", e);
}

static int
find_secret(struct imap *s, struct err *e)
{
	int found = login_prepare(s->account, &s->secret, e);

	s->typed |= found > 0;
	return found;
}

/* A tunnel often leads to a server that logs us in by itself (PREAUTH), and
   then no secret is needed. */
static int
prepare(struct imap *s, struct err *e)
{
	return account_get(s->account, ACCOUNT_TUNNEL) != NULL ? 0
	    : find_secret(s, e);
}

void
imap_again(struct imap *s)
{
	struct imap before = *s;

	memset(&s->secret, 0, sizeof(s->secret));
	imap_close(s);
	imap_init(s, before.account, before.conn.argv0);
	s->conn.trace = before.conn.trace;
	s->conn.trace_arg = before.conn.trace_arg;
	s->alert = before.alert;
	s->alert_arg = before.alert_arg;
	s->secret = before.secret;
	s->typed = before.typed;
}

static bool
has_gone(struct imap *s)
{
	struct err ignored = ERR_INIT;

	return conn_has_more(&s->conn, &ignored) < 0 ||
	    str_case_starts(in_window(&s->conn.in), "* BYE");
}

/*
 * Where a tunnel's server does want a login, somebody may be asked for the
 * secret while it waits, and it waits for some minutes only: when it has gone
 * since, it is called once more.
 */
static int
meet(struct imap *s, struct err *e)
{
	if (prepare(s, e) < 0 || conn_open(&s->conn, e) < 0 ||
	    read_greeting(s, e) < 0)
		return -1;
	if (s->logged_in || account_get(s->account, ACCOUNT_TUNNEL) == NULL)
		return 0;
	if (find_secret(s, e) < 0)
		return -1;
	if (!has_gone(s))
		return 0;
	imap_again(s);
	return conn_open(&s->conn, e) < 0 ? -1 : read_greeting(s, e);
}

int
imap_open(struct imap *s, struct err *e)
{
	if (meet(s, e) < 0)
		return -1;
	if (s->account->url.security == URL_STARTTLS && start_tls(s, e) < 0)
		return -1;
	if (s->capabilities.len == 0 && ask_capabilities(s, e) < 0)
		return -1;
	if (!s->logged_in && log_in(s, e) < 0)
		return -1;
	if (s->capabilities.len == 0 && ask_capabilities(s, e) < 0)
		return -1;
	if (say_who_we_are(s, e) < 0)
		return -1;
	return imap_enable(s, e);
}
