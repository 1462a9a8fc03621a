/* SPDX-License-Identifier: ISC */
#include "net/smtp.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/num.h"
#include "net/hostname.h"
#include "net/login.h"
#include "net/smtp_auth.h"

/* How long the answer to QUIT is waited for, in milliseconds. */
#define QUIT_MS 2000

void
smtp_init(struct smtp *s, const struct account *account, const char *argv0)
{
	memset(s, 0, sizeof(*s));
	s->account = account;
	conn_init(&s->conn, account, argv0);
	smtp_reply_init(&s->reply);
	s->broken = true; /* until the server has spoken */
}

bool
smtp_offers(const struct smtp *s, enum smtp_extension extension)
{
	return (s->extensions & extension) != 0;
}

bool
smtp_pipelines(const struct smtp *s)
{
	return smtp_offers(s, SMTP_PIPELINING) &&
	    account_flag(s->account, ACCOUNT_PIPELINING, true);
}

bool
smtp_chunks(const struct smtp *s)
{
	return smtp_offers(s, SMTP_CHUNKING) && !s->no_chunking &&
	    !smtp_is_lmtp(s) &&
	    account_flag(s->account, ACCOUNT_CHUNKING, true);
}

bool
smtp_is_lmtp(const struct smtp *s)
{
	return s->account->url.protocol == URL_LMTP;
}

int
smtp_read_reply(struct smtp *s, struct err *e)
{
	struct str line;
	int more;

	smtp_reply_clear(&s->reply);
	s->broken = true;
	conn_wake(&s->conn);
	do {
		if (conn_next_line(&s->conn, &line, e) < 0)
			return -1;
		more = smtp_reply_add(&s->reply, line, e);
	} while (more > 0);
	if (more < 0)
		return err_prefix(e, "%s", url_server(&s->account->url));
	s->broken = s->reply.code == 421; /* it hangs up (RFC 5321 3.8) */
	return 0;
}

int
smtp_command(struct smtp *s, struct err *e, const char *masked,
    struct str line)
{
	if (conn_command_str(&s->conn, e, masked, line) < 0)
		return -1;
	s->broken = true;
	if (conn_flush(&s->conn, e) < 0)
		return -1;
	return smtp_read_reply(s, e);
}

int
smtp_ask(struct smtp *s, struct err *e, const char *line)
{
	return smtp_command(s, e, NULL, str_from(line));
}

int
smtp_refused(struct smtp *s, struct err *e, int permanent,
    const char *what)
{
	int class = smtp_reply_class(&s->reply);
	int status = class == 5 ? permanent : STATUS_TEMPFAIL;
	struct buf text = BUF_INIT;

	smtp_reply_line(&s->reply, &text);
	if (class != 4 && class != 5) {
		s->broken = true;
		err_set(e, STATUS_PROTOCOL, "%s: %s: unexpected reply: %s",
		    url_server(&s->account->url), what, buf_string(&text));
	} else {
		err_set(e, status, "%s: %s: %s",
		    url_server(&s->account->url), what, buf_string(&text));
	}
	buf_free(&text);
	return -1;
}

/* The value of SIZE; one that is absurdly large is no limit. */
static void
take_size(struct smtp *s, struct str value)
{
	s->extensions |= SMTP_SIZE;
	if (num_parse(str_trim(value), UINT64_MAX, &s->size_max) < 0)
		s->size_max = 0;
}

/* RCPTMAX is the one of the limits of RFC 9422 that is kept to. */
static void
take_limits(struct smtp *s, struct str values)
{
	struct str name, value;
	uint64_t n;

	while (values.n > 0) {
		value = str_cut(&values, ' ');
		name = str_cut(&value, '=');
		if (str_case_is(name, "RCPTMAX") &&
		    num_parse(value, SIZE_MAX, &n) == 0)
			s->rcpt_max = (size_t)n;
	}
}

static const struct {
	const char *keyword;
	enum smtp_extension extension;
} plain_offers[] = {
	{"PIPELINING", SMTP_PIPELINING},
	{"8BITMIME", SMTP_8BITMIME},
	{"SMTPUTF8", SMTP_UTF8},
	{"STARTTLS", SMTP_STARTTLS},
	{"DSN", SMTP_DSN},
	{"CHUNKING", SMTP_CHUNKING},
	{"REQUIRETLS", SMTP_REQUIRETLS}
};

/* One line of the answer to EHLO: a keyword and its values. */
static void
take_offer(struct smtp *s, struct str line)
{
	struct str keyword = str_cut(&line, ' ');
	size_t i;

	for (i = 0; i < sizeof(plain_offers) / sizeof(plain_offers[0]); i++)
		if (str_case_is(keyword, plain_offers[i].keyword))
			s->extensions |= plain_offers[i].extension;
	if (str_case_is(keyword, "SIZE"))
		take_size(s, line);
	else if (str_case_is(keyword, "LIMITS"))
		take_limits(s, line);
	else if (str_case_is(keyword, "AUTH"))
		buf_add_str(&s->mechanisms, line);
	/* The form of drafts before RFC 2554, still met. */
	else if (str_case_starts(keyword, "AUTH="))
		buf_add_str(&s->mechanisms, str_skip(keyword, 5));
	else
		return;
	if (str_case_starts(keyword, "AUTH"))
		buf_add_char(&s->mechanisms, ' ');
}

