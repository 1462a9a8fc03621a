/* SPDX-License-Identifier: ISC */
#include "net/login.h"
#include "net/pop3_apop.h"
#include "net/pop3_session.h"

/* What a server may say of its capabilities. */
#define CAPA_MAX ((size_t)64 * 1024)

static int
read_greeting(struct pop3 *p, struct err *e)
{
	struct pop3_reply r = {{POP3_NOOP, 0, 0, false}, {POP3_OK, STR_INIT,
	    STR_INIT}, false};
	struct str line;

	if (conn_line(&p->conn, &line, e) < 0)
		return err_prefix(e, "greeting");
	if (pop3_status_read(line, &r.status, e) < 0) {
		err_prefix(e, "%s: greeting", url_server(&p->account->url));
		return err_hint(e, "does the port speak POP3?");
	}
	if (r.status.word == POP3_MORE)
		return err_set(e, STATUS_PROTOCOL, "greeting: no status");
	if (r.status.word == POP3_ERR)
		return pop3_refused(p, &r, STATUS_TEMPFAIL, e,
		    "the server is not ready");
	buf_add_str(&p->stamp, pop3_apop_stamp(r.status.text));
	return 0;
}

static int
read_capa(struct pop3 *p, struct err *e)
{
	struct str line;
	int got;

	while ((got = pop3_line(p, &line, e)) > 0) {
		if (p->capa.len + line.n > CAPA_MAX)
			return err_set(e, STATUS_PROTOCOL,
			    "CAPA: more than %zu bytes", CAPA_MAX);
		buf_add_str(&p->capa, line);
		buf_add_char(&p->capa, '\n');
	}
	return got;
}

bool
pop3_may_pipeline(const struct pop3 *p)
{
	return !p->retreated &&
	    account_flag(p->account, ACCOUNT_PIPELINING, true);
}

/* Courier hands the connection to another process when the login is done,
   without what had been read behind PASS, and then waits in silence. */
static bool
hands_over(const struct pop3 *p)
{
	struct str args;

	return pop3_offers(p, "IMPLEMENTATION", &args) &&
	    str_case_starts(args, "Courier");
}

/* What was known before is forgotten (RFC 2595 4).  A server of RFC 1939
   alone says -ERR. */
static int
ask_capa(struct pop3 *p, struct err *e)
{
	struct pop3_reply r;
	struct str args;

	p->capa.len = 0;
	p->has_capa = p->pipelining = false;
	pop3_queue(p, POP3_CAPA, 0, 0);
	if (pop3_reply(p, &r, e) < 0)
		return -1;
	if (!r.has_text)
		return 0;
	if (read_capa(p, e) < 0)
		return -1;
	p->has_capa = true;
	p->pipelining = pop3_may_pipeline(p) &&
	    pop3_offers(p, "PIPELINING", &args);
	p->login_alone = hands_over(p);
	return 0;
}

/* RFC 2595 4.  A server that does not answer CAPA is asked all the same:
   only +OK lets us go on. */
static int
start_tls(struct pop3 *p, struct err *e)
{
	struct pop3_reply r;
	struct str args;

	if (p->has_capa && !pop3_offers(p, "STLS", &args))
		return err_set(e, STATUS_UNAVAILABLE,
		    "%s: the server does not offer STLS, and without TLS "
		    "nothing is said (see +plain)", p->account->url.host);
	p->pipelining = false;
	pop3_queue(p, POP3_STLS, 0, 0);
	if (pop3_reply(p, &r, e) < 0)
		return -1;
	if (r.status.word == POP3_ERR)
		return pop3_refused(p, &r, STATUS_UNAVAILABLE, e, "STLS");
	p->stamp.len = 0;
	if (conn_start_tls(&p->conn, e) < 0)
		return -1;
	return ask_capa(p, e);
}

/* Some servers announce PIPELINING and more only after the login. */
static int
ask_again(struct pop3 *p, struct err *e)
{
	if (!p->many || p->pipelining || !p->has_capa || !pop3_may_pipeline(p))
		return 0;
	return ask_capa(p, e);
}

static int
meet(struct pop3 *p, struct err *e)
{
	if (conn_open(&p->conn, e) < 0 || read_greeting(p, e) < 0)
		return -1;
	return p->no_capa ? 0 : ask_capa(p, e);
}

/* Whether the server, which had greeted us, hung up where it was to answer
   CAPA: some older than RFC 2449 do, and are called once more. */
static bool
hates_capa(const struct pop3 *p)
{
	return !p->no_capa && p->queued > 0 && !conn_is_open(&p->conn);
}

int
pop3_open(struct pop3 *p, struct err *e)
{
	int met;

	if (login_prepare(p->account, &p->secret, e) < 0)
		return -1;
	met = meet(p, e);
	if (met < 0 && hates_capa(p)) {
		p->no_capa = true;
		pop3_start_over(p);
		met = meet(p, e);
	}
	if (met < 0)
		return -1;
	if (p->account->url.security == URL_STARTTLS && start_tls(p, e) < 0)
		return -1;
	if (p->account->url.user == NULL)
		return 0;
	if (pop3_login(p, e) < 0)
		return -1;
	return ask_again(p, e);
}