/* Forgets what was offered, which before TLS anybody could have said. */
static void
forget(struct smtp *s)
{
	s->offers.len = 0;
	s->mechanisms.len = 0;
	s->extensions = 0;
	s->size_max = 0;
	s->rcpt_max = 0;
}

/* HELO is said where EHLO is not known (RFC 5321 3.2); LMTP has but LHLO
   (RFC 2033 4.1). */
static int
hello(struct smtp *s, struct err *e)
{
	struct buf name = BUF_INIT, line = BUF_INIT;
	struct str rest;
	int done;

	forget(s);
	hostname_ehlo(&name, &s->conn, s->account);
	buf_printf(&line, "%s %s", smtp_is_lmtp(s) ? "LHLO" : "EHLO",
	    buf_string(&name));
	done = smtp_ask(s, e, buf_string(&line));
	if (done == 0 && smtp_reply_class(&s->reply) == 5 &&
	    !smtp_is_lmtp(s)) {
		memcpy(line.data, "HELO", 4);
		done = smtp_ask(s, e, line.data);
	} else if (done == 0 && smtp_reply_class(&s->reply) == 2) {
		rest = buf_str(&s->reply.text);
		str_cut(&rest, '\n');
		buf_add_str(&s->offers, rest);
		while (rest.n > 0)
			take_offer(s, str_cut(&rest, '\n'));
	}
	if (done == 0 && smtp_reply_class(&s->reply) != 2)
		done = smtp_refused(s, e, STATUS_UNAVAILABLE,
		    "hello refused");
	buf_free(&name);
	buf_free(&line);
	return done;
}

static int
greet(struct smtp *s, struct err *e)
{
	if (smtp_read_reply(s, e) < 0)
		return e->status != STATUS_PROTOCOL ? -1
		    : err_hint(e, "does the port speak SMTP?");
	if (s->reply.code != 220)
		return smtp_refused(s, e, STATUS_UNAVAILABLE,
		    "the server refuses us");
	smtp_reply_text(&s->reply, &s->greeting);
	return hello(s, e);
}

static int
start_tls(struct smtp *s, struct err *e)
{
	if ((s->extensions & SMTP_STARTTLS) == 0)
		return err_set(e, STATUS_UNAVAILABLE, "%s: the server does "
		    "not offer STARTTLS, and without TLS nothing is said "
		    "(see +plain)", url_server(&s->account->url));
	if (smtp_ask(s, e, "STARTTLS") < 0)
		return -1;
	if (s->reply.code != 220)
		return smtp_refused(s, e, STATUS_UNAVAILABLE,
		    "STARTTLS refused");
	forget(s);
	s->greeting.len = 0;
	s->broken = true;
	if (conn_start_tls(&s->conn, e) < 0)
		return -1;
	return hello(s, e);
}

int
smtp_open(struct smtp *s, struct err *e)
{
	s->is_ready = false;
	if (login_prepare(s->account, &s->secret, e) < 0 ||
	    conn_open(&s->conn, e) < 0 || greet(s, e) < 0)
		return -1;
	if (s->account->url.security == URL_STARTTLS && start_tls(s, e) < 0)
		return -1;
	if (s->account->url.user != NULL && smtp_login(s, e) < 0)
		return -1;
	s->is_ready = true;
	return 0;
}

int
smtp_reopen(struct smtp *s, struct err *e)
{
	const struct conn old = s->conn;

	conn_close(&s->conn);
	conn_init(&s->conn, old.account, old.argv0);
	s->conn.trace = old.trace;
	s->conn.trace_arg = old.trace_arg;
	s->greeting.len = 0;
	s->in_mail = false;
	s->quit_sent = s->is_used = false;
	s->ahead = NULL;
	s->broken = true;
	return smtp_open(s, e);
}

static void
quit(struct smtp *s)
{
	struct err unused = ERR_INIT;

	s->conn.timeout = QUIT_MS;
	if (!s->quit_sent &&
	    (conn_command(&s->conn, &unused, NULL, "QUIT") < 0 ||
	    conn_flush(&s->conn, &unused) < 0))
		return;
	(void)smtp_read_reply(s, &unused);
}

void
smtp_close(struct smtp *s)
{
	if (!s->broken && s->ahead == NULL) /* else it may be text */
		quit(s);
	s->broken = true;
	conn_close(&s->conn);
	smtp_reply_free(&s->reply);
	buf_free(&s->greeting);
	buf_free(&s->offers);
	buf_free(&s->mechanisms);
	buf_wipe(&s->secret);
}
